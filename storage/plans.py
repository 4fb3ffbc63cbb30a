"""The planned prompts of a cohort, as its plan lists them."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from storage.rows import EnrollmentRow, ParticipantRow, PromptRow, RecipientRow


def of_cohort(session: Session, cohort_id: int) -> list[tuple[str, str, str, datetime | None, str, str]]:
    """Return (address, step, kind, due, zone, why) of every prompt, by person, then by moment."""
    statement = (
        select(  # type: ignore[call-overload]
            RecipientRow.address, PromptRow.step, PromptRow.kind, PromptRow.due_at, ParticipantRow.zone, PromptRow.why
        )
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
        .join(ParticipantRow, col(ParticipantRow.id) == col(EnrollmentRow.participant_id))
        .join(RecipientRow, col(RecipientRow.id) == col(ParticipantRow.recipient_id))
        .where(EnrollmentRow.cohort_id == cohort_id)
        .order_by(col(EnrollmentRow.id), col(PromptRow.due_at), col(PromptRow.id))
    )
    return [tuple(row) for row in session.execute(statement)]


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
