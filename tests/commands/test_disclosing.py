"""`disclose`, as it is typed."""

import json
from pathlib import Path

import pytest

from tests.commands.test_rehearsing import WHAT, home, run

__all__ = ["home"]


@pytest.fixture
def enrolled(home: Path) -> Path:
    assert run(home, "enroll", "people.csv", "--cohort", "Hamburg", *WHAT).returncode == 0
    return home


def test_it_prints_text_and_writes_what_the_files_name_ends_with(enrolled: Path) -> None:
    assert "WHAT IS NEVER DONE" in run(enrolled, "disclose", "Hamburg").stdout
    for name, begins in (("page.html", "<!doctype html>"), ("page.json", "{"), ("page.txt", "Short: what is kept")):
        said = run(enrolled, "disclose", "Hamburg", "--out", name)
        assert said.returncode == 0 and "Version 1 of 1" in said.stderr
        assert (enrolled / name).read_text().startswith(begins)


def test_an_earlier_version_can_be_printed_after_a_setting_changed(enrolled: Path) -> None:
    (enrolled / "followthrough.toml").write_text('answer_days = "9"\n')
    new = json.loads(run(enrolled, "disclose", "Hamburg", "--json").stdout)
    old = json.loads(run(enrolled, "disclose", "Hamburg", "--json", "--version", "1").stdout)
    assert (new["version"], old["version"], old["versions"]) == (2, 1, 2)
    assert "9 working days" in repr(new["about"]) and "5 working days" in repr(old["about"])


@pytest.mark.parametrize("words", [["--version", "7"], ["--format", "docx"]])
def test_what_cannot_be_had_is_refused_with_a_sentence(enrolled: Path, words: list[str]) -> None:
    said = run(enrolled, "disclose", "Hamburg", *words)
    assert said.returncode == 1 and said.stderr.strip()
