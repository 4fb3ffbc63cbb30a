"""When figures may be printed again: what two reports differ by must be about enough people, or about nobody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["first", "same", "again", "stays"]


@dataclass(frozen=True, slots=True)
class Account:
    """Who stands behind figures that are printed together because one follows from the others.

    *cells* names the figures; *codes* has for each contributor what they give to each cell, in that order, as a
    short text; "" means nothing. What a code says does not matter, only whether it is the same next time. Where the
    cells add up to a total that is known, *hidden* are those of them that are not printed.
    """

    cells: tuple[str, ...]
    codes: Mapping[int, tuple[str, ...]]
    hidden: frozenset[str] = frozenset()


GONE = "gone"
"""The code of somebody whose answers were erased: it equals no other, so the erasure counts as a change."""


def judge(earlier: Iterable[Account], now: Account, at_least: int) -> Verdict:
    """Return whether figures over *now* may be printed, beside all that were printed *earlier*, oldest first.

    They may where in every cell nobody's contribution, or that of *at_least* people, differs from each earlier
    print: whoever subtracts any two of them then learns about *at_least* people together. And where a cell is hidden
    in one of the two prints only, every cell hidden in either must have changed: else a cell that is shown now, and
    is known to be as it was, would give away what was hidden beside it. Otherwise the last print ``stays``.
    ``same``: nothing changed since the last one.

    >>> one = Account(("answered",), {n: ("yes",) for n in range(6)})
    >>> judge([one], Account(one.cells, {**one.codes, 6: ("yes",)}), 5)
    'stays'
    >>> judge([one], Account(one.cells, {n: ("yes",) for n in range(11)}), 5)
    'again'
    """
    prints = list(earlier)
    if not prints:
        return "first"
    if prints[-1] == now:
        return "same"
    return "again" if all(_may_stand_beside(one, now, at_least) for one in prints) else "stays"


def _may_stand_beside(before: Account, now: Account, at_least: int) -> bool:
    counts = changed(before, now)
    if any(0 < n < at_least for n in counts.values()):
        return False
    return before.hidden == now.hidden or all(counts[cell] for cell in before.hidden | now.hidden)


def changed(before: Account, now: Account) -> dict[str, int]:
    """Return for each cell how many people's contributions differ between two accounts.

    >>> changed(Account(("a", "b"), {1: ("x", "")}), Account(("a", "b"), {1: ("x", "y"), 2: ("x", "")}))
    {'a': 1, 'b': 1}
    """
    if before == now:
        return dict.fromkeys(now.cells, 0)
    cells = tuple(dict.fromkeys((*before.cells, *now.cells)))
    pairs = [(_place(before, cell), _place(now, cell)) for cell in cells]
    counts = [0] * len(cells)
    for person in before.codes.keys() | now.codes.keys():
        was, then = before.codes.get(person), now.codes.get(person)
        if was == then and before.cells == now.cells and (was is None or GONE not in was):
            continue
        for n, (at, to) in enumerate(pairs):
            counts[n] += _differs(was[at] if was and at >= 0 else "", then[to] if then and to >= 0 else "")
    return dict(zip(cells, counts, strict=True))


def _place(account: Account, cell: str) -> int:
    return account.cells.index(cell) if cell in account.cells else -1


def _differs(was: str, now: str) -> bool:
    return was != now or was == GONE
