"""How far items of a scale, or raters of a person, agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, variance
from typing import Any

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


def change_reliability(answers: Sequence[Sequence[Sequence[float]]]) -> float:
    """Return how reliably a scale shows change within people, from 0 to 1.

    *answers* are people by occasions by items, complete. Cranford et al. 2006 (Pers Soc Psychol Bull 32:917), R_C =
    s2(person x occasion) / (s2(person x occasion) + s2(error) / items), its components by analysis of variance with
    everything crossed. A scale may tell people apart well (alpha) and show their change badly, or the other way round.

    Raises:
        Refused: fewer than two people, occasions or items, a hole in the table, or answers that do not vary.
    """
    people = [rectangle(person, "occasions and items", (2, 2)) for person in answers]
    if len(people) < 2 or len({(len(person), len(person[0])) for person in people}) > 1:
        raise Refused("Give at least two people, each with the same occasions and items.")
    between, error = _within_person(people)
    if between == error == 0:
        raise Refused("Nobody's answers vary beyond their items, so the reliability of change is not defined.")
    return between / (between + error / len(people[0][0]))


def _within_person(people: list[list[list[float]]]) -> tuple[float, float]:
    """Return the variance of people's occasions and of what is left, neither below nought."""
    import numpy as np

    y = np.array(people)
    n, occasions, items = y.shape

    def mean(*over: int) -> Any:
        return y.mean(axis=over, keepdims=True)

    grand, one = mean(0, 1, 2), (mean(1, 2), mean(0, 2), mean(0, 1))
    pair = mean(2) - one[0] - one[1] + grand
    left = y - mean(2) - mean(1) - mean(0) + sum(one) - grand
    freedom = (n - 1) * (occasions - 1)
    error = float((left**2).sum() / (freedom * (items - 1)))
    return max(0.0, (float(items * (pair**2).sum() / freedom) - error) / items), error
