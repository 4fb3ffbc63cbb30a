"""POST an answer beside a bare handler of the same framework that commits one row to the same database."""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from actions.enrolling import NewCohort, enroll
from actions.house import House
from actions.sending import send_due
from answers.nonces import nonce
from coaching.tokens import Purpose, derive
from content.reader import source_text
from content.roster import read_roster
from delivery.channel import Lane, Outcome
from storage import migrating
from storage.store import open_store

SECRET = b"a secret of the benchmark"
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
PASSES = ("2026-11-25T13:00", "2026-12-04T10:00", "2026-12-07T10:00")
"""When the baseline, the plan and the first task go out."""
SHOWN = datetime(2026, 12, 7, 11, tzinfo=UTC)
"""When the pages are said to have been shown; the door's clock begins an hour later."""
CLIENTS = 50


class Taken:
    """A channel that takes every mail and keeps nothing."""

    name, loopback = "taken", True

    @contextmanager
    def lane(self) -> Iterator[Lane]:
        """Return a lane."""
        yield self

    def send(self, bounce_to: str, to: str, raw: bytes) -> Outcome:
        """Say that it was taken."""
        return Outcome("sent", "")


def asked(url: str, people: int) -> list[str]:
    """Return the answer tokens of so many people who have their first task open."""
    store = open_store(url)
    migrating.upgrade(store)
    house = House(store, SECRET, zone="Europe/Berlin")
    rows = "".join(f"p{n}@example.org,Person {n}\n" for n in range(people))
    new = NewCohort("Bench", source_text("lead-for-loyalty"), "lead-for-loyalty", date(2026, 12, 2))
    enroll(house, new, read_roster("r.csv", f"email,name\n{rows}".encode()), NOW)
    for at in PASSES:
        send_due(house, Taken(), datetime.fromisoformat(f"{at}:00+00:00"))
    with store.engine.connect() as connection:
        keys = connection.exec_driver_sql(
            "SELECT key FROM message WHERE id IN (SELECT message_id FROM prompt WHERE kind = 'task' AND state = 'sent')"
        ).scalars()
        tokens = [derive(SECRET, Purpose.ANSWER, key) for key in keys]
    store.close()
    return tokens


@contextmanager
def door(url: str) -> Iterator[int]:
    """Yield the port of a door of its own process, held to one core."""
    command = [sys.executable, "-m", "benchmarks.door", url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stdin
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()
            process.terminate()


def request(path: str, entries: dict[str, str]) -> bytes:
    """Return one POST as bytes."""
    body = urlencode(entries).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: door\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def _client(port: int, waiting: list[bytes], took: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while waiting:
        sent, began = waiting.pop(), time.perf_counter()
        writer.write(sent)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        took.append(time.perf_counter() - began)
        assert head.startswith(b"HTTP/1.1 200"), head
    writer.close()


def run(port: int, requests: Sequence[bytes]) -> tuple[float, list[float]]:
    """Return requests a second at CLIENTS connections, and how long each took."""
    took: list[float] = []
    waiting = list(requests)

    async def all_clients() -> None:
        await asyncio.gather(*(_client(port, waiting, took) for _ in range(CLIENTS)))

    began = time.perf_counter()
    asyncio.run(all_clients())
    return len(requests) / (time.perf_counter() - began), took


def compare(answers: int = 1_500, turns: int = 3) -> None:
    """Print the rates, their ratio, and how far the slowest answers are from the middle one."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        tokens = asked(url, answers)
        with door(url) as port:
            rates, took = measured(port, tokens, turns)
    ours, bare = (statistics.median(rates[name]) for name in ("ours", "bare"))
    middle, slow = statistics.median(took), sorted(took)[int(len(took) * 0.99)]
    print(f"{len(tokens)} answers to a task, {CLIENTS} clients, SQLite, the door on one core, one run:")
    print(f"  POST an answer                 {ours:8.0f} a second")
    print(f"  bare handler, one row          {bare:8.0f} a second   ratio {ours / bare:.2f} (limit 0.50)")
    print(f"  median {middle * 1000:.0f} ms, p99 {slow * 1000:.0f} ms      ratio {slow / middle:.1f} (limit 3)")


def measured(port: int, tokens: Sequence[str], turns: int) -> tuple[dict[str, list[float]], list[float]]:
    """Return the rates of both by turns, and how long each answer took."""
    rates: dict[str, list[float]] = {"bare": [], "ours": []}
    took: list[float] = []
    bare = request("/bare", {"answer": "done", "nonce": "x" * 30})
    size = len(tokens) // turns
    run(port, [bare] * 200)
    for turn in range(turns):
        mine = tokens[turn * size : (turn + 1) * size]
        rates["bare"].append(run(port, [bare] * size)[0])
        posts = [request(f"/a/{one}", {"answer": "done", "nonce": nonce(SECRET, one, SHOWN)}) for one in mine]
        rate, times = run(port, posts)
        rates["ours"].append(rate)
        took += times
    return rates, took


if __name__ == "__main__":
    compare()
