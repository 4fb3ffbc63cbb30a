"""Prompts: every change of state goes through `move`, which writes the event in the same transaction."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from coaching.states import State, change
from storage import events
from storage.rows import PromptRow

CHUNK = 500
"""Ids in one IN list; far below the parameter limits of both databases."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A prompt that has just changed."""

    id: int
    nth: int
    enrollment_id: int
    message_id: int | None


def move(
    session: Session, ids: Iterable[int], was: State, became: State, at: datetime, *, what: str = "",
    reason: str = "", cause: str = "", details: dict[str, Any] | None = None, **columns: Any,
) -> list[Moved]:  # fmt: skip
    """Change the prompts among *ids* that are *was* into *became*, with an event each; return those changed.

    A prompt in another state is left alone: two who decide at once cannot both act. *columns* are set too.
    """
    change(was, became)
    moved = [one for chunk in chunks(ids) for one in _update(session, chunk, was, became, reason, columns)]
    line = {"at": at, "what": what or str(became), "was": str(was), "became": str(became), "reason": reason,
            "cause": cause, "details": details}  # fmt: skip
    events.append(session, (line | _names(one) for one in moved))
    return moved


def _update(
    session: Session, ids: list[int], was: State, became: State, reason: str, columns: dict[str, Any]
) -> list[Moved]:
    values = {"state": str(became), "reason": reason, **columns}
    statement = (
        update(PromptRow)
        .where(col(PromptRow.id).in_(ids), col(PromptRow.state) == str(was))
        .values(nth=PromptRow.nth + 1, **values)
        .returning(col(PromptRow.id), col(PromptRow.nth), col(PromptRow.enrollment_id), col(PromptRow.message_id))
        .execution_options(synchronize_session=False)
    )
    return [Moved(*row) for row in session.execute(statement)]


def _names(one: Moved) -> dict[str, Any]:
    return {"prompt_id": one.id, "nth": one.nth, "enrollment_id": one.enrollment_id, "message_id": one.message_id}


def add(session: Session, rows: Sequence[dict[str, Any]], at: datetime) -> list[int]:
    """Insert planned prompts with their first events and return their ids; a row may be skipped from the start."""
    if not rows:
        return []
    statement = insert(PromptRow).returning(col(PromptRow.id), sort_by_parameter_order=True)
    numbered = [row | {"nth": 2 if row["state"] == State.SKIPPED else 1} for row in rows]
    ids = list(session.execute(statement, numbered).scalars())
    made = (row | {"id": id_} for row, id_ in zip(rows, ids, strict=True))
    events.append(session, (line for row in made for line in _first_lines(row, at)))
    return ids


def _first_lines(row: dict[str, Any], at: datetime) -> Iterator[dict[str, Any]]:
    names = {"at": at, "prompt_id": row["id"], "enrollment_id": row["enrollment_id"], "message_id": row["message_id"]}
    yield names | {"nth": 1, "what": "planned", "became": str(State.PLANNED), "cause": row["cause"]}
    if row["state"] == State.SKIPPED:
        yield names | {
            "nth": 2, "what": "skipped", "was": str(State.PLANNED), "became": str(State.SKIPPED),
            "reason": row["reason"],
        }  # fmt: skip


def of_message(session: Session, message_id: int) -> Sequence[PromptRow]:
    """Return the prompts a message carries, in the order they are asked."""
    statement = select(PromptRow).where(PromptRow.message_id == message_id).order_by(col(PromptRow.id))
    return session.exec(statement).all()


def chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """Yield *ids* in lists of at most CHUNK."""
    rest = list(ids)
    for start in range(0, len(rest), CHUNK):
        yield rest[start : start + CHUNK]
