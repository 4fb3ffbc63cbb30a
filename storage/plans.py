"""The planned prompts of a cohort, as its plan lists them."""

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
