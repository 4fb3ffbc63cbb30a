"""Answers: added and replaced, never changed; what held before stays with the moment it was replaced."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, select

from storage.core import insert_all, run, table
from storage.prepared import among
from storage.reads import Read
from storage.rows import PromptRow, ResponseRow

HOLD = (
    select(PromptRow.id)
    .where(col(PromptRow.message_id) == bindparam("message"))
    .order_by(col(PromptRow.id))
    .with_for_update()
)

RESPONSE = table(ResponseRow)
CURRENT = Read(
    lambda answers: answers.where(among(RESPONSE.c.prompt_id), RESPONSE.c.replaced_at.is_(None)).order_by(
        RESPONSE.c.id
    ),
    RESPONSE,
)


def hold(session: Session, message_id: int) -> None:
    """Hold the prompts of a message until the transaction ends, so that two answers take turns.

    SQLite's writer holds the whole database already.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.execute(HOLD, {"message": message_id})


def current(session: Session, prompt_ids: Collection[int]) -> dict[int, dict[str, ResponseRow]]:
    """Return the answers that hold: prompt to question to row."""
    found: dict[int, dict[str, ResponseRow]] = {}
    for (row,) in CURRENT.run(session, ids=list(prompt_ids)):
        found.setdefault(row.prompt_id, {})[row.question] = row
    return found


def replace(session: Session, ids: Collection[int], at: datetime) -> None:
    """Let these answers hold no longer."""
    if ids:
        run(session, update(ResponseRow).where(col(ResponseRow.id).in_(list(ids))).values(replaced_at=at))


def add(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Add answers."""
    if rows:
        insert_all(session, ResponseRow, rows)


def written_at(session: Session, prompt_ids: Collection[int], question: str, at: datetime) -> str:
    """Return the words that one of these prompts got to *question* at this very moment, "" for none."""
    statement = select(ResponseRow.words).where(
        col(ResponseRow.prompt_id).in_(list(prompt_ids)),
        ResponseRow.question == question,
        ResponseRow.answered_at == at,
        col(ResponseRow.replaced_at).is_(None),
    )
    return session.exec(statement).first() or ""


def line_of(session: Session, enrollment_id: int, question: str) -> list[tuple[str, str]]:
    """Return (step, value) of one person's answers to one question that hold, oldest first."""
    statement = (
        select(PromptRow.step, ResponseRow.value)
        .join(ResponseRow, col(ResponseRow.prompt_id) == col(PromptRow.id))
        .where(
            PromptRow.enrollment_id == enrollment_id,
            PromptRow.asked_of == 0,
            ResponseRow.question == question,
            col(ResponseRow.replaced_at).is_(None),
            col(ResponseRow.value) != "",
        )
        .order_by(col(PromptRow.local_day), col(PromptRow.id))
    )
    return list(session.exec(statement))


def earlier_words(session: Session, enrollment_id: int, question: str, but_of: int) -> list[str]:
    """Return what was written to *question* in the enrollment's other prompts than *but_of*, newest first."""
    statement = (
        select(ResponseRow.words)
        .join(PromptRow, col(PromptRow.id) == col(ResponseRow.prompt_id))
        .where(
            PromptRow.enrollment_id == enrollment_id,
            PromptRow.asked_of == 0,
            ResponseRow.question == question,
            col(ResponseRow.replaced_at).is_(None),
            col(PromptRow.id) != but_of,
            col(ResponseRow.words) != "",
        )
        .order_by(col(ResponseRow.answered_at).desc())
    )
    return list(session.exec(statement))
