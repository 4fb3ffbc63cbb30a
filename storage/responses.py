"""Answers: added and replaced, never changed; what held before stays with the moment it was replaced."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from storage.core import run
from storage.rows import PromptRow, ResponseRow


def hold(session: Session, prompt_ids: Collection[int]) -> dict[int, PromptRow]:
    """Return these prompts as they stand, held until the transaction ends, so that two answers take turns."""
    statement = select(PromptRow).where(col(PromptRow.id).in_(list(prompt_ids))).with_for_update()
    return {row.id or 0: row for row in session.exec(statement.execution_options(populate_existing=True))}


def current(session: Session, prompt_ids: Collection[int]) -> dict[int, dict[str, ResponseRow]]:
    """Return the answers that hold: prompt to question to row."""
    statement = select(ResponseRow).where(
        col(ResponseRow.prompt_id).in_(list(prompt_ids)), col(ResponseRow.replaced_at).is_(None)
    )
    found: dict[int, dict[str, ResponseRow]] = {}
    for row in session.exec(statement.order_by(col(ResponseRow.id))):
        found.setdefault(row.prompt_id, {})[row.question] = row
    return found


def replace(session: Session, ids: Collection[int], at: datetime) -> None:
    """Let these answers hold no longer."""
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
