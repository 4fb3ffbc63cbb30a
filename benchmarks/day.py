"""A day of a big installation, lived through pass by pass: ``python -m benchmarks.day [PEOPLE]``.

People in fifty zones are enrolled into a programme of half a year; half of them have their baseline on this day, at one
o'clock on their own walls. Every ten minutes one sender makes a pass, on PostgreSQL, through a mail server on this
machine. `docs/scale.md` has the figures of 100,000 people and what follows from them for a million.
"""

import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from actions.enrolling import NewCohort, enroll
from actions.house import House
from actions.ledger import whole
from actions.sending import send_due
from benchmarks.sending import DUE, NOW, smtp
from benchmarks.sink import MISSING, is_there, sink
from content.reader import source_text
from content.roster import read_roster
from storage import migrating
from storage.store import open_store
from tests.postgres import cluster_or_reason

PEOPLE = 20_000
COHORT = 5_000
EVERY = timedelta(minutes=10)
ZONES = (
    "Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Vancouver", "America/Tijuana",
    "America/Denver", "America/Phoenix", "America/Edmonton", "America/Chicago", "America/Mexico_City",
    "America/Winnipeg", "America/Guatemala", "America/New_York", "America/Toronto", "America/Bogota", "America/Lima",
    "America/Havana", "America/Caracas", "America/Santiago", "America/Halifax", "America/Sao_Paulo",
    "America/Argentina/Buenos_Aires", "Atlantic/Azores", "Europe/London", "Europe/Lisbon", "Africa/Lagos",
    "Europe/Berlin", "Europe/Paris", "Europe/Madrid", "Africa/Johannesburg", "Europe/Athens", "Africa/Cairo",
    "Europe/Istanbul", "Africa/Nairobi", "Asia/Riyadh", "Asia/Dubai", "Asia/Tehran", "Asia/Karachi", "Asia/Kolkata",
    "Asia/Kathmandu", "Asia/Dhaka", "Asia/Bangkok", "Asia/Jakarta", "Asia/Singapore", "Asia/Shanghai", "Asia/Manila",
    "Asia/Tokyo", "Australia/Brisbane", "Australia/Sydney", "Pacific/Auckland",
)  # fmt: skip


def live(people: int = PEOPLE) -> None:
    """Print what the day took: enrolling, each busy hour, the passes without work, and how large the database is."""
    if not is_there():
        print(MISSING)
        return
    with tempfile.TemporaryDirectory() as folder:
        cluster, reason = cluster_or_reason(Path(folder))
        if cluster is None:
            print(reason)
            return
        try:
            with sink() as port:
                _day(_enrolled(cluster.empty_database(), people), port)
        finally:
            cluster.stop()


def _enrolled(url: str, people: int) -> House:
    """Return an installation with so many people, half of whom are due on the day."""
    store = open_store(url)
    migrating.upgrade(store)
    house = House(store, b"a secret of the benchmark", zone="UTC", reply_address="coach@example.org")
    began, texts = time.perf_counter(), source_text("lead-for-loyalty")
    for n, first in enumerate(range(0, people, COHORT)):
        rows = (f"p{one}@example.org,{ZONES[one % len(ZONES)]}\n" for one in range(first, min(first + COHORT, people)))
        on = DUE.date().replace(day=2, month=12) + timedelta(days=42 if n % 2 else 0)
        new = NewCohort(f"cohort {n}", texts, "lead-for-loyalty", on)
        enroll(house, new, read_roster("r.csv", f"email,zone\n{''.join(rows)}".encode()), NOW)
    _say(f"{people:,} people in {len(ZONES)} zones enrolled in {time.perf_counter() - began:.0f} s", house)
    return house


def _say(what: str, house: House) -> None:
    with house.store.engine.connect() as connection:
        size = connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        rows = {one: connection.execute(text(f"SELECT count(*) FROM {one}")).scalar_one() for one in TABLES}  # noqa: S608
    told = ", ".join(f"{n:,} {name}s" for name, n in rows.items())
    print(f"{what}: {size / 1e9:.2f} GB; {told}", flush=True)


TABLES = ("prompt", "message", "event", "token")


def _day(house: House, port: int) -> None:
    """Make a pass every ten minutes, from the first zone's morning to the last one's night."""
    now = datetime(DUE.year, DUE.month, DUE.day - 1, 18, tzinfo=UTC)
    sent: Counter[datetime] = Counter()
    took: dict[datetime, float] = {}
    channel = smtp(port)
    for n in range(int(timedelta(hours=36) / EVERY)):
        at = now + n * EVERY
        began = time.perf_counter()
        sent[at] = send_due(house, channel, at).sent
        took[at] = time.perf_counter() - began
    _tell(sent, took)
    began = time.perf_counter()
    adds_up = whole(house).adds_up
    _say(f"At the end (the whole ledger {'adds up' if adds_up else 'DOES NOT ADD UP'}, counted in "
         f"{time.perf_counter() - began:.0f} s)", house)  # fmt: skip


def _tell(sent: Counter[datetime], took: dict[datetime, float]) -> None:
    busy = {at: n for at, n in sent.items() if n}
    idle = [took[at] for at in sent if not sent[at]]
    peak = max(busy, key=lambda at: busy[at])
    total, seconds = sum(busy.values()), sum(took[at] for at in busy)
    print(f"{total:,} mails in {len(busy)} passes and {seconds:.0f} s, {total / seconds:.0f} a second by one sender")
    print(f"busiest ten minutes: {busy[peak]:,} mails at {peak:%H:%M} UTC, {took[peak]:.1f} s of 600")
    median_ms = 1000 * sorted(idle)[len(idle) // 2]
    print(f"passes without work: {len(idle)}, {median_ms:.0f} ms each (the longest {max(idle):.1f} s)")


if __name__ == "__main__":
    live(*map(int, sys.argv[1:]))
