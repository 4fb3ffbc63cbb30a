"""What a comparison could show with so many people, before anything is sent."""

from dataclasses import dataclass

from coaching.errors import Refused
from coaching.programmes import Programme
from measure.power import Assumed, people_needed, power

ENOUGH = 0.6
"""Below this power a comparison of a cohort by itself is not worth its price; it can be pooled with others."""
BASE_RATE = 0.3
"""The share who do an act that they were not reminded of: supposed, since nobody knows it before."""
RATIOS = (1.2, 1.35, 1.5, 2.0)


@dataclass(frozen=True, slots=True)
class Chance:
    """One supposed effect: so many of a hundred do the act *without* and *with* a mail; *power* to see it.

    *needed* is how many people would see it four times in five, None where no number we allow for would.
    """

    without: int
    having: int
    power: float | None
    needed: int | None

    @property
    def is_enough(self) -> bool:
        """Whether the comparison is worth making with these people alone."""
        return self.power is not None and self.power >= ENOUGH


def chances(programme: Programme, people: int) -> tuple[Chance, ...]:
    """Return the power of drawing for each act of *programme* whether a mail goes out, over supposed effects."""
    acts = sum(step.task is not None for step in programme.grid)
    return tuple(_chance(Assumed(acts, (BASE_RATE,), (ratio,)), ratio, people) for ratio in RATIOS) if acts else ()


def _chance(assumed: Assumed, ratio: float, people: int) -> Chance:
    try:
        seen = power(assumed, people)
    except Refused:
        seen = None
    try:
        needed = people_needed(assumed)
    except Refused:
        needed = None
    return Chance(round(BASE_RATE * 100), round(BASE_RATE * ratio * 100), seen, needed)
