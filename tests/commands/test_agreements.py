"""`rows`: a switch, a size, and a file, with nothing printed of who is in it."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import Result
from typer.testing import CliRunner

import commands.parts  # noqa: F401 - registers the commands
from commands.main import app
from tests import make
from tests.actions.test_row_files import PEOPLE, told


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a cohort of six who ticked it lies."""
    told(tmp_path, house=make.house(tmp_path)).house.store.close()
    return tmp_path


def run(folder: Path, *arguments: str) -> Result:
    env = {"FOLLOWTHROUGH_DATABASE_URL": f"sqlite:///{folder}/followthrough.db", "FOLLOWTHROUGH_SECRET": "a" * 43}
    return CliRunner().invoke(app, ["rows", "autumn", *arguments], env=env)


def test_the_size_is_printed_and_the_answers_are_written(folder: Path) -> None:
    table, book, words = folder / "answers.csv", folder / "answers.xlsx", folder / "codebook.csv"
    assert run(folder).stdout == "6 answers of 6 people.\n"
    assert json.loads(run(folder, "--json", "--out", str(table), "--codebook", str(words)).stdout)["rows"] == 6
    assert run(folder, "--out", str(book)).exit_code == 0
    assert len(table.read_text().splitlines()) == 7 and book.read_bytes().startswith(b"PK")
    written = table.read_text() + words.read_text()
    assert "column,person," in written and [one for one in PEOPLE if one in written] == []


def test_parquet_is_written_by_its_ending_and_holds_the_rows_of_the_table(folder: Path) -> None:
    typed, table = folder / "answers.parquet", folder / "answers.csv"
    for out in (typed, table):
        assert run(folder, "--out", str(out)).stdout == "6 answers of 6 people.\n"
    assert [one["person"] for one in pq.read_table(typed).to_pylist()] == [
        line.partition(",")[0] for line in table.read_text().splitlines()[1:]
    ]


def test_it_is_switched_off_and_on_and_says_why_there_is_no_row(folder: Path) -> None:
    assert "switched off" in run(folder, "--off").stdout
    assert "Fewer than 5 people agreed" in run(folder, "--on").stdout
    assert json.loads(run(folder, "--json").stdout)["people"] is None


def test_a_file_of_another_kind_is_refused_before_anything_is_switched(folder: Path) -> None:
    refused = run(folder, "--off", "--out", "answers.feather")
    assert refused.exit_code == 1 and ".csv, .xlsx or .parquet" in str(refused.exception or refused.output)
    assert run(folder).stdout == "6 answers of 6 people.\n"
