"""Tables as spreadsheet programs write them: CSV in its many encodings and dialects, and XLSX.

What comes back is text: every cell trimmed, in Unicode form NFC, with the number of its row as the spreadsheet
shows it. Nothing is ever evaluated. A formula in XLSX gives the value the spreadsheet program stored with it;
a formula nobody has calculated gives its own text ("=A1+1"), which the reader of the table can then refuse.

Row numbers count rows, not lines: a quoted cell with a line break is one row to Excel and one record to the csv
module, so the two agree. Blank lines count. The line ``sep=;`` does not: Excel takes it in without showing it.
"""

import csv
import io
import re
import struct
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from coaching.errors import Refused

# Limits are our choice, far above any roster: 5,000 people in 13 columns make 1 MB of CSV, or 5 MB of XLSX unzipped.
MOST_TEXT_BYTES = 20_000_000
MOST_UNZIPPED_BYTES = 50_000_000
MOST_ROWS = 100_000
MOST_CELLS = 5_000_000
LAST_ROW = 1_048_576  # Excel's own

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm")
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
DELIMITERS = ",;\t"
SEPARATOR_LINE = re.compile(r'\s*"?sep=(.)"?[ \t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
SPACES_AFTER_QUOTE = re.compile(r'"[ \u00a0]+(?=[,;\t\r\n]|$)')
INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
EDGES = INVISIBLE + "".join(one for one in map(chr, range(0x3001)) if one.isspace())
DAMAGED = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError, RuntimeError, SyntaxError,
    TypeError, ValueError, struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One filled row: its *number* in the spreadsheet, counted from 1, and its tidied cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The first filled row as *heading*, and the filled rows under it."""

    heading: Row
    rows: tuple[Row, ...]


def read_table(name: str, content: bytes, is_heading: Callable[[str], bool]) -> Table:
    """Return the table in a file called *name*.

    The bytes decide what it is, because exports are often misnamed; the name only tells a damaged workbook from
    text. *is_heading* says whether a cell is a heading the caller knows: it settles which delimiter is meant.

    Raises:
        Refused: no table could be read; the sentence says why and what to do.
    """
    if not content.strip():
        raise Refused(f"{name} is empty. Save the spreadsheet again and hand in that file.")
    if content.startswith(OLE):
        raise Refused(_old_or_locked(name, content))
    if content.startswith(ZIP):
        rows = _workbook_rows(name, content)
    elif name.casefold().endswith(WORKBOOKS):
        raise Refused(f"{name} is named like a workbook and is none. Save it again as XLSX, or as CSV.")
    else:
        rows = _text_rows(name, decode(name, content), is_heading)
    if not rows:
        raise Refused(f"{name} has no filled row. Hand in a table with a row of headings on top.")
    return Table(rows[0], tuple(rows[1:]))


def tidy(cell: str) -> str:
    """Return *cell* in NFC without spaces and invisible characters at its ends (no-break spaces, byte-order marks)."""
    return unicodedata.normalize("NFC", cell).strip(EDGES)


def decode(name: str, content: bytes, most_bytes: int = MOST_TEXT_BYTES) -> str:
    """Return the text of a CSV file: a byte-order mark decides, else UTF-16 if half is NUL, else UTF-8, else 1252.

    Windows-1252 is tried only when the bytes are no UTF-8, and no byte is guessed or dropped.
    """
    if len(content) > most_bytes:
        raise Refused(f"{name} is larger than {most_bytes // 1_000_000} MB. Hand in only the rows and columns needed.")
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _decoded(name, content[len(mark) :], encoding)
    first = content[:2000]
    if first[1::2].count(0) > len(first) * 0.3:
        return _decoded(name, content, "utf-16-le")
    if first[::2].count(0) > len(first) * 0.3:
        return _decoded(name, content, "utf-16-be")
    return _decoded(name, content, "utf-8", "cp1252")


def _decoded(name: str, content: bytes, *encodings: str) -> str:
    """Return the text under the first of *encodings* that fits every byte."""
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise Refused(f"{name} is no table of text. Save the spreadsheet as XLSX, or as CSV in UTF-8.")
        return text
    raise Refused(f"{name} has bytes that are no {encodings[0].upper()} text. Save it as XLSX, or as CSV in UTF-8.")


def _text_rows(name: str, text: str, is_heading: Callable[[str], bool]) -> list[Row]:
    told = SEPARATOR_LINE.match(text)
    if told:
        text = text[told.end() :]
        if told[1] in '"\r\n':
            raise Refused(f"{name}: the line 'sep=' names no usable separator. Take the line out.")
    # The csv module wants the delimiter right behind a closing quote. Taking out spaces there can only change spaces.
    text = SPACES_AFTER_QUOTE.sub('"', text)
    return _filled(name, _records(name, text, told[1] if told else _delimiter(name, text, is_heading)))


def _delimiter(name: str, text: str, is_heading: Callable[[str], bool]) -> str:
    """Return the delimiter under which the first filled row has the most known headings, then the most cells."""

    def known(delimiter: str) -> tuple[int, int]:
        try:
            filled = (cells for cells in _records(name, text, delimiter) if any(map(tidy, cells)))
            cells = next(filled, [])
        except Refused:
            return (-1, 0)
        return (sum(is_heading(tidy(cell)) for cell in cells), len(cells))

    return max(DELIMITERS, key=known)


def _records(name: str, text: str, delimiter: str) -> Iterator[list[str]]:
    number = 0
    # strict: a stray quotation mark would otherwise swallow the following rows, people and all, without a word.
    lines = io.StringIO(text, newline="")
    try:
        for record in csv.reader(lines, delimiter=delimiter, skipinitialspace=delimiter != " ", strict=True):
            number += 1
            yield record
    except csv.Error:
        says = f"{name}: row {number + 1} cannot be read, because a quotation mark is missing or stands inside a cell."
        raise Refused(f"{says} Check the quotation marks from there, or save the table as XLSX.") from None


def _filled(name: str, records: Iterable[Iterable[str]]) -> list[Row]:
    """Return the rows that hold anything, numbered; blank ones are counted and left out. The first are the headings."""
    rows, cells_seen = [], 0
    for number, record in enumerate(records, start=1):
        cells = tuple(map(tidy, record))
        cells_seen += len(cells)
        if any(cells):
            rows.append(Row(number, cells))
        if len(rows) > 1 + MOST_ROWS or number > LAST_ROW or cells_seen > MOST_CELLS:
            raise Refused(f"{name} has more than {MOST_ROWS:,} rows, or far too many columns. Hand in a smaller table.")
    return rows


def _workbook_rows(name: str, content: bytes) -> list[Row]:
    """Return the filled rows of the first visible sheet, all of the same width."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl remarks on styles and on dates out of range
            _refuse_bombs(name, content)
            stored, written = _first_sheet(name, content, True), _first_sheet(name, content, False)
            # Both readings walk the same cells: what the program last showed, and what somebody typed.
            pairs = (zip(shown, typed, strict=True) for shown, typed in zip(stored, written, strict=True))
            rows = _filled(name, ([_text(shown, typed) for shown, typed in cells] for cells in pairs))
    except _damaged():
        raise Refused(f"{name} is a damaged workbook. Open it in your spreadsheet program and save it again.") from None
    widest = max((len(row.cells) for row in rows), default=0)
    return [Row(row.number, row.cells + ("",) * (widest - len(row.cells))) for row in rows]


def _damaged() -> tuple[type[Exception], ...]:
    """Return what zipfile, the XML parser and openpyxl raise on damaged workbooks: no common base but Exception.

    openpyxl brings numpy: it is loaded where a workbook is read, which most processes never do.
    """
    from openpyxl.utils.exceptions import (  # type: ignore[import-untyped]
        CellCoordinatesException,
        InvalidFileException,
    )

    return (*DAMAGED, InvalidFileException, CellCoordinatesException)


def _first_sheet(name: str, content: bytes, data_only: bool) -> Iterator[tuple[Any, ...]]:
    import openpyxl  # type: ignore[import-untyped]

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)
    sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
    if sheet is None:
        raise Refused(f"{name} has no visible sheet. Unhide the one with the participants.")
    sheet.reset_dimensions()  # some programs write a range that is too small
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows()
    return rows


def _text(shown: Any, typed: Any) -> str:
    """Return a cell as text. A formula without a stored value comes back as the formula."""
    value = shown.value
    if value is None:
        # A stored empty text is typed "str"; a formula nobody calculated has no such mark.
        return _formula(typed.value) if typed.data_type == "f" and shown.data_type != "str" else ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("_x000D_", "\r")  # how Excel stores a carriage return


def _formula(typed: Any) -> str:
    return typed if isinstance(typed, str) else str(getattr(typed, "text", None) or "=")


def _refuse_bombs(name: str, content: bytes) -> None:
    """Refuse a workbook that would unpack to more than memory should hold.

    The sizes in the directory can be trusted for this: zipfile stops at them. It does so in small steps only for the
    two packings that spreadsheet programs use, hence the others are refused.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(f"{name} is protected by a password. Save it without one.")
    if not any(re.fullmatch(r"xl/workbook\d*\.xml", part.filename) for part in parts):
        raise Refused(f"{name} is no XLSX workbook. Save it as XLSX, or as CSV in UTF-8.")
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise Refused(f"{name} is packed in an unusual way. Open it in your spreadsheet program and save it again.")
    if sum(part.file_size for part in parts) > MOST_UNZIPPED_BYTES:
        limit = f"{MOST_UNZIPPED_BYTES // 1_000_000} MB"
        raise Refused(f"{name} unpacks to more than {limit}. Hand in only the participants, without pictures.")


def _old_or_locked(name: str, content: bytes) -> str:
    """Return the sentence for an OLE file: what Excel wrote before 2007, and what it locks a workbook into."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return f"{name} is protected by a password. Save it without one."
    return f"{name} is an old Excel workbook (.xls). Save it as XLSX, or as CSV in UTF-8."
