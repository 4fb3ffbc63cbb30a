"""Prompts: every change of state goes through `move`, which writes the event in the same transaction."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, or_, select

from coaching.states import State, change
from storage import events
from storage.core import insert_numbered, table
from storage.prepared import Prepared, Writes, among
from storage.rows import PromptRow

PROMPT = table(PromptRow)
GONE = ("claimed", "sent", "unsure", "answered", "expired")
AFRESH = {"populate_existing": True}
"""What `move` writes goes past the session's memory; these read it from the database."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A prompt that has just changed."""

    id: int
    nth: int
    enrollment_id: int
    message_id: int | None


def move(
    session: Writes, ids: Iterable[int], was: State, became: State, at: datetime, *, what: str = "",
    reason: str = "", cause: str = "", details: dict[str, Any] | None = None, **columns: Any,
) -> list[Moved]:  # fmt: skip
    """Change the prompts among *ids* that are *was* into *became*, with an event each; return those changed.

    A prompt in another state is left alone: two who decide at once cannot both act. *columns* are set too.
    """
    change(was, became)
    wanted = list(ids)
    if not wanted:
        return []
    moved = _update(session, wanted, was, became, reason, columns)
    line = {"at": at, "what": what or str(became), "was": str(was), "became": str(became), "reason": reason,
            "cause": cause, "details": details}  # fmt: skip
    events.append(session, (_names(one) for one in moved), line)
    return moved


def _update(
    session: Writes, ids: list[int], was: State, became: State, reason: str, columns: dict[str, Any]
) -> list[Moved]:
    names = tuple(sorted(columns))
    values = {"was": str(was), "became": str(became), "because": str(reason)}
    values |= {f"new_{name}": value for name, value in columns.items()}
    return [Moved(*row) for row in _moving(names).run(session, values | {"ids": ids})]


@lru_cache(maxsize=32)
def _moving(columns: tuple[str, ...]) -> Prepared:
    """Return the statement that changes prompts and sets *columns*, built once."""
    of = PROMPT.c
    values = {of[name]: bindparam(f"new_{name}", type_=of[name].type) for name in columns}
    return Prepared(
        update(PROMPT)
        .where(among(of.id), of.state == bindparam("was"))
        .values({of.state: bindparam("became"), of.reason: bindparam("because"), of.nth: of.nth + 1} | values)
        .returning(of.id, of.nth, of.enrollment_id, of.message_id)
    )


def _names(one: Moved) -> dict[str, Any]:
    return {"prompt_id": one.id, "nth": one.nth, "enrollment_id": one.enrollment_id, "message_id": one.message_id}


def add(session: Session, rows: Sequence[dict[str, Any]], at: datetime) -> list[int]:
    """Insert planned prompts with their first events and return their ids; a row may be skipped from the start.

    What a row has as *details* goes to its first event: ``{"from": id}`` names the prompt that led to it.
    """
    if not rows:
        return []
    ids = insert_numbered(session, PromptRow, [_columns(row) for row in rows])
    made = (row | {"id": id_} for row, id_ in zip(rows, ids, strict=True))
    events.append(session, (line for row in made for line in _first_lines(row, at)))
    return ids


def _columns(row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if name != "details"}
    return kept | {"nth": 2 if row["state"] == State.SKIPPED else 1}


def _first_lines(row: dict[str, Any], at: datetime) -> Iterator[dict[str, Any]]:
    names = {"at": at, "prompt_id": row["id"], "enrollment_id": row["enrollment_id"], "message_id": row["message_id"]}
    led_to_it = {"details": row["details"]} if row.get("details") else {}
    yield names | {"nth": 1, "what": "planned", "became": str(State.PLANNED), "cause": row["cause"]} | led_to_it
    if row["state"] == State.SKIPPED:
        yield names | {
            "nth": 2, "what": "skipped", "was": str(State.PLANNED), "became": str(State.SKIPPED),
            "reason": row["reason"],
        }  # fmt: skip


def of_message(session: Session, message_id: int) -> Sequence[PromptRow]:
    """Return the prompts a message carries, in the order they are asked."""
    statement = select(PromptRow).where(PromptRow.message_id == message_id).order_by(col(PromptRow.id))
    return session.exec(statement).all()


def planned_of(session: Session, enrollment_id: int) -> Sequence[PromptRow]:
    """Return what is still planned for one participant's own enrollment, by moment."""
    statement = select(PromptRow).where(
        PromptRow.enrollment_id == enrollment_id, PromptRow.state == "planned", PromptRow.asked_of == 0
    )
    return session.exec(statement.order_by(col(PromptRow.due_at)), execution_options=AFRESH).all()


def movable(session: Session, enrollment_id: int, back: Sequence[str]) -> Sequence[PromptRow]:
    """Return what a new plan may move for one participant's own enrollment.

    It is what is planned, and what was left out for a reason in *back* that may have changed since.
    """
    left_out = (col(PromptRow.state) == "skipped") & col(PromptRow.reason).in_(back)
    statement = select(PromptRow).where(
        PromptRow.enrollment_id == enrollment_id,
        PromptRow.asked_of == 0,
        or_(col(PromptRow.state) == "planned", left_out),
    )
    return session.exec(statement.order_by(col(PromptRow.id)), execution_options=AFRESH).all()


def gone(session: Session, enrollment_id: int, causes: Collection[str]) -> Sequence[PromptRow]:
    """Return what has gone, surely or not, or is going, for one participant's own enrollment, of these causes."""
    statement = select(PromptRow).where(
        PromptRow.enrollment_id == enrollment_id, PromptRow.asked_of == 0, col(PromptRow.cause).in_(causes),
        col(PromptRow.state).in_(GONE),
    )  # fmt: skip
    return session.exec(statement).all()


def by_state(session: Session, enrollment_ids: Collection[int], states: Sequence[str]) -> dict[str, list[int]]:
    """Return the prompts of these enrollments in *states*, their observers' too: state to ids."""
    statement = select(PromptRow.state, PromptRow.id).where(
        col(PromptRow.enrollment_id).in_(list(enrollment_ids)), col(PromptRow.state).in_(states)
    )
    found: dict[str, list[int]] = {}
    for state, id_ in session.exec(statement):
        found.setdefault(state, []).append(id_ or 0)
    return found
