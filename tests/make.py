"""One builder per noun, all defaults, so that a test says only what it is about."""

import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from actions.enrolling import Enrolled, NewCohort, enroll
from actions.house import House
from actions.outgoing.tally import Tally
from actions.sending import send_due
from content.reader import source_text
from content.roster import Roster, RosterRow, read_roster
from delivery.outbox import OutboxChannel
from storage import migrating
from storage.store import Store, open_store

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
"""A Tuesday, nine in the morning in Berlin."""
WORKSHOP = date(2026, 12, 2)
PEOPLE = ("ada@example.org", "bo@example.org", "cem@example.org")

SHORT = """\
programme: short
version: 1
title: Short
primary: listening
behaviours:
  listening:
    label: listening
    asks: On how many of your last five working days did you let people finish?
    chance: Nobody spoke to me
    observer_asks: On how many of your last five working days together did this person let people finish?
  thanking:
    label: thanking
    asks: On how many of your last five working days did you thank somebody by name?
    chance: Nobody was there
steps:
  - {name: baseline, title: Before you start, after_days: -7, until_days: -1, check_in: [listening, thanking]}
  - name: first-task
    title: Let one person finish
    after_days: 5
    task: {behaviour: listening, cue: "When somebody comes to you,", act: let them finish., check: One whole sentence.}
  - {name: check-1, title: Your last five working days, after_days: 14, check_in: [listening, thanking]}
"""
"""A small programme: baseline, one task, one check-in."""


@cache
def _new_file() -> bytes:
    """Return a SQLite database with the schema and nothing else, made once a process: every second test wants one."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "new.db"
        opened = open_store(f"sqlite:///{file}")
        migrating.upgrade(opened)
        opened.close()
        assert [one.name for one in file.parent.iterdir()] == ["new.db"], "everything is in the one file"
        return file.read_bytes()


def store(folder: Path, url: str = "") -> Store:
    """Return an open database with the schema in place."""
    file = folder / "followthrough.db"
    if not url and not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_new_file())
    opened = open_store(url or f"sqlite:///{file}")
    if url:
        migrating.upgrade(opened)
    return opened


def house(folder: Path, url: str = "", **settings: Any) -> House:
    """Return an installation in *folder*."""
    usual = {"zone": "Europe/Berlin", "reply_address": "coach@example.org", "secret": b"a secret of the tests"}
    return House(store=store(folder, url), **(usual | settings))


def roster(people: Sequence[str] = PEOPLE, **columns: str) -> Roster:
    """Return a roster of these addresses, each with the same *columns*."""
    header = ",".join(["email", *columns])
    lines = [",".join([one, *columns.values()]) for one in people]
    return read_roster("roster.csv", "\n".join([header, *lines]).encode())


def cohort(name: str = "Hamburg", programme: str = SHORT, **columns: Any) -> NewCohort:
    """Return what an enrolment is for."""
    text = source_text(programme) if "\n" not in programme else programme
    return NewCohort(**({"name": name, "programme_text": text, "programme_file": "short.yaml",
                         "workshop_on": WORKSHOP} | columns))  # fmt: skip


def enrolled(where: House, people: Sequence[str] = PEOPLE, now: datetime = NOW, **columns: Any) -> Enrolled:
    """Enrol *people* into a cohort; *columns* are those of `cohort`."""
    return enroll(where, cohort(**columns), roster(people), now)


def outbox(folder: Path) -> OutboxChannel:
    """Return the local inbox of *folder* as a channel."""
    return OutboxChannel(folder / "outbox")


def sent(where: House, folder: Path, now: datetime) -> Tally:
    """Send what is due at *now* into the local inbox of *folder*."""
    return send_due(where, outbox(folder), now)


def berlin(day: str, hour: str = "13:15") -> datetime:
    """Return a moment on Berlin's wall clock in winter."""
    return datetime.fromisoformat(f"{day}T{hour}:00+01:00")


__all__ = ["NOW", "PEOPLE", "SHORT", "WORKSHOP", "RosterRow", "berlin", "cohort", "enrolled", "house", "outbox",
           "roster", "sent", "store"]  # fmt: skip
