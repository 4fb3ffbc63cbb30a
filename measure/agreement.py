"""How far items of a scale, or raters of a person, agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, variance

from coaching.errors import Refused
from measure.checks import rectangle


def alpha(rows: Sequence[Sequence[float]]) -> float:
    """Return Cronbach's alpha of *rows*, one row per person, one column per item.

    It says how well the items tell people apart, not how well they show change (Cranford et al. 2006 for that).
    Alpha may be negative: then the items do not belong together, or one is scored the wrong way round.

    >>> round(alpha([[1, 2], [2, 2], [3, 4], [4, 5]]), 3)
    0.967

    Raises:
        Refused: fewer than two people or items, unequal rows, or sums that do not vary.
    """
    table = rectangle(rows, "people and items", (2, 2))
    total = float(variance([sum(row) for row in table]))
    if total == 0:
        raise Refused("Everybody has the same sum, so the items tell nobody apart. Alpha is not defined.")
    k = len(table[0])
    items = sum(float(variance(item)) for item in zip(*table, strict=True))
    return k / (k - 1) * (1 - items / total)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Shrout & Fleiss's six coefficients: of a single rater, and of the mean of all raters (ending in k)."""

    icc1: float
    icc2: float
    icc3: float
    icc1k: float
    icc2k: float
    icc3k: float


def icc(rows: Sequence[Sequence[float]]) -> Agreement:
    """Return the intraclass correlations of *rows*, one row per person rated, one column per rater.

    ICC(1): raters differ from person to person, as colleagues do; ICC(2): the same raters, drawn from many;
    ICC(3): these raters only, their strictness set aside (Shrout & Fleiss 1979, Psych Bull 86:420). Whether a mean
    of observers can be trusted is ICC(1,k).

    Raises:
        Refused: fewer than two people or raters, unequal rows, or ratings without any difference.
    """
    table = rectangle(rows, "people and raters", (2, 2))
    if len({cell for row in table for cell in row}) == 1:
        raise Refused("All ratings are the same, so agreement about differences cannot be told.")
    return _coefficients(*_mean_squares(table), len(table), len(table[0]))


def _mean_squares(table: list[list[float]]) -> tuple[float, float, float, float]:
    """Return the mean squares between people, within people, between raters, and what is left."""
    n, k = len(table), len(table[0])
    between = k * variance([fmean(row) for row in table])
    within = fmean([variance(row) for row in table])
    raters = n * variance([fmean(column) for column in zip(*table, strict=True)])
    left = max(0.0, within * n * (k - 1) - raters * (k - 1)) / ((n - 1) * (k - 1))
    return between, within, raters, left


def _coefficients(between: float, within: float, raters: float, left: float, n: int, k: int) -> Agreement:
    strict = (raters - left) / n
    return Agreement(
        _ratio(between - within, between + (k - 1) * within),
        _ratio(between - left, between + (k - 1) * left + k * strict),
        _ratio(between - left, between + (k - 1) * left),
        _ratio(between - within, between),
        _ratio(between - left, between + strict),
        _ratio(between - left, between),
    )


def _ratio(above: float, below: float) -> float:
    if below == 0:
        raise Refused("People do not differ in these ratings, so a coefficient is not defined.")
    return above / below
