"""Several workers over one PostgreSQL, through a relay at 20 ms round trip: ``python -m benchmarks.together``.

Workers are processes that do what a worker's run does: claim, write, send, record, until nothing is left. The promise
is 1.7 times one worker's rate for two and 3 times for four. A worker claims 250 at a time: fewer than 250 mails for
each of the four, and some have nothing to do.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from actions.house import House
from actions.sending import send_due
from benchmarks.distance import far
from benchmarks.sending import DUE, smtp
from benchmarks.sink import MISSING, is_there, sink
from benchmarks.stored import _enrol
from storage import migrating
from storage.store import open_store
from tests.postgres import cluster_or_reason

MAILS = 1_000
LIMITS = {2: 1.7, 4: 3.0}


def compare(mails: int = MAILS) -> None:
    """Print the rates of one, two and four workers, and their ratios."""
    with tempfile.TemporaryDirectory() as folder:
        cluster, reason = cluster_or_reason(Path(folder))
        if cluster is None or not is_there():
            print(reason or MISSING)
            return
        try:
            with sink() as port, far(port) as distant:
                rates = {n: _rate(cluster.empty_database(), distant, n, mails) for n in (1, 2, 4)}
        finally:
            cluster.stop()
    print(f"{mails} mails at 20 ms round trip, one connection a worker, {os.cpu_count()} cores:")
    for n, rate in rates.items():
        print(f"  {n} workers: {rate:.0f} mails a second{_beside_one(n, rate / rates[1])}")


def _beside_one(workers: int, ratio: float) -> str:
    if workers not in LIMITS:
        return ""
    verdict = "holds" if ratio >= LIMITS[workers] else "does not hold"
    return f" ({ratio:.2f} times one; limit {LIMITS[workers]}: {verdict})"


def _rate(url: str, port: int, workers: int, mails: int) -> float:
    """Return mails a second of so many processes, from the moment the first may claim."""
    house = _house(url)
    migrating.upgrade(house.store)
    _enrol(house, "all", mails)
    house.store.close()
    command = [sys.executable, "-m", "benchmarks.together", url, str(port)]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(workers)
    ]
    for one in processes:
        assert one.stdout and one.stdout.readline() == "ready\n"
    began = time.perf_counter()
    for one in processes:
        assert one.stdin
        one.stdin.close()
    sent = [int(one.stdout.read()) for one in processes if one.stdout]
    took = time.perf_counter() - began
    for one in processes:
        one.wait()
    assert sum(sent) == mails, sent
    return mails / took


def _house(url: str) -> House:
    return House(open_store(url), b"a secret of the benchmark", zone="Europe/Berlin", reply_address="coach@example.org")


def work(url: str, port: int) -> None:
    """Send what can be claimed, once the standard input ends; print how much that was."""
    house, channel = _house(url), smtp(port)
    print("ready", flush=True)
    sys.stdin.read()
    print(send_due(house, channel, DUE).sent, flush=True)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        work(sys.argv[1], int(sys.argv[2]))
    else:
        compare(*map(int, sys.argv[1:]))
