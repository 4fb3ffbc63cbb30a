"""Claiming and sending 1,000 due prompts among many stored ones, on both databases: ``python -m benchmarks.stored``.

``python -m benchmarks.stored 10000000`` is the whole promise (at most 1.3 times as long as among 100,000); it writes
some 10 GB for each database. Without a number it compares a million.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from actions.enrolling import NewCohort, enroll
from actions.house import House
from actions.sending import send_due
from benchmarks.filling import fill
from benchmarks.sending import DUE, NOW, smtp
from benchmarks.sink import MISSING, is_there, sink
from content.reader import source_text
from content.roster import read_roster
from storage import migrating
from storage.store import open_store
from tests.postgres import cluster_or_reason

FEW = 100_000
MANY = 1_000_000
DUE_NOW = 1_000
ROUNDS = 5
LIMIT = 1.3


def compare(many: int = MANY) -> None:
    """Print how long 1,000 due prompts take among few and among many, and the ratio."""
    if not is_there():
        print(MISSING)
        return
    with sink() as port, stores() as found:
        for name, (few, many_url) in found.items():
            houses = [_filled(few, FEW, port), _filled(many_url, many, port)]
            rounds = [[_seconds(house, f"round-{n}", port) for house in houses] for n in range(ROUNDS)]
            took = [statistics.median(each) for each in zip(*rounds, strict=True)]
            for house in houses:
                house.store.close()
            ratio = took[1] / took[0]
            verdict = "holds" if ratio <= LIMIT else "does not hold"
            print(
                f"{name}: {DUE_NOW:,} due among {FEW:,} stored {took[0]:.2f} s, among {many:,} {took[1]:.2f} s: "
                f"{ratio:.2f} times as long (limit {LIMIT}: {verdict}); medians of {ROUNDS}, in turns",
                flush=True,
            )


@contextmanager
def stores() -> Iterator[dict[str, tuple[str, str]]]:
    """Yield two empty databases of each kind, by kind."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as server:
        found = {"sqlite": (f"sqlite:///{folder}/few.db", f"sqlite:///{folder}/many.db")}
        cluster, reason = cluster_or_reason(Path(server))
        if cluster is None:
            print(reason)
        else:
            found["postgresql"] = (cluster.empty_database(), cluster.empty_database())
        try:
            yield found
        finally:
            if cluster is not None:
                cluster.stop()


def _filled(url: str, stored: int, port: int) -> House:
    """Return an installation that holds *stored* prompts of others, after the pass that does a day's first chores."""
    store = open_store(url)
    migrating.upgrade(store)
    house = House(store, b"a secret of the benchmark", zone="Europe/Berlin", reply_address="coach@example.org")
    _enrol(house, "first", 1)
    send_due(house, smtp(port), DUE)
    began = time.perf_counter()
    fill(store, stored)
    filled_s = time.perf_counter() - began
    chores_s = _seconds(house, "chores", port)
    print(f"  {stored:,} stored in {filled_s:.0f} s; a first pass with 1,000 due {chores_s:.2f} s", flush=True)
    return house


def _seconds(house: House, name: str, port: int) -> float:
    """Return the seconds of a pass over 1,000 due prompts of people who have just been enrolled."""
    _enrol(house, name, DUE_NOW)
    began = time.perf_counter()
    tally = send_due(replace(house, connections=1), smtp(port), DUE)
    took = time.perf_counter() - began
    assert tally.sent == DUE_NOW, tally
    return took


def _enrol(house: House, name: str, people: int) -> None:
    lines = "".join(f"{name}-{n}@example.org\n" for n in range(people))
    new = NewCohort(name, source_text("lead-for-loyalty"), "lead-for-loyalty", DUE.date().replace(day=2, month=12))
    enroll(house, new, read_roster("r.csv", f"email\n{lines}".encode()), NOW)


if __name__ == "__main__":
    compare(*map(int, sys.argv[1:]))
