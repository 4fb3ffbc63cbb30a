"""A rehearsal of 1,000 people by 26 weeks, beside its limit of a minute."""

import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from actions.enrolling import NewCohort
from actions.house import House
from actions.rehearsing import rehearse
from content.reader import source_text
from content.roster import read_roster
from storage import migrating
from storage.store import open_store

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
LIMIT_S = 60
ZONES = ("Europe/Berlin",) * 6 + ("America/New_York", "Asia/Kolkata")


def measure(people: int = 1_000) -> None:
    """Print how long it took, what went out, and the limit."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/bench.db")
        migrating.upgrade(store)
        house = House(store, b"a secret of the benchmark", zone="Europe/Berlin", reply_address="coach@example.org")
        rows = "".join(f"p{n}@example.org,Person {n},{ZONES[n % len(ZONES)]}\n" for n in range(people))
        roster = read_roster("r.csv", f"email,name,zone\n{rows}".encode())
        new = NewCohort(
            "Bench", source_text("lead-for-loyalty"), "lead-for-loyalty", date(2026, 12, 2), country="DE", seed="1"
        )
        began, used = time.perf_counter(), time.process_time()
        made = rehearse(house, new, roster, Path(folder) / "mails", NOW, lambda: datetime.now(UTC))
        took, used = time.perf_counter() - began, time.process_time() - used
        store.close()
    assert made.ledger.adds_up
    print(f"rehearsing {people} people by 26 weeks: {len(made.mails)} mails, {made.answered} answers")
    print(f"  {took:.1f} s, {used:.1f} s of them on the processor (limit {LIMIT_S} s)")


if __name__ == "__main__":
    measure()
