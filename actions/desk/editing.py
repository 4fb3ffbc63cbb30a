"""A programme edited at the desk: the text is kept, its faults or its difference are shown, then the cohort moves."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from actions.contents import programme_from
from actions.desk.works import Telling
from actions.house import House
from actions.migrating import migrate
from actions.migration.shape import Migrated
from coaching.errors import NotFound, Refused
from storage import cohorts, uploads
from storage.people import new_key

NAME = "programme"
"""What edited programmes are called among the uploads."""
LARGEST = 400_000
WORDS = {"added": "added", "removed": "removed", "moved": "moved", "reworded": "asked in other words",
         "left_out": "left out"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edited:
    """What moving to an edited text would do. *fault* says why nothing can be moved, "" where it can.

    *by_step* is (title, what changes, how many prompts it changes), *total* how many changes there are.
    """

    key: str
    text: str
    fault: str
    version: int
    people: int
    by_step: tuple[tuple[str, str, int], ...] = ()
    total: int = 0


def current(house: House, cohort: str) -> tuple[str, int]:
    """Return the text a cohort runs on and its version.

    Raises:
        NotFound: there is no such cohort.
    """
    with house.store.read() as session:
        row = cohorts.programme_of(session, cohorts.called(session, cohort).programme_id)
        return row.text, row.version


def keep(house: House, cohort: str, text: str, now: datetime) -> str:
    """Keep an edited text and return its key.

    Raises:
        NotFound: there is no such cohort. Refused: the text is empty or far too long.
    """
    current(house, cohort)
    if not text.strip() or len(text) > LARGEST:
        raise Refused("A programme is a text of up to 400,000 characters. Paste it whole.")
    key = new_key("g")
    with house.store.write() as session:
        uploads.add(session, key, NAME, text.encode(), now)
        session.commit()
    return key


def text_of(house: House, key: str) -> str:
    """Return an edited text.

    Raises:
        NotFound: nothing is kept under *key* (any more).
    """
    with house.store.read() as session:
        found = uploads.named(session, NAME, key)
    if not found:
        raise NotFound("edited programme", key, ())
    return found[0][1].decode()


def difference(house: House, cohort: str, key: str, now: datetime) -> Edited:
    """Return what moving a cohort to an edited text would change; nothing is kept of it."""
    text = text_of(house, key)
    try:
        found = migrate(house, cohort, None, now, text=text, only_show=True)
    except NotFound:
        raise
    except Refused as refused:
        return Edited(key, text, str(refused), 0, 0)
    by_step = _by_step(found, text, current(house, cohort)[0])
    return Edited(key, text, "", found.version, found.people, by_step, sum(n for *_, n in by_step))


def _by_step(found: Migrated, text: str, before: str) -> tuple[tuple[str, str, int], ...]:
    """Return the changes of steps that everybody gets; those of offered ones would tell what a few people chose."""
    grids = (programme_from(one, found.programme).grid for one in (before, text))
    titles = {step.name: step.title for grid in grids for step in grid}
    counted: Mapping[tuple[str, str], int] = Counter((one.step, one.change) for one in found.changes)
    return tuple(
        (titles[step], WORDS.get(change, change), n) for (step, change), n in counted.items() if step in titles
    )


def move(house: House, cohort: str, key: str, now: datetime, telling: Telling) -> None:
    """Move a cohort to an edited text and say so to *telling*; raises as `actions.migrating.migrate`."""

    def settle(session: Session, done: Migrated) -> None:
        telling.ended(session, f"{done.people} people are on version {done.version} now.")

    migrate(house, cohort, None, now, text=text_of(house, key), only_show=False, settle=settle)
