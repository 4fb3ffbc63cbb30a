"""A row-level file as CSV, as a workbook and as Parquet, and the codebook that says what its columns mean."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from actions import sheets
from actions.parquet import parquet
from actions.row_files import RowFile
from actions.sheets import CODEBOOK, csv_of, workbook

COLUMN_WORDS = {
    "person": "Somebody who agreed to be in files: a name of their own for this cohort's files, the same in each.",
    "week": "Week of the programme in which the step stands; 0 is before the workshop; empty for a step led to.",
    "step": "The step, by its name in the programme; see the steps below.",
    "item": "The question, by its name in the programme; see the items below, which are named step.item.",
    "behaviour": "The behaviour it is about, where it is about one.",
    "answered_on": "The day of the answer on the person's own calendar; the hour is in no file.",
    "score": "The answer where it is a number: days of the last five, or the place of the choice in its list.",
    "choice": "The answer where it is none: done, not_yet, na for no chance to, or the choice's own name.",
    "late": "1 or true: answered after its window, or a start asked after the workshop; the report leaves them out.",
    "withheld": "In a row without a person: why the file has no rows, or why none of this step and item.",
}
COLUMNS = tuple(COLUMN_WORDS)
TYPES = dict.fromkeys(COLUMNS, "string") | {"week": "int64", "answered_on": "date32", "score": "int64", "late": "bool"}
"""The type of each column where a file has types; the hour is in none, so there is no moment among them."""
ABOUT = (
    ("What is in it", "What people chose who agreed to be in files, from then on; one row an answer that holds."),
    ("What is not", "Words, hours, how long anybody took, colleagues' answers, a word asked of the coach, answers "
                    "within a second of opening, and everybody who did not agree, took it back, left or was erased."),
    ("What is held back", "Questions that can still be answered, and those where the report less these rows would tell "
                          "what a few others answered. Each has a row without a person that says so."),
    ("Whom it is about", "Those who agreed, which is not everybody: means of this file are not those of the cohort."),
    ("Not anonymous", "Other names hide who somebody is only from those who know nothing else. Do not join this with "
                      "a list of who was away, or of who was asked when."),
)  # fmt: skip


def rows_csv(found: RowFile) -> str:
    """Return the file as CSV; an empty one has one row, which says why."""
    return csv_of(COLUMNS, _rows(found))


def rows_xlsx(found: RowFile) -> bytes:
    """Return the workbook: the answers, what they are, and the codebook."""
    answers = ([row.get(name) for name in COLUMNS] for row in _rows(found))
    return workbook({"Answers": [COLUMNS, *answers], "About": _about(found), "Codebook": [CODEBOOK, *codebook(found)]})


def rows_parquet(found: RowFile) -> bytes:
    """Return the answers as Parquet: the cells of the CSV with their types, and in the metadata the other two sheets.

    Raises:
        Refused: pyarrow is not installed.
    """
    return parquet(TYPES, _rows(found), codebook(found), _about(found))


FORMS: dict[str, Callable[[RowFile], bytes]] = {
    "csv": lambda found: rows_csv(found).encode(), "xlsx": rows_xlsx, "parquet": rows_parquet,
}  # fmt: skip
"""The forms of the answers, each as bytes."""


def rows_codebook_csv(found: RowFile) -> str:
    """Return what every column, step, item and choice means, as CSV."""
    return sheets.codebook_csv(codebook(found))


def codebook(found: RowFile) -> list[tuple[str, str, str]]:
    """Return (part, name, meaning) of every column, step, item and choice."""
    return [*(("column", name, meaning) for name, meaning in COLUMN_WORDS.items()), *found.asked]


def _about(found: RowFile) -> list[tuple[str, str]]:
    since = found.since.date().isoformat() if found.since else "no"
    return [("Cohort", found.cohort), ("Switched on", since), *ABOUT]


def _rows(found: RowFile) -> list[dict[str, Any]]:
    """Return the answers, then a row for what is held back; of an empty file one row, which says why."""
    if not found.lines:
        return [{"withheld": found.why_empty}]
    held = ({"step": step, "item": item, "withheld": why} for step, item, why in found.held_back)
    return [*(asdict(line) for line in found.lines), *held]
