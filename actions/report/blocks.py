"""What a report prints together: blocks of figures with who stands behind each, and which print of them holds.

Every print of a block is kept. It is printed anew only where its difference from each earlier print is about enough
people or about nobody (`measure.releases`); otherwise the last print stays, with its date.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.house import House
from actions.report.shape import finite
from measure.releases import Account, judge
from storage import releases
from storage.releases import Release


@dataclass(frozen=True, slots=True)
class Block:
    """Figures that are printed together. *what* names them in a sentence; an account without cells prints nothing."""

    name: str
    what: str
    figures: Mapping[str, Any]
    account: Account


class Cells:
    """Who gives what to the cells of a block, while it is being put together."""

    def __init__(self) -> None:
        self._given: dict[str, Mapping[int, str]] = {}

    def enter(self, cell: str, codes: Mapping[int, str]) -> None:
        """Add a cell: by contributor a short text that is not empty and has no ``|`` in it."""
        self._given[cell] = codes

    def account(self, hidden: Collection[str] = ()) -> Account:
        """Return all cells, in the order they were added; *hidden* are those of a table that are not printed."""
        found: dict[int, list[str]] = defaultdict(lambda: [""] * len(self._given))
        for n, codes in enumerate(self._given.values()):
            for person, code in codes.items():
                found[person][n] = code
        return Account(tuple(self._given), {person: tuple(codes) for person, codes in found.items()}, frozenset(hidden))


@dataclass(frozen=True, slots=True)
class Printed:
    """A block as the report prints it. *stays* is the day of an earlier print that is shown in place of a new one."""

    name: str
    what: str
    figures: Mapping[str, Any]
    stays: datetime | None = None


def settle(house: House, cohort_id: int, blocks: Sequence[Block], now: datetime, min_cell: int) -> dict[str, Printed]:
    """Return the blocks as they are printed now, and keep what is printed for the first time.

    Two reports at the same time are judged one after the other, each against what the other printed.
    """
    with house.store.read() as session:
        kept = releases.of_cohort(session, cohort_id)
    if any(_is_news(one, kept, min_cell) for one in blocks):
        with house.store.write() as session:
            releases.hold(session, cohort_id)
            kept = releases.of_cohort(session, cohort_id)
            news = [one for one in blocks if _is_news(one, kept, min_cell)]
            releases.add(session, cohort_id, [_release(one, now) for one in news])
            session.commit()
        for one in news:
            kept.setdefault(one.name, []).append(_release(one, now))
    return {one.name: _printed(one, kept.get(one.name, []), min_cell) for one in blocks}


def _is_news(block: Block, kept: Mapping[str, Sequence[Release]], min_cell: int) -> bool:
    return bool(block.account.cells) and _verdict(block, kept.get(block.name, []), min_cell) in ("first", "again")


def _verdict(block: Block, prints: Sequence[Release], min_cell: int) -> str:
    return judge((Account(one.cells, one.codes, one.hidden) for one in prints), block.account, min_cell)


def _printed(block: Block, prints: Sequence[Release], min_cell: int) -> Printed:
    stays = bool(prints) and _verdict(block, prints, min_cell) == "stays"
    return Printed(block.name, block.what, prints[-1].figures if stays else block.figures,
                   prints[-1].as_of if stays else None)  # fmt: skip


def _release(block: Block, now: datetime) -> Release:
    return Release(
        block.name, finite(block.figures), block.account.cells, block.account.hidden, block.account.codes, now
    )
