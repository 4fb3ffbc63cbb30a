"""What "Write your own programme" shows is what the product does."""

import re
from pathlib import Path

import pytest

from content.beginning import START, begin
from content.lint import lint

PAPER = Path(__file__).parents[2] / "docs" / "write-your-own-programme.md"
TEXT = PAPER.read_text("utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
SAID = re.findall(r"^\| ([^|]+) \| [^|]+ \|$", TEXT, re.MULTILINE)[1:]
SOURCES = "".join(file.read_text("utf-8") for file in START.parent.glob("*.py"))


@pytest.mark.parametrize("block", BLOCKS)
def test_every_example_stands_in_the_file_one_starts_from(block: str) -> None:
    assert block in START.read_text("utf-8")


@pytest.mark.parametrize("row", SAID)
def test_every_sentence_it_explains_is_one_that_lint_says(row: str) -> None:
    assert all(part.strip() in SOURCES for part in row.split(", "))


def test_the_faults_it_shows_are_real(tmp_path: Path) -> None:
    text = begin("better-meetings", tmp_path)[0].read_text("utf-8")
    words = "operationalise interpersonal attentiveness systematically throughout consecutive conversations everywhere."
    hard = lint(text.replace("ask who does what by when, and write the answers where all can see them.", words), "a")
    typo = lint(text.replace("act: give everyone", "akt: give everyone"), "a")
    shown = re.findall(r"better-meetings\.yaml:(\d+:\d+: .*)", TEXT)
    assert shown[0] in map(str, hard) and shown[1] in map(str, typo)
