"""What a programme is, as values: behaviours, questions and steps. `content` reads them from files."""

from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from typing import Literal, TypeVar

NO_CHANCE = "na"
"""The value of the answer "I had no chance to", which is not nought."""


class Kind(StrEnum):
    """What a step asks of a person. A step that asks several things is named by the first in this order."""

    CHECK_IN = "check_in"
    TASK = "task"
    PLAN = "plan"
    RETRIEVAL = "retrieval"
    ASK = "ask"
    PULSE = "pulse"


class Measure(StrEnum):
    """The part a check-in plays in the measurement; empty for a step that is no check-in."""

    BASELINE = "baseline"
    CHECK_IN = "check_in"
    LAST = "last"
    FOLLOW_UP = "follow_up"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Barrier:
    """One thing that gets in the way, and where it leads.

    *then* is ``("offer", step)``, ``("swap", step)``, ``("snooze", working days)``, ``("tell", "coach")`` or
    ``("", "")``.
    """

    name: str
    text: str
    then: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Something a person can be seen doing, asked about in the same words each time.

    *asks* is answered 0 to 5 (of the last five working days); *chance* is its "no chance" wording.
    A coach opens with *opening_questions* by barrier, or with *coach_asks* by what happened: quiet, plan, success.
    """

    name: str
    label: str
    asks: str
    chance: str
    observer_asks: str = ""
    practises: tuple[str, ...] = ()
    barriers: tuple[Barrier, ...] = ()
    opening_questions: tuple[tuple[str, str], ...] = ()
    coach_asks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: the value that is stored and the words that are shown."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a fixed scale that is no behaviour (confidence, automaticity, opportunity to use)."""

    name: str
    asks: str
    choices: tuple[Choice, ...]
    practises: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """One observable act: *cue* when, *act* what, *check* how you know by tonight, *why* one line of reason."""

    behaviour: str
    cue: str
    act: str
    check: str
    why: str = ""
    practises: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Retrieval:
    """A question with one right answer; *right* counts from 1, *because* is shown after answering."""

    question: str
    choices: tuple[str, ...]
    right: int
    because: str = ""
    practises: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IfThenPlan:
    """Ask for an if-then plan for *behaviour*; *revise* shows the earlier one to be changed."""

    behaviour: str
    asks: str = ""
    example: str = ""
    revise: bool = False


@dataclass(frozen=True, slots=True)
class Late:
    """How late is too late, in days after the due moment, and what then."""

    up_to_days: int = 2
    then: Literal["send", "shift", "skip"] = "skip"


@dataclass(frozen=True, slots=True)
class Step:
    """One item of a programme: what is asked, and when, in days after the workshop.

    *after_days* is None for a step that is made only when something leads to it (``when: offered``).
    *until_days* gives the planner freedom: the step may fall on any working day from after_days to it.
    *send_at* None means the default hour of its kind. *answer_within_days* counts working days; None means
    the installation's default. *other_task* or *other_plan* says the same in the words of an experiment's second arm.
    """

    name: str
    title: str
    after_days: int | None
    until_days: int | None = None
    task: Task | None = None
    check_in: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    plan: IfThenPlan | None = None
    retrieval: Retrieval | None = None
    pulse: tuple[str, ...] = ()
    measure: Measure = Measure.NONE
    send_at: time | None = None
    answer_within_days: int | None = None
    late: Late = field(default_factory=Late)
    remind: bool = False
    other_task: Task | None = None
    other_plan: IfThenPlan | None = None

    @property
    def kind(self) -> Kind:
        """The kind that names this step and picks its hour."""
        held = (
            (Kind.CHECK_IN, self.check_in), (Kind.TASK, self.task), (Kind.PLAN, self.plan),
            (Kind.RETRIEVAL, self.retrieval), (Kind.ASK, self.ask), (Kind.PULSE, self.pulse),
        )  # fmt: skip
        return next(kind for kind, what in held if what)

    @property
    def is_pulse(self) -> bool:
        """True for a step that asks observers, not the participant."""
        return bool(self.pulse)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the ideas come from; author and year only where given."""

    title: str
    author: str = ""
    year: int | None = None


class Tries(StrEnum):
    """What a draw decides within a programme."""

    REMINDER = "reminder"
    WORDING = "wording"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class Experiment:
    """A draw at each of *steps*, between two arms; *probability* is that of the first.

    *tries* REMINDER: whether an unanswered check-in is reminded of. WORDING: the step as it is written, or in its other
    words. HOUR: at the first or the second of *hours*.
    """

    name: str
    steps: tuple[str, ...]
    probability: float
    tries: Tries = Tries.REMINDER
    hours: tuple[time, ...] = ()

    @property
    def arms(self) -> tuple[str, str]:
        """The two arms, the one that *probability* is of first.

        >>> Experiment("early", ("a",), 0.5, Tries.HOUR, (time(9), time(14))).arms
        ('09:00', '14:00')
        """
        if self.tries is Tries.HOUR:
            return f"{self.hours[0]:%H:%M}", f"{self.hours[1]:%H:%M}"
        return ("reminder", "none") if self.tries is Tries.REMINDER else ("as written", "other words")


@dataclass(frozen=True, slots=True)
class ManagerMail:
    """A mail to those whom participants report to: what it *says*, and *questions* they could ask. It asks nothing."""

    name: str
    after_days: int
    title: str
    says: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """A versioned list of steps over a few behaviours, one of them primary."""

    name: str
    version: int
    title: str
    primary: str
    behaviours: tuple[Behaviour, ...]
    steps: tuple[Step, ...]
    questions: tuple[Question, ...] = ()
    source: Source | None = None
    locale: str = "en"
    experiments: tuple[Experiment, ...] = ()
    managers: tuple[ManagerMail, ...] = ()

    def behaviour(self, name: str) -> Behaviour:
        """Return the behaviour called *name*; KeyError if there is none."""
        return _named(self.behaviours, name)

    def question(self, name: str) -> Question:
        """Return the question called *name*; KeyError if there is none."""
        return _named(self.questions, name)

    def step(self, name: str) -> Step:
        """Return the step called *name*; KeyError if there is none."""
        return _named(self.steps, name)

    @property
    def grid(self) -> tuple[Step, ...]:
        """The steps with a day of their own, in the order of those days."""
        dated = [step for step in self.steps if step.after_days is not None]
        return tuple(sorted(dated, key=lambda step: step.after_days or 0))

    @property
    def check_ins(self) -> tuple[Step, ...]:
        """The steps of the grid that measure, in order."""
        return tuple(step for step in self.grid if step.check_in)

    def number_of(self, step: Step) -> tuple[int, int]:
        """Return which check-in of how many *step* is, the follow-up apart; 0 for what is none of these."""
        names = [one.name for one in self.check_ins if one.measure is not Measure.FOLLOW_UP]
        return names.index(step.name) + 1 if step.name in names else 0, len(names)


def week_of(step: Step) -> int:
    """Return the week of the programme a step stands in: 0 before the workshop, then 1, 2 and so on."""
    return week_after(step.after_days or 0)


def week_after(days: int) -> int:
    """Return the week of the programme that a day stands in, counted in days after the workshop."""
    return 0 if days <= 0 else (days - 1) // 7 + 1


Named = TypeVar("Named", Behaviour, Question, Step)


def _named(items: tuple[Named, ...], name: str) -> Named:
    for item in items:
        if item.name == name:
            return item
    raise KeyError(name)
