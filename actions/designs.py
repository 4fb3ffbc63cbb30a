"""What a design could show with so many people, before anybody is enrolled: for the desk and the command line."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from coaching.designs import Design, check_programme, compared_at, in_words
from coaching.errors import Refused
from coaching.programmes import Experiment, Programme, Tries
from measure.designs import Supposed, power_of_draw
from measure.power import Assumed, people_needed, power

ENOUGH = 0.6
"""Below this power a comparison of a cohort by itself is not worth its price; it can be pooled with others."""
WANTED = 0.8
EFFECTS = (0.5, 0.75, 1.0, 1.5)
"""Differences, in days out of five, of which the power is shown."""
SUPPOSED = 1.0
"""The difference by which a design is judged: a day out of five; our choice."""
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Weighed:
    """A design with so many people: *power* by difference in days, and how many people *needed* for 80 % at a day.

    *check_ins* is at how many check-ins some have begun and others have not. *needed* None: no number would do.
    """

    design: Design
    people: int
    groups: int
    check_ins: int
    power: tuple[tuple[float, float], ...]
    needed: int | None

    @property
    def is_enough(self) -> bool:
        """Whether it is worth making with these people alone."""
        return dict(self.power)[SUPPOSED] >= ENOUGH

    @property
    def verdict(self) -> str:
        """The finding in a sentence or two."""
        of = f"{self.groups} start groups of {self.people} people" if self.groups else f"{self.people} people"
        seen = f"With {of}, {self.design.written()} would show a difference of one day out of five " \
               f"{dict(self.power)[SUPPOSED]:.0%} of the time."  # fmt: skip
        if self.needed and self.needed > self.people:
            pooled = -(-self.needed // max(self.people, 1))
            return f"{seen} {self.needed} people would show it {WANTED:.0%} of the time: pool {pooled} such cohorts."
        return seen if self.needed else f"{seen} No number of people in so few groups would do: make more groups."

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object; ``supposed`` is what the power rests on."""
        given = Supposed()
        return {
            "design": self.design.written(), "says": in_words(self.design), "people": self.people,
            "groups": self.groups, "check_ins": self.check_ins,
            "power": [{"difference": days, "power": power} for days, power in self.power],
            "people_needed": self.needed, "is_enough": self.is_enough, "verdict": self.verdict,
            "supposed": {"sd": given.sd, "alike": given.alike, "answered": given.answered, "team": given.team},
        }  # fmt: skip


def weigh(design: Design, programme: Programme, people: int, groups: int = 0) -> Weighed:
    """Return what *design* could show in *programme*; *groups* is how many start groups are drawn whole, 0 for none.

    Raises:
        Refused: the programme does not allow the design.
    """
    seen = _power_of(design, programme, groups)
    return Weighed(
        design, people, groups, len(compared_at(design, programme)), tuple((one, seen(one, people)) for one in EFFECTS),
        _needed(lambda many: seen(SUPPOSED, many) >= WANTED),
    )  # fmt: skip


def power_at_a_day(design: Design, programme: Programme, people: int, groups: int = 0) -> float:
    """Return how often *design* would show the difference by which designs are judged; raises as `weigh`."""
    return _power_of(design, programme, groups)(SUPPOSED, people)


def _power_of(design: Design, programme: Programme, groups: int) -> Callable[[float, int], float]:
    """Return the power by difference in days and number of people."""
    check_programme(design, programme)
    begun = compared_at(design, programme)
    flags = [[at[arm] for at in begun.values()] for arm in design.arms]
    shares = [design.probability(arm) for arm in design.arms]
    return lambda days, many: power_of_draw(days, flags, [many * share for share in shares], groups)


def _needed(enough: Any) -> int | None:
    """Return the smallest number that is enough, None where a hundred thousand is not."""
    low, high = 1, 2
    while not enough(high):
        low, high = high, high * 2
        if high > MOST:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


@dataclass(frozen=True, slots=True)
class Tried:
    """An experiment with so many people: *power*, and how many people are *needed* for 80 %; *supposed* says of what.

    Nobody's data stand behind what is supposed.
    """

    experiment: Experiment
    people: int
    power: float
    needed: int
    supposed: str

    @property
    def is_enough(self) -> bool:
        """Whether it is worth making with these people alone."""
        return self.power >= ENOUGH

    @property
    def verdict(self) -> str:
        """The finding in a sentence or two."""
        seen = (
            f"With {self.people} people the experiment '{self.experiment.name}' would show {self.supposed} "
            f"{self.power:.0%} of the time; {self.needed} people would show it {WANTED:.0%} of the time."
        )
        if self.needed <= self.people:
            return seen
        return f"{seen} {self.people} people cannot answer this: pool {-(-self.needed // max(self.people, 1))} cohorts."

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object."""
        one = self.experiment
        return {
            "experiment": one.name, "tries": str(one.tries), "arms": list(one.arms), "probability": one.probability,
            "points": len(one.steps), "people": self.people, "power": self.power, "people_needed": self.needed,
            "is_enough": self.is_enough, "supposed": self.supposed, "verdict": self.verdict,
        }  # fmt: skip


def weigh_experiment(experiment: Experiment, people: int) -> Tried:
    """Return what an experiment could show with so many people, before anybody is enrolled.

    Supposed for reminders: half have not answered by then; of them 30 of a hundred answer unprompted and 45 with one.
    For words and hours: 45 of a hundred answer within three days, and 60 with the better arm; 95 of a hundred get it.
    """
    points, p = len(experiment.steps), experiment.probability
    if experiment.tries is Tries.REMINDER:
        assumed = Assumed(points, (0.3,), (1.5,), p, availability=0.5)
        supposed = "a reminder that raises answers from 30 to 45 of a hundred"
    else:
        assumed = Assumed(points, (0.45,), (0.6 / 0.45,), p, availability=0.95)
        supposed = "a better arm that raises answers from 45 to 60 of a hundred"
    needed = people_needed(assumed, WANTED)
    try:
        seen = power(assumed, people)
    except Refused:
        seen = 0.0
    return Tried(experiment, people, seen, needed, supposed)
