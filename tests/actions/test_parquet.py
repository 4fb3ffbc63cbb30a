"""Parquet: the cells of the CSV with their types, what they mean beside them, and nothing beyond them."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from actions.erasing import erase
from actions.parquet import parquet
from actions.report import codebook, tables
from actions.reporting import report, report_csv, report_parquet
from actions.row_files import row_file
from actions.row_tables import TYPES, rows_csv, rows_parquet
from actions.row_tables import codebook as row_codebook
from tests.actions import test_reporting, test_row_files
from tests.actions.stories import AFTER

TEXT, NUMBER, SHARE = pa.string(), pa.int64(), pa.float64()
FILES = {
    "rows": (rows_parquet, rows_csv, {"week": NUMBER, "score": NUMBER, "answered_on": pa.date32(), "late": pa.bool_()}),
    "report": (report_parquet, report_csv, {"week": NUMBER, "n": NUMBER, "of": NUMBER, "estimate": SHARE, "low": SHARE,
                                            "high": SHARE, "as_of": pa.date32()}),
}  # fmt: skip
"""How each is written, as Parquet and as CSV, and the types of its columns that are no text."""
MEANT = {TEXT: str, NUMBER: int, SHARE: float, pa.date32(): date.fromisoformat, pa.bool_(): {"0": False, "1": True}.get}
"""What a cell of the CSV stands for in a column of each type."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A row-level file with every kind of cell, one question held back, and a report with figures that stay."""
    rows, whole = (Path(tmp_path_factory.mktemp(name)) for name in FILES)
    agreed = test_row_files.told(rows)
    test_row_files.say(agreed, "annika", "drawer", "task", "done", late=True)
    test_row_files.say(agreed, "gita", "middle", "attention", "4")
    test_row_files.say(agreed, "annika", "middle", "attention", "2")
    test_row_files.say(agreed, "annika", "early", "comment", "", words=test_reporting.SECRET, share=True)
    story = test_reporting.told(whole)
    report(story.house, "autumn", AFTER)
    erase(story.house, f"{test_reporting.NAMES[3]}@example.org", AFTER)
    yield {"rows": row_file(agreed.house, "autumn", AFTER), "report": report(story.house, "autumn", AFTER)}
    agreed.house.store.close()
    story.house.store.close()


def read(written: bytes) -> pa.Table:
    return pq.read_table(io.BytesIO(written))


@pytest.mark.parametrize("name", FILES)
def test_every_cell_is_that_of_the_csv_and_an_empty_one_is_null(found: dict[str, Any], name: str) -> None:
    write, write_csv, types = FILES[name]
    table, plain = read(write(found[name])).to_pylist(), csv.DictReader(io.StringIO(write_csv(found[name])))
    meant = {column: MEANT[types.get(column, TEXT)] for column in plain.fieldnames or ()}
    told = [{column: meant[column](cell) if cell else None for column, cell in row.items()} for row in plain]
    assert len(told) > 6 and [list(row.items()) for row in table] == [list(row.items()) for row in told]
    assert [column for column in meant if {row[column] for row in told} == {None}] == [], "a column without a cell"


@pytest.mark.parametrize("name", FILES)
def test_numbers_days_and_yes_or_no_have_their_types(found: dict[str, Any], name: str) -> None:
    write, _, types = FILES[name]
    schema = read(write(found[name])).schema
    assert {one.name: one.type for one in schema if one.type != TEXT} == types


@pytest.mark.parametrize("name", FILES)
def test_pandas_reads_it_as_it_reads_the_csv(found: dict[str, Any], name: str) -> None:
    write, write_csv, types = FILES[name]
    days = [column for column, kind in types.items() if kind == pa.date32()]
    typed = pd.read_parquet(io.BytesIO(write(found[name])))
    plain = pd.read_csv(io.StringIO(write_csv(found[name])))
    assert all(type(value) is date for day in days for value in typed[day].dropna())
    for one in (typed, plain):
        one[days] = one[days].apply(pd.to_datetime).astype("datetime64[s]")
    if "late" in types:
        typed["late"] = typed["late"].astype("float64")
    pd.testing.assert_frame_equal(typed, plain, check_dtype=False)


@pytest.mark.parametrize(("name", "words"), [("rows", row_codebook), ("report", lambda _: codebook.lines())])
def test_each_column_says_what_it_means_and_the_whole_codebook_is_inside(
    found: dict[str, Any], name: str, words: Any
) -> None:
    schema, lines = read(FILES[name][0](found[name])).schema, words(found[name])
    told = {one.name: one.metadata[b"description"].decode() for one in schema}
    assert told == {name: meaning for part, name, meaning in lines if part == "column"}
    kept = [tuple(one.values()) for one in json.loads(schema.metadata[b"codebook"])]
    assert kept == lines and ["Cohort", "autumn"] in json.loads(schema.metadata[b"about"])


def test_the_types_are_those_of_the_columns_there_are() -> None:
    assert tuple(tables.TYPES) == tables.COLUMNS and tuple(TYPES) == test_row_files.COLUMNS


def test_no_file_holds_a_name_an_address_a_word_or_an_hour(found: dict[str, Any]) -> None:
    for name, (write, _, _) in FILES.items():
        table = read(write(found[name]))
        said = f"{table.to_pylist()} {table.schema.metadata} {[one.metadata for one in table.schema]}"
        hidden = (*test_row_files.PEOPLE, *test_row_files.OTHERS, *test_reporting.NAMES, test_reporting.SECRET, "@")
        assert [one for one in hidden if one in said] == [] and (name == "report" or "T15" not in said)


@pytest.mark.parametrize(("agreed", "answered"), [(4, 6), (6, 4)])
def test_under_five_people_it_holds_one_row_that_says_why(tmp_path: Path, agreed: int, answered: int) -> None:
    story = test_row_files.told(tmp_path, agreed, answered)
    table = read(rows_parquet(row_file(story.house, "autumn", AFTER)))
    [row] = table.to_pylist()
    assert "Fewer than 5" in row.pop("withheld") and set(row.values()) == {None}
    assert table.schema.field("late").type == pa.bool_()


@pytest.mark.parametrize(
    ("kind", "value"), [("int64", 1.5), ("int64", "1"), ("bool", 2), ("date32", "2026"), ("float64", "many")]
)
def test_a_cell_that_is_not_of_its_type_is_an_error_and_never_bent(kind: str, value: object) -> None:
    with pytest.raises((TypeError, ValueError, KeyError)):
        parquet({"a": kind}, [{"a": value}], [("column", "a", "")], [])


def test_a_text_that_a_spreadsheet_would_run_stays_a_text() -> None:
    assert read(parquet({"a": "string"}, [{"a": "=1+1"}], [("column", "a", "")], [])).to_pylist() == [{"a": "'=1+1"}]
