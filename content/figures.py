"""Columns of figures out of anybody's table, for `measure`: CSV in its many dialects, or XLSX.

A first row that is all numbers is data, and the columns are then called "1", "2" and so on. Blank cells and the
usual words for "nothing" are missing; what else is no number is refused with its row.
"""

import csv
import io
import math
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import compress

from coaching.errors import NotFound, Refused
from content.spreadsheets import WORKBOOKS, ZIP, decode, read_table

MOST_BYTES = 500_000_000
"""Far above 100,000 people by 12 check-ins (30 MB); our choice."""
MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "."})
DELIMITERS = (",", ";", "\t")
DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")


@dataclass(frozen=True, slots=True)
class Figures:
    """A table by columns. *rows* are the numbers a spreadsheet shows; *comma* says that decimals may have one."""

    name: str
    columns: dict[str, list[str]] = field(repr=False)
    rows: Sequence[int] = field(repr=False)
    comma: bool = False

    def words(self, column: str) -> list[str]:
        """Return the cells of *column* as they stand.

        Raises:
            NotFound: there is no such column.
        """
        if column not in self.columns:
            raise NotFound(f"column in {self.name}", column, tuple(self.columns))
        return self.columns[column]

    def numbers(self, column: str) -> list[float | None]:
        """Return *column* as numbers, None where the cell is missing.

        Raises:
            NotFound: there is no such column.
            Refused: a cell is no number. It is not repeated: it may be somebody's answer.
        """
        return [self._number(cell, column, row) for cell, row in zip(self.words(column), self.rows, strict=True)]

    def _number(self, cell: str, column: str, row: int) -> float | None:
        if cell.casefold() in MISSING:
            return None
        plain = cell.replace(",", ".") if self.comma and DECIMAL_COMMA.fullmatch(cell) else cell
        with suppress(ValueError):
            if math.isfinite(number := float(plain)) and "_" not in plain:
                return number
        raise Refused(f"{self.name}: row {row} of '{column}' is no number. Correct it, or leave the cell empty.")

    def numeric(self) -> tuple[str, ...]:
        """Return the columns of numbers; one without a heading is taken for row names, one without a number for words.

        Raises:
            Refused: a column has numbers and a cell that is none: it must not be left out in silence.
        """
        return tuple(column for column in self.columns if column and self._is_numeric(column))

    def _is_numeric(self, column: str) -> bool:
        filled = [cell for cell in self.columns[column] if cell.casefold() not in MISSING]
        return any(map(self._is_number, filled)) and bool(self.numbers(column))

    def _is_number(self, cell: str) -> bool:
        try:
            return self._number(cell, "", 0) is not None
        except Refused:
            return False

    def counts_rows(self, column: str) -> bool:
        """Return whether *column* only counts the rows from 1 on, as the row names that other programs write do."""
        cells = self.words(column)
        return len(cells) > 2 and cells == [str(n) for n in range(1, len(cells) + 1)]

    def check(self, column: str, fits: Callable[[float], bool], says: str) -> None:
        """Refuse a number in *column* that does not fit, by its row.

        Raises:
            Refused: *says* goes on after "row 7 of 'p'".
        """
        for number, row in zip(self.numbers(column), self.rows, strict=True):
            if number is not None and not fits(number):
                raise Refused(f"{self.name}: row {row} of '{column}' {says}")

    def complete(self, *columns: str) -> "Figures":
        """Return the table without the rows in which one of *columns* is missing."""
        cells = [self.words(column) for column in columns]
        kept = [all(cell.casefold() not in MISSING for cell in row) for row in zip(*cells, strict=True)]
        if all(kept):
            return self
        rest = {name: list(compress(column, kept)) for name, column in self.columns.items()}
        return Figures(self.name, rest, list(compress(self.rows, kept)), self.comma)


def read_figures(name: str, content: bytes) -> Figures:
    """Return the columns of a table; *name* is the file's, for sentences.

    >>> read_figures("a.csv", b"who;value\\nada;3,5\\nbo;\\n").numbers("value")
    [3.5, None]

    Raises:
        Refused: no table could be read, two columns have one name, or a row has more cells than there are headings.
    """
    if content.startswith(ZIP) or name.casefold().endswith(WORKBOOKS):
        table = read_table(name, content, lambda cell: False)
        numbered = [(row.number, list(row.cells)) for row in (table.heading, *table.rows)]
        return _by_columns(name, numbered, False)
    text = decode(name, content, MOST_BYTES)
    delimiter = max(DELIMITERS, key=next((line for line in text.splitlines() if line.strip()), "").count)
    return _by_columns(name, _records(name, text, delimiter), delimiter != ",")


def _records(name: str, text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        numbered = [(number, [cell.strip() for cell in cells]) for number, cells in enumerate(reader, start=1)]
    except csv.Error:
        raise Refused(f"{name} has a quotation mark that is missing or stands inside a cell.") from None
    filled = [(number, cells) for number, cells in numbered if any(cells)]
    if not filled:
        raise Refused(f"{name} is empty. Hand in a table with a row of headings on top.")
    return filled


def _by_columns(name: str, records: list[tuple[int, list[str]]], comma: bool) -> Figures:
    headings = records[0][1]
    if all(_looks_numeric(cell) for cell in headings):
        headings = [str(n) for n in range(1, len(headings) + 1)]
    else:
        records = records[1:]
    twice = sorted({one for one in headings if one and headings.count(one) > 1})
    if twice:
        raise Refused(f"{name} has two columns '{twice[0]}'. Rename one.")
    long = next((number for number, cells in records if any(cells[len(headings) :])), None)
    if long:
        raise Refused(f"{name}: row {long} has more cells than there are headings.")
    width = len(headings)
    full = [cells if len(cells) == width else (cells + [""] * width)[:width] for _, cells in records]
    columns = [list(column) for column in zip(*full, strict=True)] or [[] for _ in headings]
    return Figures(name, dict(zip(headings, columns, strict=True)), [number for number, _ in records], comma)


def _looks_numeric(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True
