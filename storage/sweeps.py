"""What a pass looks for before it sends: windows that are over, and check-ins that may be reminded of."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from storage.cohorts import version_asked
from storage.rows import EnrollmentRow, MessageRow, ParticipantRow, ProgrammeRow, PromptRow, RecipientRow

SOONEST = timedelta(days=1)
"""How long a mail lies at least before it is reminded of: the second working day is never the next one."""
RECENT = timedelta(days=14)
"""How far back a mail may lie that is still to be reminded of; three working days never take longer."""


def over(session: Session, now: datetime, limit: int) -> list[tuple[int, str]]:
    """Return (id, state) of prompts whose answer window is over and that are still open."""
    statement = (
        select(PromptRow.id, PromptRow.state)
        .where(col(PromptRow.state).in_(["sent", "unsure"]), col(PromptRow.closes_at) <= now)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [(id_ or 0, state) for id_, state in session.exec(statement)]


def unreminded(session: Session, now: datetime) -> Sequence[Any]:
    """Return (message, recipient, participant, prompt, programme) of open check-ins without a reminder yet."""
    reminder = aliased(MessageRow)
    statement = (
        select(MessageRow, RecipientRow, ParticipantRow, PromptRow, ProgrammeRow)  # type: ignore[call-overload]
        .join(PromptRow, col(PromptRow.message_id) == col(MessageRow.id))
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
        .join(ProgrammeRow, col(ProgrammeRow.id) == version_asked())
        .join(RecipientRow, col(RecipientRow.id) == col(MessageRow.recipient_id))
        .join(ParticipantRow, col(ParticipantRow.recipient_id) == col(RecipientRow.id))
        .join(
            reminder,
            (col(reminder.about_id) == col(MessageRow.id)) & (col(reminder.kind) == "reminder"),
            isouter=True,
        )
        .where(
            PromptRow.state == "sent",
            PromptRow.kind == "check_in",
            EnrollmentRow.state == "active",
            col(MessageRow.due_at) > now - RECENT,
            col(MessageRow.due_at) < now - SOONEST,
            col(PromptRow.closes_at) > now,
            col(reminder.id).is_(None),
        )
    )
    found: Sequence[Any] = session.exec(statement).all()
    return found
