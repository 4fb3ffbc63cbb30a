"""What got in the way of a task that passed without an answer: asked once, on the page of the next mail."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from actions.contents import programme_from
from actions.pages.answer_shape import PromptPage
from actions.pages.questions import asked_by
from content.words import words_in
from storage import leading
from storage.batches import Asked

MISSED: Final = "missed"
"""The standing of such a task on a page: only its barrier can be answered."""
WITHIN = timedelta(days=21)
"""A task that closed longer ago is not asked about any more; our choice, unmeasured."""


def with_missed(
    session: Session, pages: tuple[PromptPage, ...], one: Asked, locale: str, language: str, now: datetime
) -> tuple[PromptPage, ...]:
    """Return *pages* of one enrollment, with the latest task that passed unanswered where they still take answers."""
    if one.prompt.asked_of or not any(page.standing == "open" for page in pages):
        return pages
    missed = _missed(session, {page.step.name for page in pages}, pages[0], one, locale, language, now)
    return (*pages, missed) if missed else pages


def _missed(
    session: Session, here: Collection[str], page: PromptPage, one: Asked, locale: str, language: str, now: datetime
) -> PromptPage | None:
    found = leading.missed_task(session, one.enrollment.id or 0, now - WITHIN, now)
    if found is None or found[0].step in here or found[0].message_id == one.prompt.message_id:
        return None
    row, version = found
    programme = programme_from(version.text, version.name, locale)
    step = programme.step(row.step)
    asks = words_in(language).say('What got in the way of "%(title)s"?', title=step.title)
    barriers = tuple(
        replace(ask, asks=asks)
        for ask in asked_by(programme, step, row.step, language, one.coach is not None)
        if ask.name == "barrier"
    )
    if not barriers:
        return None
    return replace(
        page, id=row.id or 0, step=step, programme=programme, asks=barriers, standing=MISSED, answered=False, closes="",
        number=0, of=0, earlier_plan="",
    )  # fmt: skip
