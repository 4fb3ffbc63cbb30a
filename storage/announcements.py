"""What other programs are told about cohorts: counted from the rows, planned once, claimed before it is posted."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from storage.core import run
from storage.people import new_key
from storage.rows import AnnouncementRow, CohortRow, EnrollmentRow, ProgrammeRow, PromptRow

OVER = ("answered", "expired", "skipped", "failed")


class Told(NamedTuple):
    """One announcement with the cohort it is about, and the programme's text for the title of its step."""

    id: int
    key: str
    what: str
    step: str
    people: int
    attempts: int
    made_at: datetime
    cohort: str
    programme: str
    text: str
    settings: dict[str, object]


def wanting(session: Session) -> list[CohortRow]:
    """Return the cohorts whose events somebody wants."""
    found = session.exec(select(CohortRow).order_by(col(CohortRow.id)))
    return [one for one in found if one.settings.get("events")]


def enrolled(session: Session, cohort_id: int) -> int:
    """Return how many people are or were in a cohort."""
    statement = select(func.count()).select_from(EnrollmentRow).where(EnrollmentRow.cohort_id == cohort_id)
    return session.exec(statement).one()


def answered(session: Session, cohort_id: int) -> dict[str, int]:
    """Return how many people answered each step of a cohort so far."""
    statement = (
        select(PromptRow.step, func.count(col(PromptRow.enrollment_id).distinct()))
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
        .where(EnrollmentRow.cohort_id == cohort_id, PromptRow.state == "answered", PromptRow.asked_of == 0)
        .group_by(PromptRow.step)
    )
    return {row[0]: int(row[1]) for row in session.execute(statement)}


def left(session: Session, cohort_id: int) -> int:
    """Return how many people have left a cohort."""
    statement = select(func.count()).select_from(EnrollmentRow)
    return session.exec(statement.where(EnrollmentRow.cohort_id == cohort_id, EnrollmentRow.state == "left")).one()


def is_finished(session: Session, cohort_id: int) -> bool:
    """Return whether nothing is to come or open any more in a cohort that had anything."""
    statement = (
        select(PromptRow.state)
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
        .where(EnrollmentRow.cohort_id == cohort_id)
        .group_by(PromptRow.state)
    )
    states = set(session.exec(statement))
    return bool(states) and states <= set(OVER)


def announced(session: Session, cohort_id: int) -> dict[tuple[str, str], int]:
    """Return how many people were announced so far: by what and step."""
    statement = (
        select(AnnouncementRow.what, AnnouncementRow.step, func.sum(AnnouncementRow.people))
        .where(AnnouncementRow.cohort_id == cohort_id)
        .group_by(AnnouncementRow.what, AnnouncementRow.step)
    )
    return {(what, step): int(n) for what, step, n in session.execute(statement)}


def add(session: Session, cohort_id: int, what: str, step: str, people: int, at: datetime) -> None:
    """Plan one announcement."""
    session.add(
        AnnouncementRow(
            key=new_key("w"), cohort_id=cohort_id, what=what, step=step, people=people, made_at=at, retry_at=at
        )
    )


def due(session: Session, now: datetime, lease: timedelta, most: int) -> list[Told]:
    """Claim what is to be posted at *now* for as long as *lease*; another sender at once gets none of it."""
    ids = session.exec(
        select(AnnouncementRow.id)
        .where(AnnouncementRow.state == "waiting", col(AnnouncementRow.retry_at) <= now)
        .order_by(col(AnnouncementRow.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    run(session, update(AnnouncementRow).where(col(AnnouncementRow.id).in_(ids)).values(retry_at=now + lease))
    statement = (
        select(  # type: ignore[call-overload]
            AnnouncementRow.id, AnnouncementRow.key, AnnouncementRow.what, AnnouncementRow.step,
            AnnouncementRow.people, AnnouncementRow.attempts, AnnouncementRow.made_at, CohortRow.name,
            ProgrammeRow.name, ProgrammeRow.text, CohortRow.settings,
        )
        .join(CohortRow, col(CohortRow.id) == col(AnnouncementRow.cohort_id))
        .join(ProgrammeRow, col(ProgrammeRow.id) == col(CohortRow.programme_id))
        .where(col(AnnouncementRow.id).in_(ids))
        .order_by(col(AnnouncementRow.id))
    )  # fmt: skip
    return [Told(*row) for row in session.execute(statement)]


def record(session: Session, id_: int, state: str, reason: str, attempts: int, retry_at: datetime) -> None:
    """Note what became of a posting."""
    values = {"state": state, "reason": reason, "attempts": attempts, "retry_at": retry_at}
    run(session, update(AnnouncementRow).where(col(AnnouncementRow.id) == id_).values(**values))


def latest(session: Session, cohort_id: int, most: int) -> Sequence[AnnouncementRow]:
    """Return the newest announcements of a cohort."""
    statement = select(AnnouncementRow).where(AnnouncementRow.cohort_id == cohort_id)
    return session.exec(statement.order_by(col(AnnouncementRow.id).desc()).limit(most)).all()
