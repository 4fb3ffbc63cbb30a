"""A programme file as its author writes it. Every text field takes plain text; unknown keys are refused.

The models say what each key may hold. What must fit together over several keys is in `lint`; what the product
works with is `coaching.programmes`, made by `reader`.
"""

import re
from datetime import time
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

BLANKS = re.compile(r"[^\S\u00a0\u202f]+")
"""White space that may become a line break; French writes no-break spaces before some signs, and they stay."""


def _plain(value: Any) -> Any:
    """Return a text on one line: line breaks in the file are the author's, not the reader's."""
    return BLANKS.sub(" ", value.strip()) if isinstance(value, str) else value


def _hour(value: Any) -> Any:
    """Return the hour on the wall that ``9:00``, ``09:00`` or ``13.30`` names."""
    found = re.fullmatch(r"(\d{1,2})[:.](\d{2})", value) if isinstance(value, str) else None
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError(f"an hour such as '13:00' is meant here; '{value}' was found")
    return time(int(found[1]), int(found[2]))


Text = Annotated[str, BeforeValidator(_plain), Field(min_length=1, max_length=2000)]
Short = Annotated[str, BeforeValidator(_plain), Field(min_length=1, max_length=120)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$", max_length=60)]
Hour = Annotated[time, BeforeValidator(_hour)]
Locale = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


class Part(BaseModel):
    """The base of everything in the file: a key we do not know is a mistake, not an extra."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Then(Part):
    """Where a barrier leads: to one of these, or nowhere.

    *offer* adds an offered step, *swap* puts one in the place of the task that was missed, *snooze* asks the same
    task again after so many working days, *tell* lets the coach know that a word is wanted.
    """

    offer: Name | None = None
    swap: Name | None = None
    snooze: int | None = Field(default=None, ge=1, le=15)
    tell: Literal["coach"] | None = None


class BarrierPart(Part):
    """One thing that gets in the way of a behaviour."""

    name: Name
    text: Text
    then: Then = Then()


class CoachAsksPart(Part):
    """What a coach could open with where nothing was named that got in the way, by what happened."""

    quiet: Text | None = None
    plan: Text | None = None
    success: Text | None = None


class BehaviourPart(Part):
    """One behaviour, asked about in the same words each time."""

    asks: Text
    chance: Text
    label: Short | None = None
    observer_asks: Text | None = None
    practises: list[Short] = []
    barriers: list[BarrierPart] = []
    opening_questions: dict[str, Text] = {}
    coach_asks: CoachAsksPart = CoachAsksPart()


class QuestionPart(Part):
    """One question of a fixed scale; the stored values of its choices count from 1."""

    asks: Text
    choices: list[Short] = Field(min_length=2, max_length=11)
    practises: list[Short] = []


class TaskPart(Part):
    """One micro-task: cue, act, check, why."""

    behaviour: str
    act: Text
    cue: Text | None = None
    check: Text | None = None
    why: Text | None = None
    practises: list[Short] = []


class RetrievalPart(Part):
    """One question with a right answer; *right* counts from 1."""

    question: Text
    choices: list[Text] = Field(min_length=2, max_length=9)
    right: int
    because: Text | None = None
    practises: list[Short] = []


class PlanPart(Part):
    """Ask for an if-then plan, or for a second look at an earlier one."""

    behaviour: str
    asks: Text | None = None
    example: Text | None = None
    revise: bool = False
    practises: list[Short] = []


class LatePart(Part):
    """How many days late is too late, and what then."""

    up_to_days: int = Field(default=2, ge=0, le=60)
    then: Literal["send", "shift", "skip"] = "skip"


class OtherWords(Part):
    """A task or a plan in the words of the second arm of an experiment; what is left out stays as it is."""

    cue: Text | None = None
    act: Text | None = None
    check: Text | None = None
    why: Text | None = None
    asks: Text | None = None
    example: Text | None = None

    def said(self) -> dict[str, str]:
        """Return the texts that are given, by key."""
        return self.model_dump(exclude_none=True)


class StepPart(Part):
    """One step: when, and what is asked."""

    name: Name
    title: Short | None = None
    when: Literal["offered"] | None = None
    after_days: int | None = Field(default=None, ge=-365, le=1095)
    until_days: int | None = Field(default=None, ge=-365, le=1095)
    task: TaskPart | None = None
    check_in: list[str] = []
    ask: list[str] = []
    plan: PlanPart | None = None
    retrieval: RetrievalPart | None = None
    pulse: list[str] = []
    send_at: Hour | None = None
    answer_within_days: int | None = Field(default=None, ge=1, le=60)
    late: LatePart = LatePart()
    remind: bool | None = None
    other_words: OtherWords | None = None

    def worded(self) -> "StepPart":
        """Return the step with its other words in the place of its own."""
        said = self.other_words.said() if self.other_words else {}
        parts = {key: part for key, part in (("task", self.task), ("plan", self.plan)) if part}
        return self.model_copy(update={key: part.model_copy(update=said) for key, part in parts.items()})


class ExperimentPart(Part):
    """A draw at some steps: whether they are reminded of, in which words or at which hour they come."""

    name: Name
    tries: Literal["reminder", "wording", "hour"]
    steps: list[str] = Field(min_length=1)
    probability: float = Field(default=0.5, ge=0.2, le=0.8)
    hours: list[Hour] = []


class ManagerPart(Part):
    """A mail to those whom participants report to: what they could ask, never what was answered."""

    name: Name
    after_days: int = Field(ge=0, le=1095)
    title: Short
    says: Text
    questions: list[Text] = Field(min_length=1, max_length=3)


class SourcePart(Part):
    """Where the ideas come from."""

    title: Text
    author: Text | None = None
    year: int | None = Field(default=None, ge=1000, le=9999)


class Overlay(Part):
    """The texts of one behaviour, question or step in another language; what is missing stays as it is."""

    label: Short | None = None
    asks: Text | None = None
    chance: Text | None = None
    observer_asks: Text | None = None
    barriers: dict[str, Text] = {}
    opening_questions: dict[str, Text] = {}
    coach_asks: CoachAsksPart = CoachAsksPart()
    choices: list[Text] | None = None
    title: Short | None = None
    cue: Text | None = None
    act: Text | None = None
    check: Text | None = None
    why: Text | None = None
    example: Text | None = None
    question: Text | None = None
    because: Text | None = None
    says: Text | None = None
    questions: list[Text] | None = None
    other_words: OtherWords | None = None


class ProgrammePart(Part):
    """The whole file."""

    programme: Name
    version: int = Field(ge=1, le=999_999)
    title: Short
    primary: str
    behaviours: dict[Name, BehaviourPart] = Field(min_length=1)
    steps: list[StepPart] = Field(min_length=1)
    questions: dict[Name, QuestionPart] = {}
    experiments: list[ExperimentPart] = []
    managers: list[ManagerPart] = Field(default=[], max_length=6)
    source: SourcePart | None = None
    ideas: dict[str, Text] = {}
    ends_after_days: int | None = Field(default=None, ge=1, le=1095)
    language: Locale = "en"
    locales: dict[Locale, dict[str, Overlay]] = {}
