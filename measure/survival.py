"""How long people keep answering: Kaplan-Meier, and a comparison of cohorts."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from coaching.errors import Refused
from measure.checks import finite, same_length
from measure.quantiles import chi2_tail


@dataclass(frozen=True, slots=True)
class Drop:
    """The curve just after *t*: the share *s* still in, its standard error, and how many were left to drop out."""

    t: float
    s: float
    se: float
    at_risk: int
    events: int


def kaplan_meier(time: Sequence[float], event: Sequence[float]) -> tuple[Drop, ...]:
    """Return the curve at each time somebody dropped out, empty where nobody did.

    *event* is 1 where the person dropped out at *time* and 0 where they were still in when last seen; who drops
    out and who is last seen at the same time counts as at risk there. S = prod(1 - d/n), standard error after
    Greenwood. At nought the standard error is 0, which is no certainty: nobody is left.

    >>> [(drop.t, round(drop.s, 3)) for drop in kaplan_meier([1, 2, 2, 3], [1, 1, 0, 1])]
    [(1.0, 0.75), (2.0, 0.5), (3.0, 0.0)]

    Raises:
        Refused: nobody, unequal lengths, a negative time, or an event that is neither 0 nor 1.
    """
    times, events = _checked(time, event)
    curve: list[Drop] = []
    s, summed = 1.0, 0.0
    for t in sorted({one for one, dropped in zip(times, events, strict=True) if dropped}):
        n, d = _at(t, times, events)
        s *= 1 - d / n
        summed += d / (n * (n - d)) if n > d else 0.0
        curve.append(Drop(t, s, s * math.sqrt(summed), n, d))
    return tuple(curve)


def median_time(curve: Sequence[Drop]) -> float | None:
    """Return the first time at which half or fewer are left, None where more than half stayed to the end.

    >>> median_time(kaplan_meier([1, 2, 3], [1, 1, 1]))
    2.0
    """
    return next((drop.t for drop in curve if drop.s <= 0.5 + 1e-12), None)


@dataclass(frozen=True, slots=True)
class Incidence:
    """The share who had gone for one reason just after *t*, others who went for another reason counted as gone."""

    t: float
    share: float
    se: float


def incidence(time: Sequence[float], reason: Sequence[str]) -> dict[str, tuple[Incidence, ...]]:
    """Return for each reason how many had gone for it by when (Aalen & Johansen 1978); "" is still in when last seen.

    Kaplan-Meier over one reason takes those with another out as if they could still go for it; that answers "how
    long would people stay if nothing else took them". This answers "how many have gone for which reason", and the
    shares of all reasons and of those still in add up to one. The standard error is the delta method's.

    >>> found = incidence([1, 2, 3, 4], ["silent", "left", "silent", ""])
    >>> {name: [(at.t, round(at.share, 3)) for at in curve] for name, curve in found.items()}
    {'silent': [(1.0, 0.25), (3.0, 0.5)], 'left': [(2.0, 0.25)]}

    Raises:
        Refused: nobody, unequal lengths, or a negative time.
    """
    same_length(time=time, reason=reason)
    times, events = _checked(time, [float(bool(one)) for one in reason])
    curve = kaplan_meier(times, events)
    names = list(dict.fromkeys(one for one in reason if one))
    return {name: _incidence(name, times, reason, curve) for name in names}


def _incidence(name: str, times: list[float], reason: Sequence[str], curve: tuple[Drop, ...]) -> tuple[Incidence, ...]:
    """Return one reason's curve; at each time its share grows by those still in times the share of them who go."""
    found: list[Incidence] = []
    steps: list[tuple[float, int, int, int, float]] = []  # still in before, at risk, gone, gone for this, share so far
    before, share = 1.0, 0.0
    for drop in curve:
        own = sum(t == drop.t and one == name for t, one in zip(times, reason, strict=True))
        share += before * own / drop.at_risk
        steps.append((before, drop.at_risk, drop.events, own, share))
        if own:
            found.append(Incidence(drop.t, share, math.sqrt(max(_variance(steps), 0.0))))
        before = drop.s
    return tuple(found)


def _variance(steps: list[tuple[float, int, int, int, float]]) -> float:
    """Return the delta-method variance of the last share."""
    last, total = steps[-1][4], 0.0
    for before, n, d, own, share in steps:
        ahead = last - share
        total += ahead**2 * d / (n * (n - d)) if n > d else 0.0
        total += before**2 * own * (n - own) / n**3
        total -= 2 * ahead * before * own / n**2
    return total


@dataclass(frozen=True, slots=True)
class LogRank:
    """The test that all groups drop out alike."""

    chi2: float
    df: int
    p: float


def log_rank(group: Sequence[Hashable], time: Sequence[float], event: Sequence[float]) -> LogRank:
    """Return the log-rank test between two or more groups (Mantel 1966; as R's ``survdiff``).

    Raises:
        Refused: fewer than two groups, nobody dropped out, or as `kaplan_meier`.
    """
    same_length(group=group, time=time, event=event)
    times, events = _checked(time, event)
    names = list(dict.fromkeys(group))
    if len(names) < 2 or not any(events):
        raise Refused("There are fewer than two groups, or nobody dropped out: there is nothing to compare.")
    return _log_rank([names.index(one) for one in group], len(names), times, events)


def _log_rank(group: list[int], groups: int, times: list[float], events: list[int]) -> LogRank:
    import numpy as np

    more, spread = np.zeros(groups), np.zeros((groups, groups))
    member = np.array(group)
    at, dropped = np.array(times), np.array(events, dtype=bool)
    for t in np.unique(at[dropped]):
        left = np.bincount(member[at >= t], minlength=groups).astype(float)
        now = np.bincount(member[(at == t) & dropped], minlength=groups).astype(float)
        n, d = left.sum(), now.sum()
        more += now - left * d / n
        if n > 1:
            share = left / n
            spread += d * (n - d) / (n - 1) * (np.diag(share) - np.outer(share, share))
    informative = spread.diagonal() > 1e-12
    rank = max(int(np.linalg.matrix_rank(spread)), 1)
    if not informative.any():
        raise Refused("The groups were never at risk together, so they cannot be compared.")
    chi2 = float(more @ np.linalg.pinv(spread) @ more)
    return LogRank(chi2, rank, chi2_tail(chi2, rank))


def _at(t: float, times: list[float], events: list[int]) -> tuple[int, int]:
    """Return how many were at risk at *t*, and how many of them dropped out."""
    return sum(one >= t for one in times), sum(e for one, e in zip(times, events, strict=True) if one == t)


def _checked(time: Sequence[float], event: Sequence[float]) -> tuple[list[float], list[int]]:
    same_length(time=time, event=event)
    times, events = finite(time, "times"), finite(event, "events")
    if min(times) < 0:
        raise Refused("A time is negative. Count from the first send.")
    if any(one not in (0, 1) for one in events):
        raise Refused("An event is neither 0 nor 1. Write 1 for dropped out, 0 for still in when last seen.")
    return times, [int(one) for one in events]
