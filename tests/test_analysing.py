"""The how-to for R and Python: its Python runs in order, on files as the product writes them."""

import random
import re
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import insert, update
from sqlmodel import col
from typer.testing import CliRunner

import commands.parts  # noqa: F401 - registers the commands
from actions.agreeing import switch
from actions.report.tables import report_csv, report_parquet
from actions.reporting import report
from actions.row_files import row_file
from actions.row_tables import rows_codebook_csv, rows_csv, rows_parquet
from coaching.agreements import Agreement
from commands.main import app
from storage import agreements
from storage.rows import PromptRow, ResponseRow
from tests.actions.stories import AFTER, BEFORE
from tests.actions.test_interviewing import told
from tests.actions.test_row_files import say

PAPER = Path(__file__).parent.parent / "docs" / "analysing-in-r-and-python.md"
RISE = 0.2
"""Days of five a week by which everybody in the story rises, but for chance."""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with the files of nine people who ticked it and answered from the start to week 12."""
    story = told(tmp_path, on=False, steps=0)
    switch(story.house, "autumn", Agreement.ROWS, True, None, BEFORE)
    chance, weekly = random.Random(7), [one for one in story.prompts() if week_of(one) is not None]
    levels = {one.enrollment_id: chance.gauss(1.2, 0.8) for one in weekly}
    with story.house.store.write() as session:
        for id_ in levels:
            agreements.agree(session, id_, Agreement.ROWS, BEFORE)
        session.commit()
    story.run(update(PromptRow).where(col(PromptRow.asked_of) == 0).values(state="answered"))
    story.run(insert(ResponseRow).values([answer(one, levels[one.enrollment_id], chance) for one in weekly]))
    for n in range(9):
        say(story, f"p{n}", "drawer", "barrier", "back-to-back")
    found = row_file(story.house, "autumn", AFTER)
    (tmp_path / "answers.csv").write_text(rows_csv(found))
    (tmp_path / "codebook.csv").write_text(rows_codebook_csv(found))
    whole = report(story.house, "autumn", AFTER)
    (tmp_path / "report.csv").write_text(report_csv(whole))
    (tmp_path / "answers.parquet").write_bytes(rows_parquet(found))
    (tmp_path / "report.parquet").write_bytes(report_parquet(whole))
    return tmp_path


def week_of(one: Any) -> int | None:
    return 0 if one.step == "start" else int(one.step[1:]) if one.step[1:].isdecimal() else None


def answer(one: Any, level: float, chance: random.Random) -> dict[str, Any]:
    score = round(min(5, max(0, level + RISE * (week_of(one) or 0) + chance.gauss(0, 0.6))))
    return {"prompt_id": one.id, "question": "attention", "value": str(score), "channel": "page", "words": "",
            "late": False, "answered_at": datetime.combine(one.local_day, time(12), UTC), "share": False,
            "suspect": False}  # fmt: skip


def blocks(form: str = "csv") -> list[str]:
    """Return the blocks of Python in order; for Parquet, with its lines in place of those that read CSV."""
    text = PAPER.read_text()
    if form == "parquet":
        for line in re.findall(r"`(pd\.read_parquet\(\"(\w+)\.parquet\"\))`", text):
            text, n = re.subn(rf'pd\.read_csv\("{line[1]}\.csv".*\)$', line[0], text, flags=re.MULTILINE)
            assert n == 1
    return re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_every_block_of_python_runs_and_finds_what_is_in_the_files(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    monkeypatch.chdir(files)
    for other in {"csv": ["report.parquet"], "parquet": ["report.csv", "answers.csv"]}[form]:
        Path(other).unlink()
    names: dict[str, Any] = {}
    for block in blocks(form):
        exec(compile(block, PAPER.name, "exec"), names)
    assert abs(names["line"].params["week"] - RISE) < 0.05 and names["days"]["person"].nunique() == 9
    assert len(names["means"]["estimate"].dropna()) == 13 and len(pd.read_csv("one.csv")) == 9 * 13
    said = capsys.readouterr().out
    [command] = re.findall(r"^\$ followthrough (measure growth .*)$", PAPER.read_text(), re.MULTILINE)
    assert CliRunner().invoke(app, command.split(), catch_exceptions=False).exit_code == 0
    assert re.search(r"Meetings back to back\s+9", said) and re.search(r"attention: \+2\.\d\d days of five", said)


def test_a_file_without_rows_ends_the_analysis_with_its_reason(
    files: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(files)
    Path("answers.csv").write_text(f"{Path('answers.csv').read_text().splitlines()[0]}\n,,,,,,,,,Too few agreed.\n")
    with pytest.raises(SystemExit, match="Too few agreed"):
        exec("\n".join(blocks()[:2]), {})
