"""A stepped start: did the outcome move where and when the teams began, more than another order would show?

Only where the order of starting was drawn may the answer be called an effect. With a handful of teams sandwich
errors are far too small, so the test is by permutation: every other order in which the same starts could have been
dealt out is tried (all of them where they are few, else a fixed sample), and the interval holds the effects that
this test would not reject.
"""

import math
import random
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Any

from coaching.errors import Refused
from measure.checks import finite, same_length

if TYPE_CHECKING:
    from measure.mixed import Array

MOST_ORDERS = 5_000
"""Up to so many orders all are tried, else so many are drawn; our choice: the p value is then good to 0.003."""
LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class StartEffect:
    """The difference after a team began, in the outcome's units, beside what other teams did in the same periods.

    *p* is the share of *orders* that show as much; *ci* None means that no bounded interval exists (too few orders).
    """

    effect: float
    ci: tuple[float, float] | None
    p: float
    orders: int
    exact: bool
    teams: int
    periods: int


def start_effect(
    team: Sequence[Hashable], period: Sequence[float], value: Sequence[float], start: Sequence[float]
) -> StartEffect:
    """Return the effect of having started; one entry per team and period, *start* the period a team began in.

    value = team + period + effect x (period >= start), by least squares; infinity as a start is "not yet".

    Raises:
        Refused: a team with two starts, fewer than three teams, all starts alike, or nothing to compare with.
    """
    same_length(team=team, period=period, value=value, start=start)
    panel = _Panel.of(team, finite(period, "periods"), finite(value, "values"), [float(one) for one in start])
    observed = panel.estimate(panel.starts)
    orders, exact = _orders(panel.starts)
    others = [found for order in orders if (found := panel.estimate(order)) is not None]
    if observed is None or len(others) < 2:
        raise Refused("Every team began together or nobody did, so there is nothing to compare with.")
    effect = observed[0]
    return StartEffect(
        effect, _interval(effect, others), _p(effect, others, 0.0), len(others), exact,
        len(panel.starts), len(set(period)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Panel:
    """Values freed of team and period means, and what is needed to free a treatment column of them too."""

    team: Any  # (rows,) the number of the team
    period: Any  # (rows,) the number of the period
    at: "Array"
    value: "Array"
    starts: tuple[float, ...]

    @classmethod
    def of(cls, team: Sequence[Hashable], period: list[float], value: list[float], start: list[float]) -> "_Panel":
        import numpy as np

        names = list(dict.fromkeys(team))
        begun = {name: {s for one, s in zip(team, start, strict=True) if one == name} for name in names}
        if any(len(found) > 1 for found in begun.values()):
            raise Refused("A team has two starts. Give each team the one period in which it began.")
        if len(names) < 3:
            raise Refused(f"There are {len(names)} teams. Three or more are needed to compare orders of starting.")
        number = np.array([names.index(one) for one in team])
        starts = tuple(next(iter(begun[name])) for name in names)
        at = np.unique(np.array(period), return_inverse=True)[1]
        made = cls(number, at, np.array(period), np.array(value), starts)
        return cls(number, at, made.at, made.freed(made.value), starts)

    def freed(self, column: "Array") -> "Array":
        """Return *column* without what teams and periods explain."""
        import numpy as np

        teams, periods = int(self.team.max()) + 1, int(self.period.max()) + 1
        design = np.column_stack([np.eye(teams)[self.team], np.eye(periods)[self.period][:, 1:]])
        found: Array = column - design @ np.linalg.lstsq(design, column, rcond=None)[0]
        return found

    def estimate(self, starts: Sequence[float]) -> tuple[float, float] | None:
        """Return the effect under this order and how much one unit of the true one would add to it."""
        import numpy as np

        treated = self.freed((self.at >= np.array(starts)[self.team]).astype(float))
        weight = float(treated @ treated)
        if weight < 1e-9:
            return None
        own = (self.at >= np.array(self.starts)[self.team]).astype(float)
        return float(treated @ self.value) / weight, float(treated @ own) / weight


def _orders(starts: tuple[float, ...]) -> tuple[Iterator[tuple[float, ...]], bool]:
    """Return the orders to try, the present one among them, and whether these are all."""
    counts = [starts.count(one) for one in set(starts)]
    distinct = math.factorial(len(starts)) // math.prod(map(math.factorial, counts))
    if math.factorial(len(starts)) <= 50_000 and distinct <= MOST_ORDERS:
        return iter(sorted(set(permutations(starts)))), True
    return _drawn(starts), False


def _drawn(starts: tuple[float, ...]) -> Iterator[tuple[float, ...]]:
    yield starts
    draw = random.Random(1)  # noqa: S311 - the same sample each time, so that a report can be repeated
    for _ in range(MOST_ORDERS):
        yield tuple(draw.sample(starts, len(starts)))


def _p(effect: float, others: Sequence[tuple[float, float]], supposed: float) -> float:
    """Return the share of orders that show at least as much once a *supposed* effect is taken out."""
    limit = abs(effect - supposed) * (1 - 1e-9)
    return sum(abs(one - supposed * share) >= limit for one, share in others) / len(others)


def _interval(effect: float, others: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """Return the supposed effects that are not rejected at 5 %; None where even absurd ones are not."""
    wide = 1e3 * max(max(abs(one) for one, _ in others), abs(effect), 1e-9)
    if max(_p(effect, others, effect - wide), _p(effect, others, effect + wide)) > LEVEL:
        return None
    return _edge(effect, others, -wide), _edge(effect, others, wide)


def _edge(effect: float, others: Sequence[tuple[float, float]], wide: float) -> float:
    inside, outside = 0.0, wide
    for _ in range(60):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if _p(effect, others, effect + middle) > LEVEL else (inside, middle)
    return effect + inside
