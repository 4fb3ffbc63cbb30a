"""Managers: those whom somebody named as the one they report to, and the mails that tell them what to ask."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Table, func, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from coaching.notices import MANAGER
from storage.core import run, table
from storage.ledgers import pick
from storage.messages import planned
from storage.rows import CohortRow, EnrollmentRow, MessageRow, ObserverRow, ProgrammeRow, RecipientRow

MESSAGE = table(MessageRow)


class Managed(NamedTuple):
    """A manager as a recipient, in a cohort: once, however many people named them there."""

    recipient_id: int
    folded: str
    cohort_id: int


def cohorts_since(session: Session, first: date, last: date) -> Sequence[tuple[CohortRow, ProgrammeRow]]:
    """Return the cohorts whose workshop lies between these days, each with its programme."""
    statement = (
        select(CohortRow, ProgrammeRow)
        .join(ProgrammeRow, col(ProgrammeRow.id) == col(CohortRow.programme_id))
        .where(col(CohortRow.workshop_on).between(first, last))
        .order_by(col(CohortRow.id))
    )
    return session.exec(statement).all()


def in_cohorts(session: Session, cohort_ids: Collection[int], categories: Collection[str]) -> list[Managed]:
    """Return the managers of these cohorts who want such mails: colleagues of one of these *categories*.

    What became of the people who named them makes no difference, so that no mail, and no silence, tells of it.
    """
    named = _named(categories).where(_in(EnrollmentRow.cohort_id, cohort_ids))
    return [Managed(*row) for row in session.execute(named)]


def of_recipient(session: Session, recipient_id: int, categories: Collection[str]) -> list[Managed]:
    """Return the cohorts in which somebody is named as a manager."""
    named = _named(categories).where(col(RecipientRow.id) == recipient_id)
    return [Managed(*row) for row in session.execute(named)]


def _in(column: Any, values: Collection[Any]) -> Any:
    return col(column).in_(list(values))


def _named(categories: Collection[str]) -> Any:
    gone = select(ObserverRow.recipient_id).where(col(ObserverRow.left_at).is_not(None))
    return (
        pick(col(RecipientRow.id), col(RecipientRow.folded), EnrollmentRow.cohort_id)
        .join(ObserverRow, col(ObserverRow.recipient_id) == col(RecipientRow.id))
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(ObserverRow.enrollment_id))
        .where(func.lower(func.trim(col(ObserverRow.category))).in_(sorted(categories)))
        .where(col(RecipientRow.id).not_in(gone))
        .distinct()
        .order_by(col(EnrollmentRow.cohort_id), col(RecipientRow.id))
    )


def plan(session: Session, key: str, recipient_id: int, due_at: datetime, day: date) -> bool:
    """Plan one mail to a manager; return whether it is new. Its *key* says which it is, so there is never a second."""
    row = planned(recipient_id, MANAGER, due_at, day, key=key)
    return bool(run(session, _or_nothing(session, MESSAGE).returning(MESSAGE.c.id), row).all())


def _or_nothing(session: Session, into: Table) -> Any:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(into).on_conflict_do_nothing()


def drop_waiting(session: Session, recipient_id: int, reason: str) -> None:
    """Leave out what waits to go to a manager who wants no more of it."""
    theirs = MESSAGE.c.recipient_id == recipient_id, MESSAGE.c.kind == MANAGER, MESSAGE.c.state == "planned"
    run(session, update(MESSAGE).where(*theirs).values(state="dropped", reason=reason))
