"""Answers: added and replaced, never changed; what held before stays with the moment it was replaced."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col, select

from storage.core import run
from storage.rows import PromptRow, ResponseRow


def hold(session: Session, prompt_ids: Collection[int]) -> dict[int, PromptRow]:
    """Return these prompts as they stand, held until the transaction ends, so that two answers take turns."""
    rows = session.execute(_held(), {"ids": list(prompt_ids)}).scalars()
    return {row.id or 0: row for row in rows}


@lru_cache(maxsize=1)
def _held() -> Any:
    """Return the statement that holds prompts, built once: every answer runs it."""
    named = col(PromptRow.id).in_(bindparam("ids", expanding=True))
    return select(PromptRow).where(named).with_for_update().execution_options(populate_existing=True)


def current(session: Session, prompt_ids: Collection[int]) -> dict[int, dict[str, ResponseRow]]:
    """Return the answers that hold: prompt to question to row."""
    found: dict[int, dict[str, ResponseRow]] = {}
    for row in session.execute(_current(), {"ids": list(prompt_ids)}).scalars():
        found.setdefault(row.prompt_id, {})[row.question] = row
    return found


@lru_cache(maxsize=1)
def _current() -> Any:
    """Return the statement that reads the answers that hold, built once: every page and answer runs it."""
    named = col(ResponseRow.prompt_id).in_(bindparam("ids", expanding=True))
    holds = col(ResponseRow.replaced_at).is_(None)
    return select(ResponseRow).where(named, holds).order_by(col(ResponseRow.id))


def replace(session: Session, ids: Collection[int], at: datetime) -> None:
    """Let these answers hold no longer."""
    if not ids:
        return
    run(session, update(ResponseRow).where(col(ResponseRow.id).in_(list(ids))).values(replaced_at=at))


def add(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Add answers."""
    if rows:
        run(session, insert(ResponseRow), list(rows))


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
