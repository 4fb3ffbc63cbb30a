"""What the desk counts and lists: delivery by name, days, and which pauses were the staff's."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from storage.rows import CohortRow, EnrollmentRow, EventRow, ParticipantRow, ProgrammeRow, PromptRow, RecipientRow

HANDED_OVER = ("sent", "unsure", "answered", "expired")
FOR_EVERYBODY = ("enrolled", "migration", "pulse")
"""Causes of prompts that say nothing of what their person chose."""


class Listed(NamedTuple):
    """A cohort in a list: *people* enrolled, and the day of the next prompt that is planned."""

    name: str
    title: str
    workshop_on: date
    people: int
    next_on: date | None


class Delivered(NamedTuple):
    """Delivery to one person: prompts handed over, prompts that failed, and the reason of one that did."""

    key: str
    name: str
    address: str
    handed_over: int
    failed: int
    reason: str


def cohorts(session: Session) -> list[Listed]:
    """Return every cohort, the latest workshop first, in one query."""
    people = select(func.count()).where(EnrollmentRow.cohort_id == CohortRow.id).correlate(CohortRow)
    soon = (
        select(func.min(PromptRow.local_day))
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
        .where(EnrollmentRow.cohort_id == CohortRow.id, PromptRow.state == "planned")
        .correlate(CohortRow)
    )
    statement = (
        select(CohortRow.name, ProgrammeRow.title, CohortRow.workshop_on, people.scalar_subquery(),
               soon.scalar_subquery())  # type: ignore[call-overload]
        .join(ProgrammeRow, col(ProgrammeRow.id) == col(CohortRow.programme_id))
        .order_by(col(CohortRow.workshop_on).desc(), col(CohortRow.name))
    )  # fmt: skip
    return [Listed(*row) for row in session.execute(statement)]


def mails_by_day(session: Session, cohort_id: int) -> list[tuple[date, int]]:
    """Return (day, mails) of a cohort: prompts of one day travel in one mail; offered steps do not count."""
    asked = case((col(PromptRow.asked_of) == 0, -col(EnrollmentRow.participant_id)), else_=col(PromptRow.asked_of))
    statement = (
        select(PromptRow.local_day, func.count(asked.distinct()))  # type: ignore[call-overload]
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
        .where(EnrollmentRow.cohort_id == cohort_id, PromptRow.state != "skipped", col(PromptRow.due_at).is_not(None))
        .where(col(PromptRow.cause).in_(FOR_EVERYBODY))
        .group_by(PromptRow.local_day)
        .order_by(PromptRow.local_day)
    )
    return [(day, n) for day, n in session.execute(statement)]


def steps(session: Session, cohort_id: int) -> list[tuple[str, str, str, int, date, date]]:
    """Return (step, kind, state, prompts, first day, last day) of a cohort."""
    statement = (
        select(PromptRow.step, PromptRow.kind, PromptRow.state, func.count(), func.min(PromptRow.local_day),
               func.max(PromptRow.local_day))  # type: ignore[call-overload]
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
        .where(EnrollmentRow.cohort_id == cohort_id, col(PromptRow.cause).in_(FOR_EVERYBODY))
        .group_by(PromptRow.step, PromptRow.kind, PromptRow.state)
        .order_by(func.min(PromptRow.local_day), PromptRow.step)
    )  # fmt: skip
    return [tuple(row) for row in session.execute(statement)]


def delivered(session: Session, cohort_id: int, key: str = "") -> list[Delivered]:
    """Return delivery by name, of participants who were not erased; *key* picks one enrollment."""
    handed = func.sum(case((col(PromptRow.state).in_(HANDED_OVER), 1), else_=0))
    failed = func.sum(case((col(PromptRow.state) == "failed", 1), else_=0))
    reason = func.max(case((col(PromptRow.state) == "failed", col(PromptRow.reason)), else_=""))
    statement = (
        select(EnrollmentRow.key, RecipientRow.name, RecipientRow.address, handed, failed, reason)  # type: ignore[call-overload]
        .join(ParticipantRow, col(ParticipantRow.id) == col(EnrollmentRow.participant_id))
        .join(RecipientRow, col(RecipientRow.id) == col(ParticipantRow.recipient_id))
        .outerjoin(PromptRow, (col(PromptRow.enrollment_id) == col(EnrollmentRow.id)) & (col(PromptRow.asked_of) == 0))
        .where(EnrollmentRow.cohort_id == cohort_id, col(RecipientRow.erased_at).is_(None))
        .group_by(EnrollmentRow.key, RecipientRow.name, RecipientRow.address)
        .order_by(RecipientRow.name, RecipientRow.address)
    )
    if key:
        statement = statement.where(EnrollmentRow.key == key)
    return [Delivered(row[0], row[1], row[2], int(row[3] or 0), int(row[4] or 0), row[5] or "") for row in
            session.execute(statement)]  # fmt: skip


def paused_by(session: Session, enrollment_ids: Collection[int], cause: str) -> set[int]:
    """Return those of these enrollments whose latest pause was of this *cause*."""
    last = (
        select(func.max(EventRow.id))
        .where(col(EventRow.enrollment_id).in_(list(enrollment_ids)), EventRow.what == "paused")
        .group_by(col(EventRow.enrollment_id))
    )
    statement = select(EventRow.enrollment_id).where(col(EventRow.id).in_(last), EventRow.cause == cause)
    return {one for one in session.exec(statement) if one is not None}


def next_due(session: Session, cohort_id: int) -> datetime | None:
    """Return when the next prompt of a cohort is due, None where nothing is planned."""
    statement = (
        select(func.min(PromptRow.due_at))
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
        .where(EnrollmentRow.cohort_id == cohort_id, PromptRow.state == "planned")
    )
    return session.exec(statement).first()
