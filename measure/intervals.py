"""Intervals for a share of people: Wilson's and Jeffreys'."""

import math
from dataclasses import dataclass
from statistics import NormalDist

from coaching.errors import Refused
from measure.checks import finite, share
from measure.quantiles import beta_quantile


@dataclass(frozen=True, slots=True)
class Interval:
    """A share and where it may lie; all three between 0 and 1."""

    estimate: float
    low: float
    high: float


def wilson(x: float, n: float, level: float = 0.95, design_effect: float = 1.0) -> Interval:
    """Return *x* of *n* with Wilson's score interval at *level*.

    It stays inside 0 to 1 and holds its level with few people, where the textbook interval does neither
    (Newcombe 1998, Statistics in Medicine 17:857, method 3). Answers of the same people are clustered: give
    `design_effect` for them, and the interval is that of ``n / design_effect`` people.

    >>> found = wilson(81, 263)
    >>> round(found.low, 4), round(found.high, 4)
    (0.2553, 0.3662)

    Raises:
        Refused: *x* is not between 0 and *n*, *n* is not positive, the level or design effect is out of range.
    """
    x, n = _counts(x, n, design_effect)
    z = NormalDist().inv_cdf(0.5 + share(level, "level") / 2)
    p, shrink = x / n, 1 + z * z / n
    middle = (p + z * z / (2 * n)) / shrink
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / shrink
    low = 0.0 if x == 0 else max(0.0, middle - half)
    return Interval(p, low, 1.0 if x == n else min(1.0, middle + half))


def jeffreys(x: float, n: float, level: float = 0.95, design_effect: float = 1.0) -> Interval:
    """Return *x* of *n* with Jeffreys' interval: quantiles of Beta(x + 1/2, n - x + 1/2).

    The lower limit is 0 when nobody did and the upper 1 when everybody did (Brown, Cai & DasGupta 2001,
    Statistical Science 16:101). *design_effect* is used as in `wilson`.

    >>> found = jeffreys(7, 20)
    >>> round(found.low, 6), round(found.high, 6)
    (0.172276, 0.567766)

    Raises:
        Refused: as `wilson`.
    """
    x, n = _counts(x, n, design_effect)
    tail = (1 - share(level, "level")) / 2
    low = 0.0 if x == 0 else beta_quantile(tail, x + 0.5, n - x + 0.5)
    high = 1.0 if x == n else beta_quantile(1 - tail, x + 0.5, n - x + 0.5)
    return Interval(x / n, low, high)


def design_effect(answers_per_person: float, icc: float) -> float:
    """Return by how much clustering widens the variance: 1 + (m - 1) ICC (Kish 1965).

    Twelve prompts a person with an ICC of .3 are worth less than a quarter of as many people:

    >>> round(design_effect(12, 0.3), 1)
    4.3

    Raises:
        Refused: fewer than one answer per person, or an ICC outside 0 to 1.
    """
    m, rho = finite([answers_per_person, icc], "clustering figures")
    if m < 1 or not 0 <= rho <= 1:
        raise Refused(f"{m:g} answers per person with an ICC of {rho:g}: give at least 1, and an ICC from 0 to 1.")
    return 1 + (m - 1) * rho


def _counts(x: float, n: float, deff: float) -> tuple[float, float]:
    """Return *x* and *n* divided by the design effect; the share stays what it was."""
    x, n, deff = finite([x, n, deff], "counts")
    if n <= 0 or not 0 <= x <= n:
        raise Refused(f"{x:g} of {n:g} is not a share. Give a count from 0 to N, and N of at least 1.")
    if deff < 1:
        raise Refused(f"The design effect is {deff:g}. Give 1 for one answer per person, more for several.")
    return x / deff, n / deff
