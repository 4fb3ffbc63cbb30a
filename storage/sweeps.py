"""What a pass looks for before it sends: windows that are over, and check-ins that may be reminded of."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from storage.cohorts import version_asked
from storage.core import table
from storage.moments import Moment
from storage.reads import Read
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
    return UNREMINDED.run(session, now=now, oldest=now - RECENT, newest=now - SOONEST)


PROMPT, ENROLLMENT, MESSAGE, PROGRAMME, RECIPIENT, PARTICIPANT = (
    table(row) for row in (PromptRow, EnrollmentRow, MessageRow, ProgrammeRow, RecipientRow, ParticipantRow)
)
REMINDER = MESSAGE.alias("reminder")


def _unreminded(messages: Any) -> Any:
    now, oldest, newest = (bindparam(name, type_=Moment()) for name in ("now", "oldest", "newest"))
    return (
        messages.join(PROMPT, PROMPT.c.message_id == MESSAGE.c.id)
        .join(ENROLLMENT, ENROLLMENT.c.id == PROMPT.c.enrollment_id)
        .join(PROGRAMME, PROGRAMME.c.id == version_asked())
        .join(RECIPIENT, RECIPIENT.c.id == MESSAGE.c.recipient_id)
        .join(PARTICIPANT, PARTICIPANT.c.recipient_id == RECIPIENT.c.id)
        .join(
            REMINDER, (REMINDER.c.about_id == MESSAGE.c.id) & (REMINDER.c.kind == "reminder"), isouter=True
        )
        .where(
            PROMPT.c.state == "sent",
            PROMPT.c.kind == "check_in",
            ENROLLMENT.c.state == "active",
            MESSAGE.c.due_at > oldest,
            MESSAGE.c.due_at < newest,
            PROMPT.c.closes_at > now,
            REMINDER.c.id.is_(None),
        )
    )  # fmt: skip


UNREMINDED = Read(_unreminded, MESSAGE, RECIPIENT, PARTICIPANT, PROMPT, PROGRAMME)
