"""Which counts of a table may be shown, so that nobody can be counted by subtraction."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from coaching.errors import Refused

Key = TypeVar("Key", bound=Hashable)
Status = Literal["shown", "withheld", "withheld_to_protect"]
MIN_CELL = 5
"""Our choice; agencies use 3 to 10 (OECD glossary of statistical terms, "cell suppression")."""


@dataclass(frozen=True, slots=True)
class Table(Generic[Key]):
    """What may be printed: a hidden count is None, and so is a total that would give one away."""

    counts: dict[Key, int | None]
    status: dict[Key, Status]
    total: int | None


def withhold(cells: Mapping[Key, int], total: int | None, at_least: int = MIN_CELL) -> dict[Key, Status]:
    """Return for each cell whether its count may be shown.

    A count under *at_least* is withheld, nought included: "nobody" speaks about everybody. Where the *total* is
    printed beside the cells, the smallest of the others are hidden too (``withheld_to_protect``) until no hidden
    count follows from the total, from the rule itself and from which cells were hidden for which reason, and the
    hidden ones together are at least *at_least*. Where even that is not enough nothing is shown, and then the
    total must not be printed either: `table` sees to it.

    >>> withhold({"north": 3, "south": 9, "west": 20}, total=32)
    {'north': 'withheld', 'south': 'withheld_to_protect', 'west': 'shown'}

    Raises:
        Refused: a count is negative or no whole number, the total is not their sum, or *at_least* is under 3.
    """
    _check(cells, total, at_least)
    order = sorted(cells, key=lambda key: cells[key])
    small = [key for key in order if cells[key] < at_least]
    rest = [key for key in order if cells[key] >= at_least]
    hidden_beside = _protectors(cells, small, rest, at_least) if small and total is not None else 0
    protectors = set(rest[:hidden_beside])
    return {key: _status(cells[key], key in protectors, at_least) for key in cells}


def table(cells: Mapping[Key, int], total: int | None, at_least: int = MIN_CELL) -> Table[Key]:
    """Return *cells* and *total* as they may be printed; the total goes where it would give a count away.

    >>> table({"yes": 4, "no": 4}, total=8).total is None
    True

    Raises:
        Refused: as `withhold`.
    """
    status = withhold(cells, total, at_least)
    counts = {key: cells[key] if status[key] == "shown" else None for key in cells}
    hidden = [key for key in cells if status[key] != "shown"]
    exposed = total is not None and bool(hidden) and not any(one == "shown" for one in status.values())
    return Table(counts, status, None if exposed else total)


def _status(count: int, protects: bool, at_least: int) -> Status:
    if count < at_least:
        return "withheld"
    return "withheld_to_protect" if protects else "shown"


def _protectors(cells: Mapping[Key, int], small: list[Key], rest: list[Key], at_least: int) -> int:
    """Return how many of *rest*, smallest first, must go beside *small*."""
    for extra in range(len(rest)):
        limit = cells[rest[extra]] - 1  # a reader knows that every protector is smaller than what is still shown
        if extra and cells[rest[extra - 1]] > limit:
            continue  # equal counts go together: which of two goes first would tell a reader something
        bounds = [(0, at_least - 1)] * len(small) + [(at_least, limit)] * extra
        hidden = sum(cells[key] for key in [*small, *rest[:extra]])
        if hidden >= at_least and not _determined(bounds, hidden):
            return extra
    return len(rest)


def _determined(bounds: list[tuple[int, int]], hidden: int) -> bool:
    """Whether a reader who knows the sum and each cell's bounds can tell one of the cells."""
    lowest, highest = sum(low for low, _ in bounds), sum(high for _, high in bounds)
    return any(max(low, hidden - (highest - high)) >= min(high, hidden - (lowest - low)) for low, high in bounds)


def _check(cells: Mapping[Key, int], total: int | None, at_least: int) -> None:
    if not cells:
        raise Refused("There are no cells. Give at least one count.")
    if at_least < 3:
        raise Refused(f"Cells are to be shown from {at_least} people on. Give 3 or more: two can name each other.")
    if any(isinstance(n, bool) or not isinstance(n, int) or n < 0 for n in cells.values()):
        raise Refused("A count is negative or no whole number. Give the number of people in each cell.")
    if total is not None and total != sum(cells.values()):
        raise Refused("The total is not the sum of the cells. Count the same people in both.")
