"""What whoever watches an installation wants to know: what is due and unsent, and what became of everything. Counts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text
from sqlmodel import Session

from storage.core import run, table
from storage.rows import EventRow, MessageRow, PromptRow, RelayPauseRow, ResponseRow

MESSAGE, PROMPT, EVENT = table(MessageRow), table(PromptRow), table(EventRow)
LOOKED_AT = 2000
"""Newest lines of history in which hand-overs are looked for."""
# In words, so that both databases see that their partial indexes serve.
WAITS = "state in ('planned', 'unsure')"
CLAIMED = "state = 'claimed'"


@dataclass(frozen=True, slots=True)
class Unsent:
    """Messages that should have gone out by now: how many, and when the longest due fell due (None for none)."""

    due: int
    oldest_due_at: datetime | None


def unsent(session: Session, now: datetime) -> Unsent:
    """Return what is due at *now* and not sent, tried or not; what a restore holds back is not counted."""
    held = MESSAGE.c.reason != "restored"
    found = [_due(session, MESSAGE.c.due_at <= now, text(WAITS), held), _due(session, text(CLAIMED))]
    moments = [oldest for _, oldest in found if oldest is not None]
    return Unsent(sum(n for n, _ in found), min(moments, default=None))


def _due(session: Session, *conditions: Any) -> tuple[int, datetime | None]:
    n, oldest = run(session, select(func.count(), func.min(MESSAGE.c.due_at)).where(*conditions)).one()
    return n, oldest


def lags_s(session: Session, within: timedelta = timedelta(hours=1)) -> list[float]:
    """Return by how many seconds each of the last hand-overs came after its moment, the shortest first.

    They are found by the newest lines of history: no index is kept for this alone.
    """
    newest = select(EVENT.c.message_id).order_by(EVENT.c.id.desc()).limit(LOOKED_AT).subquery()
    of_these = MESSAGE.c.id.in_(select(newest.c.message_id))
    rows = run(session, select(MESSAGE.c.sent_at, MESSAGE.c.due_at).where(of_these, MESSAGE.c.sent_at.is_not(None)))
    pairs = [tuple(row) for row in rows]
    latest = max((sent_at for sent_at, _ in pairs), default=None)
    return sorted(max(0.0, (at - due).total_seconds()) for at, due in pairs if latest and at > latest - within)


def messages_by_kind(session: Session) -> list[tuple[str, str, str, int]]:
    """Return (kind, state, reason, messages)."""
    return _counted(session, MESSAGE.c.kind, MESSAGE.c.state, MESSAGE.c.reason)


def prompts_by_state(session: Session) -> list[tuple[str, str, int]]:
    """Return (state, reason, prompts)."""
    return _counted(session, PROMPT.c.state, PROMPT.c.reason)


def answers_by_channel(session: Session) -> list[tuple[str, bool, int]]:
    """Return (channel, late, answers)."""
    answer = table(ResponseRow)
    return _counted(session, answer.c.channel, answer.c.late)


def _counted(session: Session, *columns: Any) -> list[Any]:
    grouped = select(*columns, func.count()).group_by(*columns).order_by(*columns)
    return [tuple(row) for row in run(session, grouped)]


def paused_relays(session: Session) -> int:
    """Return how many relays are paused."""
    return int(run(session, select(func.count()).select_from(table(RelayPauseRow))).scalar_one())
