"""`send-due` beside a bare smtplib loop with the same bytes, and beside one Prefect task per message."""

import smtplib
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from actions.enrolling import NewCohort, enroll
from actions.house import House
from actions.sending import send_due
from benchmarks.sink import sink
from content.reader import source_text
from content.roster import read_roster
from delivery.channel import Lane, Outcome
from delivery.relay import Relay
from delivery.smtp import SmtpChannel
from storage import migrating
from storage.store import open_store

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
DUE = datetime(2026, 11, 25, 13, tzinfo=UTC)


class Overheard:
    """An SMTP channel that keeps the bytes of what it sends."""

    name, loopback = "overheard", True

    def __init__(self, port: int) -> None:
        self.inner = SmtpChannel(Relay("127.0.0.1", port, tls="off"))
        self.heard: list[tuple[str, str, bytes]] = []

    @contextmanager
    def lane(self) -> Iterator[Lane]:
        """Return a lane that listens."""
        with self.inner.lane() as lane:
            yield _OverheardLane(lane, self.heard)


class _OverheardLane:
    def __init__(self, lane: Lane, heard: list[tuple[str, str, bytes]]) -> None:
        self.inner, self.heard = lane, heard

    def send(self, bounce_to: str, to: str, raw: bytes) -> Outcome:
        """Keep the bytes and send them."""
        self.heard.append((bounce_to, to, raw))
        return self.inner.send(bounce_to, to, raw)


def enrolled(folder: Path, people: int) -> tuple[House, float]:
    """Return an installation with so many people enrolled, and the seconds that the enrolment took."""
    store = open_store(f"sqlite:///{folder}/bench.db")
    migrating.upgrade(store)
    house = House(store, b"a secret of the benchmark", zone="Europe/Berlin", reply_address="coach@example.org")
    roster = read_roster(
        "r.csv", ("email,name\n" + "".join(f"p{n}@example.org,Person {n}\n" for n in range(people))).encode()
    )
    new = NewCohort("Bench", source_text("lead-for-loyalty"), "lead-for-loyalty", date(2026, 12, 2))
    began = time.perf_counter()
    enroll(house, new, roster, NOW)
    return house, time.perf_counter() - began


def compare(messages: int = 5_000, tasks: int = 300) -> None:
    """Print the rates and their ratios."""
    with tempfile.TemporaryDirectory() as folder, sink() as port:
        house, enrolling_s = enrolled(Path(folder), messages)
        print(f"enrolling {messages} people into Lead for loyalty: {enrolling_s:.1f} s (limit 10 s)")
        channel = Overheard(port)
        ours = rate(messages, lambda: send_due(house, channel, DUE))
        assert len(channel.heard) == messages, len(channel.heard)
        bare = rate(messages, lambda: loop(port, channel.heard))
        per_task = prefect_rate(port, channel.heard[:tasks])
    size = sum(len(raw) for _, _, raw in channel.heard) / len(channel.heard)
    print(f"messages of {size / 1024:.1f} KB, one connection, SQLite, one run:")
    print(f"  send-due                       {ours:8.0f} a second")
    print(f"  bare smtplib loop, same bytes  {bare:8.0f} a second   ratio {ours / bare:.2f} (limit 0.10)")
    print(f"  one Prefect task a message     {per_task:8.0f} a second   ratio {ours / per_task:.0f} (limit 15)")


def rate(messages: int, run: Callable[[], object]) -> float:
    """Return messages a second."""
    began = time.perf_counter()
    run()
    return messages / (time.perf_counter() - began)


def loop(port: int, mails: list[tuple[str, str, bytes]]) -> None:
    """Send ready bytes over one kept connection, and record nothing."""
    with smtplib.SMTP("127.0.0.1", port) as server:
        for bounce_to, to, raw in mails:
            server.sendmail(bounce_to, [to], raw)


def prefect_rate(port: int, mails: list[tuple[str, str, bytes]]) -> float:
    """Return how many messages a second go out as one Prefect task each, with a real server recording them."""
    from benchmarks.prefect_tasks import measure

    return measure(port, mails)


if __name__ == "__main__":
    compare()
