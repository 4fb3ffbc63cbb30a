"""Mails that may have gone out after a backup was made: they are kept from going again once it is put back."""

from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from coaching.states import Reason
from storage.core import run, table
from storage.messages import WAITING
from storage.moments import utc_in
from storage.rows import MessageRow, PromptRow, RecipientRow

MESSAGE = table(MessageRow)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""When a held mail is tried again."""


class Held(NamedTuple):
    """One mail that is held: whose, which step it carries ("" for a notice), what kind, and when it fell due."""

    person: str
    step: str
    kind: str
    due_at: datetime


def wake(session: Session) -> None:
    """Let nothing wait for a lease or a retry that belonged to the time of the backup."""
    run(session, update(MESSAGE).where(MESSAGE.c.state == "claimed").values(lease_until=utc_in(-1.0)))
    waiting = (MESSAGE.c.state.in_(WAITING), MESSAGE.c.retry_at.is_not(None), MESSAGE.c.retry_at != NEVER)
    run(session, update(MESSAGE).where(*waiting).values(retry_at=None))


def next_due(session: Session, after: datetime) -> datetime | None:
    """Return the next moment at which a mail falls due."""
    waits = (MESSAGE.c.state == "planned", MESSAGE.c.due_at > after)
    found: datetime | None = run(session, select(func.min(MESSAGE.c.due_at)).where(*waits)).scalar_one()
    return found


def hold(session: Session) -> None:
    """Let what was just marked as restored never be tried again."""
    restored = (MESSAGE.c.state == "unsure", MESSAGE.c.reason == str(Reason.RESTORED))
    run(session, update(MESSAGE).where(*restored).values(retry_at=NEVER))


def held(session: Session) -> list[Held]:
    """Return every mail that is held, by moment."""
    statement = (
        select(col(RecipientRow.address), col(RecipientRow.key), col(PromptRow.step), MESSAGE.c.kind, MESSAGE.c.due_at)
        .join(RecipientRow, col(RecipientRow.id) == MESSAGE.c.recipient_id)
        .join(PromptRow, col(PromptRow.message_id) == func.coalesce(MESSAGE.c.about_id, MESSAGE.c.id), isouter=True)
        .where(MESSAGE.c.state == "unsure", MESSAGE.c.reason == str(Reason.RESTORED))
        .order_by(MESSAGE.c.due_at, MESSAGE.c.id, col(PromptRow.id))
    )
    return [Held(address or key, step or "", kind, due) for address, key, step, kind, due in run(session, statement)]
