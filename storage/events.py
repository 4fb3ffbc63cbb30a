"""History: lines are added, never changed. A change of a prompt and its line are one transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from storage.core import insert_all
from storage.rows import EventRow

COLUMNS = ("at", "prompt_id", "nth", "enrollment_id", "message_id", "recipient_id", "what", "was", "became",
           "reason", "cause", "details")  # fmt: skip


def append(session: Session, lines: Iterable[dict[str, Any]]) -> None:
    """Add *lines* in order; each names its columns, and what it leaves out is empty."""
    empty: dict[str, Any] = dict.fromkeys(COLUMNS) | {"reason": "", "cause": ""}
    full = [empty | line for line in lines]
    if full:
        insert_all(session, EventRow, full)


def note(session: Session, what: str, at: datetime, **columns: Any) -> None:
    """Add one line that changes no prompt (somebody left, a coach looked, a relay was paused)."""
    append(session, [{"what": what, "at": at, **columns}])


def of_prompt(session: Session, prompt_id: int) -> Sequence[EventRow]:
    """Return the history of one prompt, oldest first."""
    return session.exec(select(EventRow).where(EventRow.prompt_id == prompt_id).order_by(col(EventRow.nth))).all()
