"""Who agreed to be asked for an interview, and what they answered; names leave this file for one person at a time."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import update
from sqlmodel import Session, col

from storage.core import run
from storage.ledgers import pick
from storage.reports import Given
from storage.rows import CohortRow, EnrollmentRow, ParticipantRow, PromptRow, RecipientRow, ResponseRow


class Agreed(NamedTuple):
    """One enrollment that may be asked, without a name."""

    enrollment_id: int
    key: str


def agree(session: Session, enrollment_id: int, at: datetime | None) -> None:
    """Note that somebody may be asked, or with None that they may not."""
    run(session, update(EnrollmentRow).where(col(EnrollmentRow.id) == enrollment_id).values(may_ask_at=at))


def take_back(session: Session, cohort_id: int) -> None:
    """Let nobody in a cohort be asked: each would have to agree anew."""
    run(session, update(EnrollmentRow).where(col(EnrollmentRow.cohort_id) == cohort_id).values(may_ask_at=None))


def may_be_asked(enrollment: EnrollmentRow, cohort: CohortRow) -> bool:
    """Return whether this person may be asked for an interview: the cohort has them, and the person agreed."""
    return bool(enrollment.may_ask_at and cohort.settings.get("interviews"))


def agreed(session: Session, cohort_id: int) -> list[Agreed]:
    """Return who agreed and has not left."""
    statement = pick(EnrollmentRow.id, EnrollmentRow.key).where(*_may_ask(cohort_id)).order_by(col(EnrollmentRow.id))
    return [Agreed(*row) for row in session.execute(statement)]


def _may_ask(cohort_id: int) -> tuple[Any, ...]:
    return (
        col(EnrollmentRow.cohort_id) == cohort_id, col(EnrollmentRow.may_ask_at).is_not(None),
        col(EnrollmentRow.state) != "left",
    )  # fmt: skip


def given(session: Session, cohort_id: int, question: str, since: datetime) -> list[Given]:
    """Return what those who agreed answered to *question* from *since* on, oldest first."""
    statement = (
        pick(
            PromptRow.enrollment_id, PromptRow.step, ResponseRow.question, ResponseRow.value, ResponseRow.late,
            ResponseRow.suspect, ResponseRow.answered_at, PromptRow.late_baseline,
        )
        .select_from(ResponseRow)
        .join(PromptRow, col(PromptRow.id) == col(ResponseRow.prompt_id))
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
        .where(*_may_ask(cohort_id), col(PromptRow.asked_of) == 0, col(ResponseRow.replaced_at).is_(None))
        .where(col(ResponseRow.question) == question, col(ResponseRow.answered_at) >= since)
        .order_by(col(ResponseRow.id))
    )  # fmt: skip
    return [Given(*row) for row in session.execute(statement)]


def named(session: Session, enrollment_id: int) -> tuple[str, str]:
    """Return the name and address of one person who agreed."""
    statement = (
        pick(RecipientRow.name, RecipientRow.address)
        .join(ParticipantRow, col(ParticipantRow.recipient_id) == col(RecipientRow.id))
        .join(EnrollmentRow, col(EnrollmentRow.participant_id) == col(ParticipantRow.id))
        .where(col(EnrollmentRow.id) == enrollment_id)
    )
    name, address = session.execute(statement).one()
    return name, address
