"""The planned prompts of a cohort, as its plan lists them."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import case, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from storage.desk import FOR_EVERYBODY
from storage.rows import (
    CohortRow,
    EnrollmentRow,
    EventRow,
    ObserverRow,
    ParticipantRow,
    ProgrammeRow,
    PromptRow,
    RecipientRow,
)


def of_cohort(session: Session, cohort_id: int) -> list[tuple[str, str, str, datetime | None, str, str, str]]:
    """Return (address, step, kind, due, zone, why, observer) of every prompt, by person, then by moment.

    The observer is the address of whom a pulse asks, "" for a person's own; the zone is that of whoever is asked.
    """
    observer, theirs = aliased(RecipientRow), aliased(ParticipantRow)
    zone = case(
        (col(PromptRow.asked_of) == 0, col(ParticipantRow.zone)),
        else_=func.coalesce(theirs.zone, col(CohortRow.zone)),
    )
    statement = (
        select(  # type: ignore[call-overload]
            RecipientRow.address, PromptRow.step, PromptRow.kind, PromptRow.due_at, zone, PromptRow.why,
            func.coalesce(observer.address, ""),
        )
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
        .join(ParticipantRow, col(ParticipantRow.id) == col(EnrollmentRow.participant_id))
        .join(RecipientRow, col(RecipientRow.id) == col(ParticipantRow.recipient_id))
        .join(CohortRow, col(CohortRow.id) == col(EnrollmentRow.cohort_id))
        .outerjoin(ObserverRow, col(ObserverRow.id) == col(PromptRow.asked_of))
        .outerjoin(observer, observer.id == col(ObserverRow.recipient_id))
        .outerjoin(theirs, theirs.recipient_id == col(ObserverRow.recipient_id))
        .where(EnrollmentRow.cohort_id == cohort_id)
        .order_by(col(EnrollmentRow.id), col(PromptRow.due_at), col(PromptRow.id))
    )  # fmt: skip
    return [tuple(row) for row in session.execute(statement)]


class OwnPrompt(NamedTuple):
    """One prompt of a participant, with when it last changed and what it belongs to."""

    id: int
    step: str
    state: str
    nth: int
    due_at: datetime
    changed_at: datetime
    place: str
    cohort: str
    programme: str
    text: str


def of_recipient(session: Session, recipient_id: int) -> list[OwnPrompt]:
    """Return every prompt of a participant that has or had a moment, by moment; *place* is the enrollment's state."""
    statement = (
        select(  # type: ignore[call-overload]
            PromptRow.id, PromptRow.step, PromptRow.state, PromptRow.nth, PromptRow.due_at, EventRow.at,
            EnrollmentRow.state, CohortRow.name, ProgrammeRow.name, ProgrammeRow.text,
        )
        .join(EventRow, (col(EventRow.prompt_id) == col(PromptRow.id)) & (col(EventRow.nth) == col(PromptRow.nth)))
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
        .join(CohortRow, col(CohortRow.id) == col(EnrollmentRow.cohort_id))
        .join(ProgrammeRow, col(ProgrammeRow.id) == col(EnrollmentRow.programme_id))
        .join(ParticipantRow, col(ParticipantRow.id) == col(EnrollmentRow.participant_id))
        .where(ParticipantRow.recipient_id == recipient_id, PromptRow.asked_of == 0, col(PromptRow.due_at).is_not(None))
        .order_by(col(PromptRow.due_at), col(PromptRow.id))
    )  # fmt: skip
    return [OwnPrompt(*row) for row in session.execute(statement)]


def days_of(session: Session, cohort_id: int) -> list[tuple[date, str, int]]:
    """Return (day, step, how many people) of what a cohort gets or got, in order; what few chose is not in it."""
    statement = (
        select(PromptRow.local_day, PromptRow.step, func.count())  # type: ignore[call-overload]
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
        .where(
            EnrollmentRow.cohort_id == cohort_id,
            PromptRow.asked_of == 0,
            col(PromptRow.due_at).is_not(None),
            PromptRow.state != "skipped",
            col(PromptRow.cause).in_(FOR_EVERYBODY),
        )
        .group_by(PromptRow.local_day, PromptRow.step)
        .order_by(PromptRow.local_day, PromptRow.step)
    )
    return [(day, step, n) for day, step, n in session.execute(statement)]


def to_come(session: Session, enrollment_ids: Collection[int | None]) -> list[tuple[int, str, datetime]]:
    """Return (enrollment, step, due) of what is planned for these enrollments' own participants, the next first."""
    statement = (
        select(PromptRow.enrollment_id, PromptRow.step, PromptRow.due_at)
        .where(
            col(PromptRow.enrollment_id).in_(list(enrollment_ids)),
            PromptRow.state == "planned",
            PromptRow.asked_of == 0,
            col(PromptRow.due_at).is_not(None),
        )
        .order_by(col(PromptRow.due_at), col(PromptRow.id))
    )
    return [(enrollment_id, step, due_at) for enrollment_id, step, due_at in session.exec(statement) if due_at]
