"""Two groups before and after: by how much one moved beyond the other (difference in differences)."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from statistics import fmean

from coaching.errors import Refused
from measure.checks import finite, same_length
from measure.clusters import FEW, Coefficient, clustered

CELLS = (("other_before", 0, 0), ("other_after", 0, 1), ("group_before", 1, 0), ("group_after", 1, 1))


@dataclass(frozen=True, slots=True)
class Difference:
    """*effect*: the group's change less the others', in units of the outcome.

    *means* are those of the four cells. *trend* is how much faster the group moved per unit of time before anything
    began, None where there was one moment: where it is not about nought, the two were not moving alike and the effect
    says little. *few*: so few clusters on one side that its errors are too small to trust.
    """

    effect: Coefficient
    means: dict[str, float]
    clusters: tuple[int, int]
    trend: Coefficient | None
    few: bool


def difference_in_differences(
    outcome: Sequence[float],
    group: Sequence[float],
    after: Sequence[float],
    cluster: Sequence[Hashable],
    time: Sequence[float] | None = None,
) -> Difference:
    """Return how much more the *group* (1, the others 0) moved from before to *after* (0, 1) than the others.

    Least squares of group, after and both, errors by *cluster* (the unit that was trained or not: a team, a branch),
    Mancl & DeRouen 2001; Angrist & Pischke 2009, chapter 5. It is an effect only if both would have moved alike
    without the training, which the data before (*time*) can cast doubt on and nothing can show. Where a draw decided
    who was trained, use `measure.starts` or `measure.drawn` instead.

    Raises:
        Refused: unequal lengths, a flag that is neither 0 nor 1, an empty cell, a cluster in both groups, or too few
            clusters.
    """
    columns = {"group": _flags(group, "groups"), "after": _flags(after, "afters")}
    same_length(outcome=outcome, cluster=cluster, **{f"column {name}": one for name, one in columns.items()})
    values = finite(outcome, "outcomes")
    means = _means(values, columns["group"], columns["after"])
    sides = _sides(cluster, columns["group"])
    both = [one * other for one, other in zip(columns["group"], columns["after"], strict=True)]
    effect = clustered(values, columns | {"difference": both}, cluster)[-1]
    trend = None if time is None else _trend(values, columns["group"], columns["after"], cluster, time)
    return Difference(effect, means, sides, trend, min(sides) < FEW // 2)


def _flags(values: Sequence[float], what: str) -> list[float]:
    numbers = finite(values, what)
    if not {0.0, 1.0} >= set(numbers):
        raise Refused(f"The {what} hold something that is neither 0 nor 1. Write 1 for yes, 0 for no.")
    return numbers


def _means(values: Sequence[float], group: Sequence[float], after: Sequence[float]) -> dict[str, float]:
    cells: dict[tuple[float, float], list[float]] = defaultdict(list)
    for value, own, late in zip(values, group, after, strict=True):
        cells[own, late].append(value)
    if len(cells) < len(CELLS):
        raise Refused("One of the four cells is empty: both groups need rows from before and from after.")
    return {name: fmean(cells[own, late]) for name, own, late in CELLS}


def _sides(cluster: Sequence[Hashable], group: Sequence[float]) -> tuple[int, int]:
    """Return how many clusters the others and the group have."""
    seen = set(zip(cluster, group, strict=True))
    if len(seen) > len({one for one, _ in seen}):
        raise Refused("A cluster has rows in both groups. Name the unit that was trained as a whole, such as the team.")
    return sum(own == 0 for _, own in seen), sum(own == 1 for _, own in seen)


def _trend(
    values: Sequence[float], group: Sequence[float], after: Sequence[float], cluster: Sequence[Hashable],
    time: Sequence[float],
) -> Coefficient | None:  # fmt: skip
    """Return how much faster the group moved before; None where before was one moment."""
    same_length(outcome=values, time=time)
    times = finite(time, "times")
    before = [place for place, late in enumerate(after) if not late]
    if len({times[place] for place in before}) < 2:
        return None
    own, at = ([column[place] for place in before] for column in (group, times))
    product = [one * when for one, when in zip(own, at, strict=True)]
    columns = {"group": own, "time": at, "trend": product}
    return clustered([values[place] for place in before], columns, [cluster[place] for place in before])[-1]
