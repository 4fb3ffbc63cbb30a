"""What the papers say exists: commands, links, and a README that stays short."""

import re
from pathlib import Path

import pytest
import typer

import commands.parts  # noqa: F401 - registers the commands
from commands.main import app

HERE = Path(__file__).parent.parent
PAPERS = sorted([HERE / "README.md", *HERE.glob("docs/*.md")])


def test_the_readme_stays_short() -> None:
    assert len((HERE / "README.md").read_text().splitlines()) < 120


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_every_link_leads_somewhere(paper: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", paper.read_text())
    assert [link for link in links if not (paper.parent / link).exists()] == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_every_command_that_is_named_exists(paper: Path) -> None:
    known = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    named = set(re.findall(r"(?:\$|`)\s*followthrough ([a-z][a-z-]+)", paper.read_text()))
    assert named <= known
