"""The prompts of a cohort that were missed, with whose they are: what `resend` acts on."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from storage.rows import CohortRow, EnrollmentRow, ParticipantRow, ProgrammeRow, PromptRow, RecipientRow


@dataclass(frozen=True, slots=True)
class MissedRow:
    """One prompt that was not sent."""

    prompt: PromptRow
    enrollment: EnrollmentRow
    participant: ParticipantRow
    recipient: RecipientRow
    programme: ProgrammeRow


def missed_rows(session: Session, cohort: CohortRow, states: list[str], unless: list[str]) -> list[MissedRow]:
    """Return the prompts in *states* whose reason is none of *unless*, by person and day."""
    statement = (
        select(PromptRow, EnrollmentRow, ParticipantRow, RecipientRow, ProgrammeRow)  # type: ignore[call-overload]
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
        .join(ParticipantRow, col(ParticipantRow.id) == col(EnrollmentRow.participant_id))
        .join(RecipientRow, col(RecipientRow.id) == col(ParticipantRow.recipient_id))
        .join(ProgrammeRow, col(ProgrammeRow.id) == col(EnrollmentRow.programme_id))
        .where(EnrollmentRow.cohort_id == cohort.id)
        .where(col(PromptRow.state).in_(states), col(PromptRow.reason).not_in(unless))
        .order_by(col(EnrollmentRow.id), col(PromptRow.local_day), col(PromptRow.id))
    )
    return [MissedRow(*row) for row in session.execute(statement)]
