"""How many people said something of each theme, from themes that people tapped or that somebody coded by reading.

Nothing here reads a text or judges a person: what a text is about was decided by its writer or by a reader who may read
it. Only counts of people come out, and no small ones.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from coaching.errors import Refused
from measure.checks import same_length
from measure.intervals import wilson

LEAST = 3
"""The smallest number that may be chosen as the smallest shown (evidence: agencies use 3 or 5)."""


@dataclass(frozen=True, slots=True)
class Theme:
    """*people* different people, a share of all with Wilson's 95 % interval."""

    theme: str
    people: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Themes:
    """*people* in all; *themes* from the most named on; of *withheld* more not even the names are shown."""

    people: int
    themes: tuple[Theme, ...]
    withheld: int


def themes(person: Sequence[Hashable], theme: Sequence[str], min_cell: int = 5) -> Themes:
    """Return the themes of a table with a row for each person and theme; an empty theme is somebody who named none.

    Each person counts once in a theme, however often they named it, and may be in several. A theme of fewer than
    *min_cell* people is withheld with its name, as a rare theme can be as good as a name; so is one that all but fewer
    than *min_cell* named, as the others would stand out.

    >>> themes([1, 2, 3, 4, 5, 6], ["time", "time", "time", "time", "time", "boss"], 5).themes[0].people
    Traceback (most recent call last):
    coaching.errors.Refused: No theme has 5 people or more, with 5 or more, or nobody, beside it. Nothing can be shown.

    Raises:
        Refused: unequal lengths, a smallest number under three, fewer people than that, or no theme that can be shown.
    """
    same_length(person=person, theme=theme)
    if min_cell < LEAST:
        raise Refused(f"The smallest number shown is {min_cell}. Use {LEAST} or more: fewer would be single people.")
    everybody = len(set(person))
    if everybody < min_cell:
        raise Refused(f"There are {everybody} people. Nothing is shown under {min_cell}.")
    named: dict[str, set[Hashable]] = defaultdict(set)
    for who, what in zip(person, theme, strict=True):
        if words := " ".join(what.split()):
            named[words].add(who)
    shown = {what: len(those) for what, those in named.items() if _is_shown(len(those), everybody, min_cell)}
    if not shown:
        raise Refused(f"No theme has {min_cell} people or more, with {min_cell} or more, or nobody, beside it. "
                      "Nothing can be shown.")  # fmt: skip
    order = sorted(shown.items(), key=lambda one: (-one[1], one[0]))
    return Themes(everybody, tuple(_theme(what, n, everybody) for what, n in order), len(named) - len(shown))


def _is_shown(n: int, everybody: int, min_cell: int) -> bool:
    return n >= min_cell and not 0 < everybody - n < min_cell


def _theme(what: str, n: int, everybody: int) -> Theme:
    found = wilson(n, everybody)
    return Theme(what, n, found.estimate, found.low, found.high)
