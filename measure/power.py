"""How many people a micro-randomised experiment needs, when the outcome is "did it" or "did not".

After Qian, Yoo, Klasnja, Almirall & Murphy 2021 and the sample-size work built on it: the estimator's variance is
worked out from the assumed answers, and the test is an F with q = columns of the base rate and p = columns of the
effect taken off its degrees of freedom.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coaching.errors import Refused
from measure.checks import finite, share

if TYPE_CHECKING:
    from measure.mixed import Array

MOST_PEOPLE = 1_000_000
LEAST_PEOPLE = 10
"""Below so many people the variance, which supposes many, is not to be believed; the authors' own limit."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """What is supposed before anything is sent, at each of *points* decisions.

    *base_rate* is the share who do it unprompted, *risk_ratio* by how much a prompt multiplies it; each may go from
    a first to a last value, evenly on the log scale. *probability* is that of being prompted, *availability* the
    share of people who can be.
    """

    points: int
    base_rate: tuple[float, ...]
    risk_ratio: tuple[float, ...]
    probability: float = 0.5
    availability: float = 1.0


def power(assumed: Assumed, people: int, level: float = 0.05) -> float:
    """Return the chance of seeing the assumed effect with so many *people*, tested at *level*.

    >>> round(power(Assumed(10, (0.45,), (1.2,), availability=0.95), 106), 2)
    0.8

    Raises:
        Refused: shares outside 0 to 1, no effect at all, or too few people for the coefficients.
    """
    ncp, effects, coefficients = _noncentrality(assumed)
    return _power(ncp, effects, coefficients, people, share(level, "level"))


def people_needed(assumed: Assumed, wanted: float = 0.8, level: float = 0.05) -> int:
    """Return the smallest number of people that sees the assumed effect with the *wanted* power.

    >>> people_needed(Assumed(10, (0.45,), (1.2,), availability=0.95))
    106

    Raises:
        Refused: as `power`, or a million people would not do.
    """
    ncp, effects, coefficients = _noncentrality(assumed)
    wanted, level = share(wanted, "power"), share(level, "level")

    def enough(people: int) -> bool:
        return _power(ncp, effects, coefficients, people, level) >= wanted

    low, high = coefficients, coefficients + 1
    while not enough(high):
        low, high = high, high * 2
        if high > MOST_PEOPLE:
            raise Refused("A million people could not tell an effect so small. Look for a larger one.")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return max(high, LEAST_PEOPLE)


def _power(ncp: float, effects: int, coefficients: int, people: int, level: float) -> float:
    from scipy.special import fdtri, ncfdtr  # type: ignore[import-untyped]

    df = people - coefficients
    if df < 1:
        raise Refused(f"{people} people are too few to test {coefficients} coefficients.")
    return float(1 - ncfdtr(effects, df, people * ncp, fdtri(effects, df, 1 - level)))


def _noncentrality(assumed: Assumed) -> tuple[float, int, int]:
    """Return the noncentrality a person brings, the effect's columns, and all columns."""
    import numpy as np

    base, ratio = _logs(assumed.base_rate, "base rate", assumed.points), _logs(assumed.risk_ratio, "risk ratio",
                                                                               assumed.points)  # fmt: skip
    p, available = share(assumed.probability, "probability"), _availability(assumed.availability)
    _check_rates(base, ratio)
    f = _columns(len(assumed.risk_ratio), assumed.points)
    weight = available * p * (1 - p) * np.exp(p * ratio + base)
    spread = weight * np.exp(p * ratio) * ((1 - p) * np.exp(-ratio) + p - np.exp(base))
    m, sigma = (f.T * weight) @ f, (f.T * spread) @ f
    beta = np.linalg.lstsq(f, ratio, rcond=None)[0]
    ncp = float(beta @ m @ np.linalg.solve(sigma, m) @ beta)
    return ncp, f.shape[1], f.shape[1] + len(assumed.base_rate)


def _logs(ends: Sequence[float], what: str, points: int) -> "Array":
    import numpy as np

    values = finite(ends, f"{what}s")
    if points < 1 or len(values) > min(2, points) or min(values) <= 0:
        raise Refused(f"Give at least one decision point, and for the {what} a first value or a first and a last.")
    return np.linspace(np.log(values[0]), np.log(values[-1]), points)


def _columns(ends: int, points: int) -> "Array":
    import numpy as np

    ones = np.ones(points)
    return np.column_stack([ones, np.arange(points)][:ends])


def _availability(value: float) -> float:
    if not 0 < value <= 1:
        raise Refused(f"The availability is {value:g}. Give a share above 0, up to 1.")
    return value


def _check_rates(base: Any, ratio: Any) -> None:
    if not ratio.any():
        raise Refused("A risk ratio of 1 is no effect: no number of people can find it.")
    if base.max() >= 0 or (base + ratio).max() >= 0:
        raise Refused("The share who do it would reach 1. Give a lower base rate or risk ratio.")
