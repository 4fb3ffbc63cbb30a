"""What a mail says: a letter as a value, rendered as text and as HTML from the same words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from markupsafe import escape

from coaching.programmes import Step
from content.choices import LETTERS, task_choices
from content.rendering import environment
from content.words import SOURCE, language_for, marked, words_in


@dataclass(frozen=True, slots=True)
class Part:
    """One prompt in a letter. *week* is the week of the programme, *number* of *of* the place among check-ins.

    *in_days*: every question of it is answered by a number of days, which stands for itself in a reply.
    """

    step: Step
    label: str
    week: int
    questions: tuple[str, ...] = ()
    number: int = 0
    of: int = 0
    observed: str = ""
    in_days: bool = False

    def __hash__(self) -> int:
        """Return a hash of what tells parts apart; that of a whole step takes longer than filling its kept words."""
        return hash((self.step.name, self.label, self.week, self.number, self.observed))


@dataclass(frozen=True, slots=True)
class Welcome:
    """What the first mail of a programme says before anything else; *invites*: nothing more comes without "start".

    *lot* says that a draw decided who gets acts when; *begins_on* is when theirs begin, "" for never;
    *tries* what draws decide while the programme runs: reminder, wording, hour; *managers* is how many mails
    somebody gets who was named as a manager; *offers* says what their own page asks them to agree to.
    """

    programme: str
    cohort: str
    workshop_on: str
    mails: int
    weeks: int
    invites: bool = False
    lot: bool = False
    begins_on: str = ""
    tries: tuple[str, ...] = ()
    managers: int = 0
    offers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StillOpen:
    """Something from an earlier mail that can still be answered."""

    title: str
    address: str
    until: str


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything a mail says to one person. Addresses are whole URLs; *closes* is a day in words; *also* says what
    else their company sees because they agreed to it.

    *buddy*: a colleague is told of done tasks, who may have written a *line*. *locale* is the recipient's; the
    product's words are in its language, or in English.
    """

    kind: str
    name: str
    programme: str
    parts: tuple[Part, ...]
    answer: str
    leave: str
    own_page: str
    closes: str
    coach: str = ""
    coach_role: str = "independent"
    min_cell: int = 5
    also: tuple[str, ...] = ()
    reply: bool = False
    welcomes: tuple[Welcome, ...] = ()
    open: tuple[StillOpen, ...] = ()
    seems_away: bool = False
    buddy: bool = False
    line: str = ""
    locale: str = SOURCE

    @property
    def subject(self) -> str:
        """The subject line: the act if there is one, else what is asked."""
        if not self.parts:
            return words_in(self.locale).say("%(programme)s: start, or no thanks", programme=self.programme)
        named = next((part for part in self.parts if part.step.task), self.parts[0])
        title = named.step.title
        return (
            words_in(self.locale).say(marked("Still open: %(title)s"), title=title)
            if self.kind == "reminder"
            else title
        )

    @property
    def preheader(self) -> str:
        """What an inbox list shows behind the subject: the act if there is one, else the first question."""
        if self.welcomes:
            first = self.welcomes[0]
            return words_in(self.locale).say(ENROLLED, workshop_on=first.workshop_on, cohort=first.cohort)
        part = self.act or self.parts[0]
        step = part.step
        if step.task:
            return f"{step.task.cue} {step.task.act}".strip()
        asks = (step.plan and step.plan.asks) or (step.retrieval and step.retrieval.question)
        return asks or next(iter(part.questions), step.title)

    @property
    def questions(self) -> int:
        """How many questions the answer page asks, apart from the task."""
        return sum(len(part.questions) for part in self.parts)

    @property
    def act(self) -> Part | None:
        """The part with the micro-task, whose answers the printed numbers belong to."""
        return next((part for part in self.parts if part.step.task), None)

    @property
    def check_in(self) -> Part | None:
        """The first part with a check-in."""
        return next((part for part in self.parts if part.step.check_in), None)

    @property
    def recall(self) -> Part | None:
        """The part with the one knowledge question, whose choices have letters and can be tapped."""
        found = [part for part in self.parts if part.step.retrieval]
        return found[0] if len(found) == 1 else None

    @property
    def hint(self) -> str:
        """How to answer by reply, "" where that is not said: what is printed before the answers, in their order."""
        others = [part for part in self.parts if part is not self.recall]
        countable = self.act or all(part.in_days for part in others)
        if not (self.reply and self.parts and countable):
            return ""
        asks = "act" if self.act else "day" if self.questions == 1 else "days" if self.questions else ""
        return words_in(self.locale).say(HINTS[asks, bool(self.recall)])

    @property
    def days(self) -> bool:
        """Whether the one question of this letter is answered by a number of days, so that a tap can answer it."""
        return self.act is None and self.questions == 1 and any(part.in_days for part in self.parts)


HINTS = {
    ("act", False): marked("Or just reply with 1, 2 or 3."),
    ("act", True): marked(
        "Or just reply with 1, 2 or 3 for the act and the letter for the question, for instance: 1 b"
    ),
    ("day", False): marked("Or just reply with the number."),
    ("day", True): marked("Or just reply with the number and the letter, for instance: 3 b"),
    ("days", False): marked(
        "Or just reply with the numbers, 0 to 5, in the order of the questions; na where you had no chance to."
    ),
    ("days", True): marked(
        "Or just reply with the numbers, 0 to 5, in the order of the questions, and the letter; na where you had no "
        "chance to."
    ),
    ("", True): marked("Or just reply with the letter."),
}
"""What is asked (a task, one question about days, several, neither), and whether a knowledge question is too."""


ENROLLED = marked(
    "Your learning and development team has enrolled you. It belongs to the workshop on %(workshop_on)s (%(cohort)s) "
    "and helps you keep what you take from it."
)


def write(letter: Letter) -> tuple[str, str]:
    """Return *letter* as plain text and as HTML; the text is complete by itself.

    People in one cohort get the same words on one day but for their name and links, so the words are rendered once
    and kept, with a slot for each of these.
    """
    mine = {name: value for name in PERSONAL if (value := str(getattr(letter, name)))}
    mine |= {f"open {n}": one.address for n, one in enumerate(letter.open)}
    text, html = _pattern(_with_slots(letter))
    return _filled(text, mine), _filled(html, {name: str(escape(value)) for name, value in mine.items()})


PERSONAL = ("name", "answer", "leave", "own_page", "line")
_SLOTS = re.compile("\ue000([^\ue001]*)\ue001")


def _filled(pieces: tuple[str, ...], values: Mapping[str, str]) -> str:
    """Return kept words with *values* in their slots; every other one of *pieces* is the name of a slot."""
    filled = list(pieces)
    filled[1::2] = [values.get(name, _slot(name)) for name in pieces[1::2]]
    return "".join(filled)


def _slot(name: str) -> str:
    """Return what stands for a personal value in kept words: between characters that nobody writes."""
    return f"\ue000{name}\ue001"


def _with_slots(letter: Letter) -> Letter:
    slots: dict[str, Any] = {name: _slot(name) for name in PERSONAL if getattr(letter, name)}
    opened = tuple(replace(one, address=_slot(f"open {n}")) for n, one in enumerate(letter.open))
    return replace(letter, open=opened, **slots)


@lru_cache(maxsize=256)
def _pattern(letter: Letter) -> tuple[tuple[str, ...], tuple[str, ...]]:
    choices = task_choices(letter.locale)
    text, html = render("mails/letter", letter.locale, letter=letter, task_choices=choices, letters=LETTERS)
    return tuple(_SLOTS.split(text)), tuple(_SLOTS.split(html))


def render(name: str, locale: str, **values: Any) -> tuple[str, str]:
    """Return the mail of the templates *name*``.txt`` and *name*``.html`` in the language of *locale*, filled."""
    html = environment(language_for(locale)).get_template(f"{name}.html").render(values)
    return render_text(name, locale, **values), html


def render_text(name: str, locale: str, **values: Any) -> str:
    """Return the text of the template *name*``.txt`` in the language of *locale*, filled."""
    return tidy(environment(language_for(locale)).get_template(f"{name}.txt").render(values))


def tidy(text: str) -> str:
    """Return *text* with at most one blank line in a row."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines) + "\n"
