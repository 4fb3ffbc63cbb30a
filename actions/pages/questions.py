"""Which questions a prompt asks: their words, their choices, and the names and values of their fields.

A field is named ``<step>.<question>``: a behaviour or a question of the programme by its name, ``task``,
``choice`` (a question with one right answer), ``when`` and ``then`` (an if-then plan), ``barrier`` (what is in the
way of a task). Where one mail asks the same step twice, in two cohorts, the later ones are ``<step>~2.<question>``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from coaching.programmes import NO_CHANCE, Choice, Kind, Programme, Step
from content.choices import DONE, LETTERS, TASK_VALUES, task_choices
from content.words import SOURCE, Words, words_in

DAYS = tuple(Choice(str(n), str(n)) for n in range(6))
"""The answers to a behaviour: on how many of five working days."""
COMMENT, SHARE = "comment", "share"
LONGEST = 4_000
"""Characters of free text in one field."""


@dataclass(frozen=True, slots=True)
class Asks:
    """One question of one prompt. *name* is stored with the answer, *field* names it in the form and the JSON.

    *form*: ``days`` (nought to five, and no chance to), ``choices``, or ``words`` (free text). An *optional* one
    adds to an answer and is none by itself.
    """

    name: str
    field: str
    form: Literal["days", "choices", "words"]
    asks: str
    choices: tuple[Choice, ...] = ()
    optional: bool = False

    def label_of(self, value: str) -> str:
        """Return the words of the choice with this value; *value* itself for free text."""
        return next((choice.label for choice in self.choices if choice.value == value), value)

    @property
    def lettered(self) -> bool:
        """Whether mails print letters before its choices: numbers in a reply are then another question's."""
        return self.name == "choice"

    def printed(self, value: str) -> str:
        """Return what mails print before the choice with this value: 1, 2, 3 for a task, a letter, or the value."""
        if self.name == "task":
            return str(TASK_VALUES.index(value) + 1)
        return LETTERS[int(value) - 1] if self.lettered else value

    def letter(self, mark: str) -> str:
        """Return the value of the choice that is printed as the letter *mark*, "" for none."""
        return self.chosen(mark) if self.lettered and mark.isalpha() else ""

    def chosen(self, mark: str) -> str:
        """Return the value of the choice that is printed as *mark* or has it for its value, "" for none."""
        found = [value for value in self.allowed if self.printed(value) == mark]
        return found[0] if found else mark if mark in self.allowed else ""

    @property
    def allowed(self) -> tuple[str, ...]:
        """The values that may be answered; empty for free text."""
        return tuple(choice.value for choice in self.choices)


def asked_by(
    programme: Programme, step: Step, prefix: str, language: str = SOURCE, has_coach: bool = True
) -> tuple[Asks, ...]:
    """Return the questions of *step* in the order they are asked; *prefix* begins the names of their fields.

    *language* is that of the product's own words; the programme's are as they are. Without a coach nobody is
    offered a word with one.

    >>> from coaching.programmes import Task
    >>> step = Step("drawer", "Phone in the drawer", 5, task=Task("listening", "When", "act", "check"))
    >>> [(one.field, one.allowed) for one in asked_by(Programme("p", 1, "P", "", (), (step,)), step, "drawer")]
    [('drawer.task', ('done', 'not_yet', 'na'))]
    """
    words = words_in(language)
    asked = [
        *_task(programme, step, prefix, words, has_coach),
        *(_one(programme, name, prefix) for name in (*step.check_in, *step.ask)),
        *_plan(step, prefix, words),
        *_retrieval(step, prefix),
        *(_pulse(programme, name, prefix, words) for name in step.pulse),
    ]
    return tuple(asked)


def _task(programme: Programme, step: Step, prefix: str, words: Words, has_coach: bool) -> list[Asks]:
    if not step.task:
        return []
    found = [Asks("task", f"{prefix}.task", "choices", words.say("How did it go?"), task_choices(words.language))]
    known = {one.name: one for one in programme.behaviours}
    barriers = known[step.task.behaviour].barriers if step.task.behaviour in known else ()
    choices = tuple(Choice(one.name, one.text) for one in barriers if has_coach or one.then[0] != "tell")
    if choices:
        asks = words.say("Is something in the way?")
        found.append(Asks("barrier", f"{prefix}.barrier", "choices", asks, choices, True))
    return found


def _one(programme: Programme, name: str, prefix: str) -> Asks:
    behaviour = next((one for one in programme.behaviours if one.name == name), None)
    if behaviour:
        chance = Choice(NO_CHANCE, behaviour.chance)
        return Asks(name, f"{prefix}.{name}", "days", behaviour.asks, (*DAYS, chance))
    question = programme.question(name)
    return Asks(name, f"{prefix}.{name}", "choices", question.asks, question.choices)


def _plan(step: Step, prefix: str, words: Words) -> list[Asks]:
    if not step.plan:
        return []
    return [
        Asks("when", f"{prefix}.when", "words", words.say("When ...")),
        Asks("then", f"{prefix}.then", "words", words.say("I will ...")),
    ]


def _retrieval(step: Step, prefix: str) -> list[Asks]:
    if not step.retrieval:
        return []
    choices = tuple(Choice(str(n), words) for n, words in enumerate(step.retrieval.choices, start=1))
    return [Asks("choice", f"{prefix}.choice", "choices", step.retrieval.question, choices)]


def _pulse(programme: Programme, name: str, prefix: str, words: Words) -> Asks:
    choices = (*DAYS, Choice(NO_CHANCE, words.say("I could not tell")))
    return Asks(name, f"{prefix}.{name}", "days", programme.behaviour(name).observer_asks, choices)


def is_answered(step: Step, values: Mapping[str, str]) -> bool:
    """Return whether these answers (question to value, or to words) answer the step; "not yet" leaves it open.

    >>> from coaching.programmes import Task
    >>> task = Step("drawer", "Phone", 5, task=Task("listening", "When", "act", "check"))
    >>> [is_answered(task, {"task": value}) for value in ("done", "not_yet", "na")]
    [True, False, True]
    """
    rest = {name for name, value in values.items() if value and name not in ("task", "barrier", COMMENT)}
    if step.kind is Kind.PLAN:
        return {"when", "then"} <= rest
    return bool(rest) or values.get("task") in (DONE, NO_CHANCE)
