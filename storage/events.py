"""History: lines are added, never changed. A change of a prompt and its line are one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from storage.core import insert_all
from storage.prepared import Writes
from storage.rows import EventRow

COLUMNS = ("at", "prompt_id", "nth", "enrollment_id", "message_id", "recipient_id", "what", "was", "became",
           "reason", "cause", "details")  # fmt: skip
EMPTY: Mapping[str, Any] = dict.fromkeys(COLUMNS) | {"reason": "", "cause": ""}
NOTHING: Mapping[str, Any] = {}


def append(session: Writes, lines: Iterable[Mapping[str, Any]], shared: Mapping[str, Any] = NOTHING) -> None:
    """Add *lines* in order; each names its columns, and what it leaves out is empty. *shared* holds for all of them."""
    rows = list(lines)
    named: set[str] = set().union(*rows)
    common = {name: value for name, value in {**EMPTY, **shared}.items() if name not in named}
    blank = {name: EMPTY[name] for name in named}
    insert_all(session, EventRow, [{**blank, **row} for row in rows], common)


def note(session: Session, what: str, at: datetime, **columns: Any) -> None:
    """Add one line that changes no prompt (somebody left, a coach looked, a relay was paused)."""
    append(session, [{"what": what, "at": at, **columns}])


def of_prompt(session: Session, prompt_id: int) -> Sequence[EventRow]:
    """Return the history of one prompt, oldest first."""
    return session.exec(select(EventRow).where(EventRow.prompt_id == prompt_id).order_by(col(EventRow.nth))).all()
