"""Tables as files: CSV text and workbooks, in which nothing runs as a formula."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")
CODEBOOK = ("part", "name", "meaning")
"""The columns of a codebook."""


def csv_of(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return CSV with a header row; what a row does not have is an empty cell.

    >>> csv_of(("a", "b"), [{"a": "=1+1"}])
    "a,b\\n'=1+1,\\n"
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([plain(row.get(name)) for name in columns] for row in rows)
    return out.getvalue()


def codebook_csv(lines: Iterable[tuple[str, str, str]]) -> str:
    """Return a codebook as CSV: part, name, meaning."""
    return csv_of(CODEBOOK, (dict(zip(CODEBOOK, line, strict=True)) for line in lines))


def workbook(sheets: Mapping[str, Iterable[Sequence[Any]]]) -> bytes:
    """Return a workbook with these sheets in order; of the first, the row of headings stays in view."""
    from openpyxl import Workbook  # type: ignore[import-untyped]

    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([plain(cell) for cell in row])
    book.worksheets[0].freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def plain(value: Any) -> Any:
    """Return *value*; a text that a spreadsheet would run is made plain.

    >>> plain("=1+1"), plain(-0.5)
    ("'=1+1", -0.5)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
