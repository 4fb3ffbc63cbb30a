"""The published schema, the starting file, and what they have to do with what lint accepts."""

from pathlib import Path

import jsonschema
import pytest
import yaml

from coaching.errors import Refused
from content.beginning import EDITOR_LINE, begin
from content.lint import lint
from content.published import FILE, as_text, programme_schema
from content.reader import shipped, source_text

VALIDATOR = jsonschema.Draft202012Validator(programme_schema())
UNUSABLE = [
    ("a key that means nothing", "version: 1", "version: 1\nversoin: 2"),
    ("a missing key", "primary: clear-next-step", "# primary"),
    ("a word for a number", "version: 1", "version: one"),
    ("a text for a list", "choices: [Not sure at all, A little sure, Fairly sure, Very sure]", "choices: none"),
    ("no name", "- name: at-the-minute", "- name: At the minute"),
    ("an unknown choice", "then: {tell: coach}", "then: {tell: boss}"),
    ("an hour that is none", "- name: at-the-minute", "- name: at-the-minute\n    send_at: noon"),
    ("a day too far", "after_days: 180", "after_days: 9999"),
]  # fmt: skip


def begun(folder: Path) -> str:
    return begin("mine", folder)[0].read_text("utf-8")


def test_the_published_schema_is_the_one_that_lint_uses() -> None:
    assert FILE.read_text("utf-8") == as_text(), "run: make schema"


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(programme_schema())


@pytest.mark.parametrize("name", shipped())
def test_the_schema_accepts_what_ships(name: str) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(yaml.safe_load(source_text(name)))] == []


@pytest.mark.parametrize(("find", "put"), [one[1:] for one in UNUSABLE], ids=[one[0] for one in UNUSABLE])
def test_an_editor_marks_what_lint_refuses(find: str, put: str, tmp_path: Path) -> None:
    text = begun(tmp_path)
    broken = text.replace(find, put, 1)
    assert find in text and any(fault.level == "error" for fault in lint(broken, "broken.yaml"))
    assert list(VALIDATOR.iter_errors(yaml.safe_load(broken)))


def test_every_key_says_what_it_is_for() -> None:
    made = programme_schema()
    parts = [made, *made["$defs"].values()]
    assert [key for part in parts for key, held in part["properties"].items() if not held.get("description")] == []


def test_a_new_file_lints_clean_and_fits_the_schema(tmp_path: Path) -> None:
    text = begun(tmp_path)
    assert lint(text, "mine.yaml") == ()
    assert VALIDATOR.is_valid(yaml.safe_load(text)) and "programme: mine" in text


def test_a_new_file_tells_editors_where_its_schema_is(tmp_path: Path) -> None:
    text = begun(tmp_path)
    assert text.startswith(EDITOR_LINE)
    assert (tmp_path / EDITOR_LINE.partition("=")[2].strip()).read_text("utf-8") == as_text()


@pytest.mark.parametrize("name", ["My programme", "../mine", "lead-for-loyalty", ""])
def test_a_name_that_cannot_be_one_writes_nothing(name: str, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        begin(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("precious")
    with pytest.raises(Refused, match="left as it is"):
        begin("mine", tmp_path)
    assert (tmp_path / "mine.yaml").read_text() == "precious"
