"""What a drawn start or a drawn hold-back could show, before anybody is sent anything.

The estimate is that of `measure.drawn`: answers at the check-ins at which some had begun and others had not, the
baseline taken out. Its variance is worked out for answers of a person that all go together equally well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import factorial, prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from measure.mixed import Array


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is supposed of answers, in days out of five: our choice, from nobody's data.

    *sd* is their standard deviation between people at one check-in, *alike* the correlation of two answers of a
    person, *answered* the share who answer, *team* the correlation of two people who begin together as a group.
    """

    sd: float = 1.3
    alike: float = 0.5
    answered: float = 0.6
    team: float = 0.05


def standard_error(begun: Sequence[Sequence[bool]], people: Sequence[float], supposed: Supposed) -> float:
    """Return the standard error of the effect; *begun* has for each arm a flag a check-in, *people* the arms' sizes.

    >>> round(standard_error([[True], [False]], [50, 50], Supposed(sd=1.0, alike=0.5, answered=1.0)), 3)
    0.173
    """
    import numpy as np

    size = np.array(people, dtype=float) * supposed.answered
    treated = np.array(begun, dtype=float)
    free: Array = treated - (size @ treated) / size.sum()
    own, shared = 1 - supposed.alike, supposed.alike - supposed.alike**2
    spread = own * (free**2).sum(axis=1) + shared * free.sum(axis=1) ** 2
    return float(supposed.sd * (size @ spread) ** 0.5 / (size @ (free**2).sum(axis=1)))


def power_of_draw(
    effect: float, begun: Sequence[Sequence[bool]], people: Sequence[float], groups: int = 0,
    supposed: Supposed | None = None,
) -> float:  # fmt: skip
    """Return the chance of seeing *effect* days at the 5 % level; *groups* is how many start groups are drawn, if any.

    >>> begun = [[True], [False]]
    >>> round(power_of_draw(1.0, begun, [15, 15]), 2), round(power_of_draw(1.0, begun, [60, 60]), 2)
    (0.42, 0.96)
    """
    from scipy.special import nctdtr, stdtrit  # type: ignore[import-untyped]

    given = supposed or Supposed()
    total = sum(people) * given.answered
    units = groups or total
    df = units - len(begun[0]) - (1 if groups else 2)
    if df < 1 or min(people) * given.answered < 1 or (groups and 1 / orders(groups, len(people)) > 0.05):
        return 0.0
    within = (1 + (total / groups - 1) * given.team) ** 0.5 if groups else 1.0
    beyond = effect / (standard_error(begun, people, given) * within)
    limit = float(stdtrit(df, 0.975))
    return float(1 - nctdtr(df, beyond, limit) + nctdtr(df, beyond, -limit))


def orders(groups: int, starts: int) -> int:
    """Return in how many ways so many groups can be dealt out over the starts.

    >>> orders(3, 3), orders(6, 2)
    (6, 20)
    """
    sizes = [groups // starts + (n < groups % starts) for n in range(starts)]
    return factorial(groups) // prod(map(factorial, sizes))
