"""What stands on the page after Save: what was saved, what is right, and the person's own line so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from actions.answering import Recorded
from actions.house import House
from actions.leading import Led
from actions.observed import Observation, seen_by_colleagues
from actions.pages.answer_shape import AnswerPage
from actions.pages.progress import OwnLine, own_lines
from actions.pages.questions import Asks
from content.words import Words, words_in


@dataclass(frozen=True, slots=True)
class Learnt:
    """What came of a question with one right answer: whether it was *right*, which *answer* is, and why."""

    right: bool
    answer: str
    because: str


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The page after Save. *rows* are question and answer in words, *values* what the form would send again."""

    page: AnswerPage
    values: Mapping[str, str]
    rows: tuple[tuple[str, str], ...]
    learnt: tuple[Learnt, ...]
    lines: tuple[OwnLine, ...]
    seen: tuple[Observation, ...]
    led: tuple[Led, ...]
    is_late: bool
    is_left_open: bool


def saved_page(house: House, recorded: Recorded, entries: Mapping[str, str], now: datetime) -> SavedPage:
    """Return the page that follows when *entries* were recorded."""
    page = recorded.page
    values = _named(page, entries)
    return SavedPage(
        page=page, values=values, rows=_rows(page, values), learnt=_learnt(page, values),
        lines=own_lines(house, page), seen=seen_by_colleagues(house, page, now), led=recorded.led,
        is_late=bool(recorded.late), is_left_open=bool(recorded.left_open),
    )  # fmt: skip


def _named(page: AnswerPage, entries: Mapping[str, str]) -> dict[str, str]:
    """Return what was handed in under the names of the page's fields; a bare ``answer`` is its only question's."""
    texts = [name for sheet in page.sheets for name in (sheet.comment, sheet.share)]
    values = {name: entries[name] for name in (*(ask.field for ask in page.asks), *texts) if entries.get(name)}
    if page.only and entries.get("answer"):
        values.setdefault(page.only.field, entries["answer"])
    return values


def _rows(page: AnswerPage, values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return what was saved as question and answer, in the order of the page."""
    words = words_in(page.locale)
    rows = [(ask.asks, _label(ask, values, words)) for ask in page.asks if values.get(ask.field)]
    for sheet in page.sheets:
        if values.get(sheet.comment):
            asks = words.say("Your words (only you see them)")
            if values.get(sheet.share) and sheet.coach:
                asks = words.say("Your words (%(coach)s may read them)", coach=sheet.coach)
            rows.append((asks, values[sheet.comment]))
    return tuple(rows)


def _label(ask: Asks, values: Mapping[str, str], words: Words) -> str:
    value = values[ask.field].strip()
    if ask.form == "days" and value.isdigit():
        return words.say("%(value)s of 5 days", value=value)
    return ask.label_of(value)


def _learnt(page: AnswerPage, values: Mapping[str, str]) -> tuple[Learnt, ...]:
    """Return what is to be said of each question with one right answer that was answered."""
    found = []
    for one in page.live:
        for ask in one.asks:
            asked = one.step.retrieval
            if ask.name == "choice" and asked and values.get(ask.field):
                right = str(asked.right) == values[ask.field].strip()
                found.append(Learnt(right, asked.choices[asked.right - 1], asked.because))
    return tuple(found)
