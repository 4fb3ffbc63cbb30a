"""Days on which a participant is away, both ends included."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session, col

from storage.core import run, table
from storage.prepared import among
from storage.reads import Query
from storage.rows import AbsenceRow

AWAY = "away"
ABSENCE = table(AbsenceRow)
OF_MANY = Query(
    select(ABSENCE.c.participant_id, ABSENCE.c.from_on, ABSENCE.c.until_on)
    .where(among(ABSENCE.c.participant_id), ABSENCE.c.kind == AWAY)
    .order_by(ABSENCE.c.from_on)
)


def of_participant(session: Session, participant_id: int) -> list[tuple[date, date]]:
    """Return the first and last day of each absence, also of those that are over, earliest first."""
    return of_many(session, [participant_id]).get(participant_id, [])


def of_many(session: Session, participant_ids: Iterable[int]) -> dict[int, list[tuple[date, date]]]:
    """Return the first and last day of each absence of these participants; who has none is not named."""
    found: dict[int, list[tuple[date, date]]] = {}
    for participant_id, first, last in OF_MANY.rows(session, ids=participant_ids):
        found.setdefault(participant_id, []).append((first, last or date.max))
    return found


def to_come(session: Session, participant_id: int, today: date) -> list[tuple[date, date]]:
    """Return the absences that are not over on *today*, earliest first."""
    return [(first, last) for first, last in of_participant(session, participant_id) if last >= today]


def add(session: Session, participant_id: int, first: date, last: date, at: datetime) -> None:
    """Add days on which a participant is not there."""
    row = {"participant_id": participant_id, "kind": AWAY, "from_on": first, "until_on": last, "made_at": at}
    run(session, insert(AbsenceRow), row)


def end(session: Session, participant_id: int, today: date, *, also_to_come: bool) -> None:
    """End the absences that have begun the day before *today*; *also_to_come*: those that have not begun go."""
    theirs = (col(AbsenceRow.participant_id) == participant_id, col(AbsenceRow.kind) == AWAY)
    first = col(AbsenceRow.from_on)
    run(session, delete(AbsenceRow).where(*theirs, first >= today if also_to_come else first == today))
    still_on = (first < today, col(AbsenceRow.until_on) >= today)
    run(session, update(AbsenceRow).where(*theirs, *still_on).values(until_on=today - timedelta(days=1)))
