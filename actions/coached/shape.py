"""A coach's pages and their brief as values."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from actions.report.shape import finite


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words whose writer ticked that the coach may read them."""

    words: str
    title: str
    on: date


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A barrier somebody chose, with a question to open with ("" where the programme has none)."""

    text: str
    ask: str
    on: date


@dataclass(frozen=True, slots=True)
class CheckInAnswers:
    """What somebody answered at one check-in: label to days out of five, None for no chance."""

    title: str
    week: int
    answers: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class CoachedPerson:
    """One person as their coach may see them.

    A coach who is the line manager gets no *last_answered*, no *tasks* and no *check_ins*: they are None or empty.
    *state* is active, quiet, away, paused or left (the last two only for an independent coach). *private_texts*
    says that something was written which only its writer sees, not how much.
    """

    key: str
    name: str
    coach_role: str
    state: str
    last_answered: date | None
    tasks: Mapping[str, int] | None
    check_ins: tuple[CheckInAnswers, ...]
    quotations: tuple[Quotation, ...]
    private_texts: bool
    barriers: tuple[Obstacle, ...]
    asked_for_a_word: date | None
    open_with: str


@dataclass(frozen=True, slots=True)
class CoachPage:
    """Everybody this coach has in one cohort: first who asked for a word, then by the most recent news."""

    cohort: str
    title: str
    as_of: datetime
    headline: str
    summary: tuple[str, ...]
    people: tuple[CoachedPerson, ...]

    def to_json(self) -> dict[str, Any]:
        """Return ``{"cohort", "title", "as_of", "headline", "summary", "people": [...]}``; days are ISO dates."""
        return {
            "cohort": self.cohort,
            "title": self.title,
            "as_of": self.as_of.isoformat(),
            "headline": self.headline,
            "summary": list(self.summary),
            "people": [plain(asdict(one)) for one in self.people],
        }


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody a brief names: *why* is its word in the rules, *now* the reason in a sentence.

    *words* are their own, "" where they allowed none; *key* and *cohort* lead to their page.
    """

    key: str
    name: str
    cohort: str
    why: str
    now: str
    words: str
    ask: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Brief:
    """A coach's brief: whom to talk to, at most five, and the rest in a line."""

    coach: str
    as_of: datetime
    headline: str
    people: tuple[Named, ...]
    rest: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return ``{"coach", "as_of", "headline", "people": [...], "rest"}``."""
        return {
            "coach": self.coach,
            "as_of": self.as_of.isoformat(),
            "headline": self.headline,
            "people": [plain(asdict(one)) for one in self.people],
            "rest": list(self.rest),
        }


def plain(value: Any) -> Any:
    """Return *value* with days as ISO dates and tuples as lists, all the way down."""
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else finite(value)
