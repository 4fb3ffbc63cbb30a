"""One person's change, a group's before and after, and a family of p values."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import correlation, fmean, stdev

from coaching.errors import Refused
from measure.checks import finite, same_length, share
from measure.quantiles import t_quantile, t_two_sided

RELIABLE = 1.96
"""|RC| beyond this is reliable change (Jacobson & Truax 1991); 2.5 % of the unchanged come out "worse" by chance."""


@dataclass(frozen=True, slots=True)
class ReliableChange:
    """*se* of one score and *s_diff* of a difference in score points, *rc* in units of *s_diff*."""

    se: float
    s_diff: float
    rc: float
    reliable: bool


def reliable_change(
    sd: float, reliability: float, before: float, after: float, before_count: int = 1, after_count: int = 1
) -> ReliableChange:
    """Return whether *after* differs from *before* by more than the measure's own noise.

    *sd* is that of the group at baseline, *reliability* the measure's. Where *before* or *after* is a mean of
    several check-ins, give how many: the difference is then less noisy (Jacobson & Truax 1991, J Consult Clin
    Psychol 59:12; Maassen 2004 discusses variants).

    >>> found = reliable_change(7.5, 0.8, 32.5, 47.5)
    >>> round(found.se, 3), round(found.s_diff, 3), round(found.rc, 3), found.reliable
    (3.354, 4.743, 3.162, True)

    Raises:
        Refused: the standard deviation is not positive, the reliability not from 0 to under 1, or a count under 1.
    """
    sd, reliability, before, after = finite([sd, reliability, before, after], "scores")
    if sd <= 0 or not 0 <= reliability < 1:
        raise Refused(
            f"A standard deviation of {sd:g} with a reliability of {reliability:g} cannot be used. "
            "Give a positive one, and a reliability from 0 to under 1."
        )
    if before_count < 1 or after_count < 1:
        raise Refused("A mean needs at least one check-in. Give counts of 1 or more.")
    se = sd * math.sqrt(1 - reliability)
    s_diff = se * math.sqrt(1 / before_count + 1 / after_count)
    rc = (after - before) / s_diff
    return ReliableChange(se, s_diff, rc, abs(rc) > RELIABLE)


def cut_off(mean: float, sd: float, reference_mean: float, reference_sd: float) -> float:
    """Return the score that lies as many deviations from the group as from the reference group (their point c).

    >>> cut_off(40, 7.5, 60, 7.5)
    50.0

    Raises:
        Refused: a standard deviation is not positive.
    """
    mean, sd, reference_mean, reference_sd = finite([mean, sd, reference_mean, reference_sd], "scores")
    if sd <= 0 or reference_sd <= 0:
        raise Refused("A standard deviation is not positive. Give that of each group.")
    return (reference_sd * mean + sd * reference_mean) / (sd + reference_sd)


@dataclass(frozen=True, slots=True)
class Paired:
    """After minus before: *mean_difference* with its 95 % *ci* in score points, the rest in standard deviations."""

    n: int
    mean_difference: float
    t: float
    df: int
    p: float
    ci: tuple[float, float]
    correlation: float | None
    d_z: float
    d_av: float
    d_rm: float | None
    g_av: float


def paired(before: Sequence[float], after: Sequence[float]) -> Paired:
    """Return the paired comparison, positive where *after* is higher.

    Report `d_av` with `correlation`: `d_z` flatters when the two go together. `g_av` is `d_av` times J(n - 1);
    some programs and Lakens' sheet use 2n - 2 instead, which gives a larger value (Lakens 2013, Front Psychol
    4:863, formulas 7 to 10). `d_rm` and `correlation` are None where one side does not vary.

    >>> movies = [9, 7, 8, 9, 8, 9, 9, 10, 9, 9], [9, 6, 7, 8, 7, 9, 8, 8, 8, 7]
    >>> found = paired(movies[1], movies[0])
    >>> round(found.t, 4), round(found.d_av, 4), round(found.g_av, 4)
    (4.7434, 1.1287, 1.0315)

    Raises:
        Refused: fewer than two pairs, unequal lengths, or differences that do not vary.
    """
    same_length(before=before, after=after)
    first, second = finite(before, "scores before"), finite(after, "scores after")
    if len(first) < 2:
        raise Refused("There is one pair. Give at least two.")
    gains = [b - a for a, b in zip(first, second, strict=True)]
    if min(gains) == max(gains):
        raise Refused("Every difference is the same, so there is nothing to judge it by. Report the difference.")
    return _paired(first, second, gains)


def _paired(first: list[float], second: list[float], gains: list[float]) -> Paired:
    n, gain, sd = len(gains), fmean(gains), stdev(gains)
    s1, s2 = stdev(first), stdev(second)
    se, t = sd / math.sqrt(n), gain / (sd / math.sqrt(n))
    half = se * t_quantile(0.975, n - 1)
    r = max(-1.0, min(1.0, correlation(first, second))) if s1 > 0 and s2 > 0 else None
    d_z, d_av = gain / sd, gain / ((s1 + s2) / 2)
    return Paired(
        n, gain, t, n - 1, t_two_sided(t, n - 1), (gain - half, gain + half), r,
        d_z, d_av, None if r is None else d_z * math.sqrt(2 * (1 - r)), d_av * small_sample(n - 1),
    )  # fmt: skip


def small_sample(df: float) -> float:
    """Return Hedges' correction J(df), exact: Gamma(df/2) / (sqrt(df/2) Gamma((df-1)/2)), about 1 - 3/(4 df - 1).

    With 1 degree of freedom it is 0: such an effect size says nothing.

    >>> round(small_sample(10), 6), round(small_sample(2), 6)
    (0.922746, 0.56419)

    Raises:
        Refused: fewer than 1 degree of freedom.
    """
    df = finite([df], "degrees of freedom")[0]
    if df < 1:
        raise Refused(f"{df:g} degrees of freedom are too few. Give at least 1.")
    if df == 1:
        return 0.0
    return math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)


@dataclass(frozen=True, slots=True)
class Family:
    """One entry per p value, in the order given; *bonferroni* is how many that stricter rule would reject."""

    adjusted: tuple[float, ...]
    rejected: tuple[bool, ...]
    rejections: int
    bonferroni: int


def benjamini_hochberg(p_values: Sequence[float], level: float = 0.05) -> Family:
    """Return which of a named family of *p_values* stand when at most *level* of those are to be false.

    Benjamini & Hochberg 1995, J R Stat Soc B 57:289: the largest k with p(k) <= k/m level, and all below.

    >>> benjamini_hochberg([0.01, 0.04, 0.03, 0.5]).rejections
    1

    Raises:
        Refused: no p value, one outside 0 to 1, or a level that is not between 0 and 1.
    """
    p, level = finite(p_values, "p values"), share(level, "level")
    if any(not 0 <= one <= 1 for one in p):
        raise Refused("A p value lies outside 0 to 1. Give probabilities.")
    m, floor = len(p), 1.0
    adjusted = [0.0] * m
    for rank, place in zip(range(m, 0, -1), sorted(range(m), key=p.__getitem__, reverse=True), strict=True):
        floor = min(floor, p[place] * m / rank)
        adjusted[place] = floor
    ordered = sorted(p)
    count = max((k for k in range(1, m + 1) if ordered[k - 1] <= k / m * level), default=0)
    limit = ordered[count - 1] if count else -1.0
    rejected = tuple(one <= limit for one in p)
    return Family(tuple(adjusted), rejected, sum(rejected), sum(one <= level / m for one in p))
