"""What several raters saw, without showing what one of them said."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

LEAST = 3
"""Raters in a category, as in most multi-source feedback; fewer are merged. Our choice within common practice."""
ALL = "colleagues"
"""What raters of small categories are called together."""


@dataclass(frozen=True, slots=True)
class Rating:
    """One number of one rater about one person; *category* is as the roster says it, or ""."""

    category: str
    rater: int
    value: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What one category saw: the mean of *raters* people."""

    category: str
    raters: int
    mean: float


def by_category(ratings: Iterable[Rating], scale: tuple[float, float]) -> tuple[Seen, ...]:
    """Return the means that may be shown to the person they are about.

    A category of three or more stands for itself. Smaller ones are merged into "colleagues", and shown if they are
    three together. Where everybody chose the same end of the *scale*, the mean would say what each one said, so it
    is withheld.

    >>> three = [Rating("peer", 1, 2.0), Rating("peer", 2, 3.0), Rating("peer", 3, 5.0)]
    >>> by_category([*three, Rating("manager", 4, 0.0)], (0, 5))
    (Seen(category='peer', raters=3, mean=3.3333333333333335),)
    >>> by_category([Rating("peer", n, 5.0) for n in range(4)], (0, 5))
    ()
    """
    groups: dict[str, dict[int, float]] = defaultdict(dict)
    for one in ratings:
        groups[one.category.strip().casefold()][one.rater] = one.value
    large = {name: values for name, values in groups.items() if name and len(values) >= LEAST and name != ALL}
    merged = {rater: value for name, values in groups.items() if name not in large for rater, value in values.items()}
    shown = [*sorted(large.items()), *([(ALL, merged)] if len(merged) >= LEAST else [])]
    return tuple(
        Seen(name, len(values), fmean(values.values())) for name, values in shown if _says_little(values, scale)
    )


def _says_little(values: Mapping[int, float], scale: tuple[float, float]) -> bool:
    """Return whether nobody's own answer can be read off the mean."""
    return len(set(values.values())) > 1 or next(iter(values.values())) not in scale


@dataclass(frozen=True, slots=True)
class Together:
    """What all observers of a cohort saw: over *people* who were observed by *raters* different people."""

    people: int
    raters: int
    mean: float


def together(ratings: Sequence[tuple[int, int, float]], least: int) -> Together | None:
    """Return the mean of (person, rater, value), each person counting once; None under *least* people or raters.

    >>> together([(person, person + 10, 2.0 + person % 2) for person in range(5)], 5)
    Together(people=5, raters=5, mean=2.4)
    >>> together([(person, 1, 2.0) for person in range(9)], 5) is None
    True
    """
    of_person: dict[int, list[float]] = defaultdict(list)
    for person, _, value in ratings:
        of_person[person].append(value)
    raters = len({rater for _, rater, _ in ratings})
    if len(of_person) < least or raters < least:
        return None
    return Together(len(of_person), raters, fmean(fmean(values) for values in of_person.values()))
