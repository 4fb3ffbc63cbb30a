"""A roster's faults beside its cells, and what is typed there put into the draft."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from actions.desk.drafts import Draft, change
from actions.enrolling import check_places
from actions.house import House
from coaching.errors import Refused
from content.headings import find_columns
from content.roster import Rejected
from content.spreadsheets import Row, Table, tidy

AT_ONCE = 20
"""Rows that one page lets you mend; our choice, unmeasured."""
LONGEST_CELL = 2000


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: where it stands in its row, under which heading, what it holds, what is wrong with it."""

    at: int
    heading: str
    value: str
    whys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MendRow:
    """One row by its number in the spreadsheet; *whys* concern it as a whole."""

    number: int
    cells: tuple[Cell, ...]
    whys: tuple[str, ...]
    left_out: bool

    @property
    def faults(self) -> int:
        """How many sentences there are about this row."""
        return len(self.whys) + sum(len(one.whys) for one in self.cells)


@dataclass(frozen=True, slots=True)
class People:
    """A draft's people: how many can be enrolled, how many rows have faults, and the rows of this page.

    *mend* are rows to type into, *rest* all others.
    """

    ready: int
    faulty: int
    headings: tuple[str, ...]
    mend: tuple[MendRow, ...]
    rest: tuple[MendRow, ...]


def people_of(draft: Draft, country: str = "", wanted: Collection[int] = ()) -> People:
    """Return the people of a draft, rows with faults first; *wanted* are rows that somebody wants to edit anyway."""
    try:
        good, rejected = check_places(draft.roster, country)
    except Refused:
        good, rejected = [], ()
    faults: dict[int, list[Rejected]] = defaultdict(list)
    for one in rejected:
        faults[one.row].append(one)
    rows = [_row(row, draft, faults.get(row.number, [])) for row in draft.table.rows]
    faulty = [row for row in rows if row.faults]
    mend = [row for row in rows if row.number in wanted] + [row for row in faulty if row.number not in wanted]
    shown = {row.number for row in mend[:AT_ONCE]}
    rest = tuple(row for row in rows if row.number not in shown)
    return People(len(good), len(faulty), draft.table.heading.cells, tuple(mend[:AT_ONCE]), rest)


def _row(row: Row, draft: Draft, faults: list[Rejected]) -> MendRow:
    columns = find_columns(draft.file, draft.table)
    by_column: dict[int, list[str]] = defaultdict(list)
    whole = []
    for one in faults:
        at = columns.get(one.column)
        if at is None:
            whole.append(one.why)
        else:
            by_column[at].append(one.why)
    width = max(len(draft.table.heading.cells), len(row.cells))
    cells = tuple(
        Cell(at, _nth(draft.table.heading.cells, at) or f"column {at + 1}", _nth(row.cells, at), tuple(by_column[at]))
        for at in range(width)
    )
    return MendRow(row.number, cells, tuple(whole), row.number in draft.left_out)


def _nth(cells: tuple[str, ...], at: int) -> str:
    return cells[at] if at < len(cells) else ""


def mend(
    house: House, key: str, cells: Mapping[tuple[int, int], str], shown: Collection[int], left_out: Collection[int]
) -> Draft:
    """Put *cells*, by row number and position, into a draft; of the rows *shown* exactly *left_out* are left out.

    Raises:
        NotFound: there is no such draft (any more).
    """

    def typed(draft: Draft) -> Draft:
        width = len(draft.table.heading.cells)
        rows = tuple(_typed(row, cells, width) for row in draft.table.rows)
        out = (draft.left_out - frozenset(shown)) | (frozenset(left_out) & {row.number for row in rows})
        return replace(draft, table=Table(draft.table.heading, rows), left_out=frozenset(out))

    return change(house, key, typed)


def _typed(row: Row, cells: Mapping[tuple[int, int], str], width: int) -> Row:
    """Return the row with what was typed into it; cells beyond the headings go once they are emptied."""
    now = [
        tidy(cells.get((row.number, at), _nth(row.cells, at)))[:LONGEST_CELL]
        for at in range(max(width, len(row.cells)))
    ]
    while len(now) > width and not now[-1]:
        now.pop()
    return Row(row.number, tuple(now))
