"""What a pass looks for before it sends: windows that are over, and check-ins that may be reminded of."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, select
from sqlmodel import Session

from storage.cohorts import version_asked
from storage.core import table
from storage.messages import WAITING
from storage.moments import Moment
from storage.prepared import one_of
from storage.reads import Query, Read
from storage.rows import EnrollmentRow, MessageRow, ParticipantRow, ProgrammeRow, PromptRow, RecipientRow

SOONEST = timedelta(days=1)
"""How long a mail lies at least before it is reminded of: the second working day is never the next one."""
RECENT = timedelta(days=14)
"""How far back a mail may lie that is still to be reminded of; three working days never take longer."""


def over(session: Session, now: datetime, limit: int) -> list[tuple[int, str]]:
    """Return (id, state) of prompts whose answer window is over and that are still open."""
    return [(id_, state) for id_, state in OVER.rows(session, now=now, limit=limit)]


def crowded(session: Session, now: datetime) -> dict[int, list[int]]:
    """Return the recipients with several mails due at once: recipient to message ids, earliest first."""
    found: dict[int, list[int]] = {}
    for recipient_id, message_id in CROWDED.rows(session, now=now):
        found.setdefault(recipient_id, []).append(message_id)
    return found


def unreminded(session: Session, now: datetime) -> Sequence[Any]:
    """Return (message, recipient, participant, prompt, programme) of open check-ins without a reminder yet."""
    return UNREMINDED.run(session, now=now, oldest=now - RECENT, newest=now - SOONEST)


PROMPT, ENROLLMENT, MESSAGE, PROGRAMME, RECIPIENT, PARTICIPANT = (
    table(row) for row in (PromptRow, EnrollmentRow, MessageRow, ProgrammeRow, RecipientRow, ParticipantRow)
)
REMINDER = MESSAGE.alias("reminder")
OPEN = ("sent", "unsure")
"""What can still be answered; written out in queries as the partial index has it, so that it serves."""
NOW = bindparam("now", type_=Moment())
OVER = Query(
    select(PROMPT.c.id, PROMPT.c.state)
    .where(one_of(PROMPT.c.state, OPEN), PROMPT.c.closes_at <= NOW)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)


def _joins(mail: Any) -> tuple[Any, ...]:
    """Return the conditions under which a mail is due and may travel with another."""
    waits = one_of(mail.c.state, WAITING), mail.c.state == "planned", mail.c.due_at <= NOW
    return *waits, one_of(mail.c.kind, ("prompt", "welcome"))


def _crowded() -> Any:
    """Return the query for `crowded`: from what is due to the others of the same person.

    Counted by person, SQLite read an index of all mails ever sent.
    """
    other = MESSAGE.alias("other")
    beside = exists().where(other.c.recipient_id == MESSAGE.c.recipient_id, other.c.id != MESSAGE.c.id, *_joins(other))
    return (
        select(MESSAGE.c.recipient_id, MESSAGE.c.id)
        .where(*_joins(MESSAGE), beside)
        .order_by(MESSAGE.c.due_at, MESSAGE.c.id)
        .with_for_update(skip_locked=True, of=MESSAGE)
    )


CROWDED = Query(_crowded())


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
            one_of(PROMPT.c.state, OPEN),
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
