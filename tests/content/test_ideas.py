"""Which step practises which idea: named ideas exist, and none is left out unseen."""

from pathlib import Path

from content.lint import lint
from content.reader import practices, shipped
from tests.content.test_lint import SMALL

IDEAS = SMALL.replace("behaviours:", "ideas: {S1: Sit down., S2: Look up.}\nbehaviours:", 1)
PRACTISED = IDEAS.replace("check: You sat.}", "check: You sat., practises: [S1]}").replace(
    "check: You went.}", "check: You went., practises: [S2]}"
)


def says(text: str, level: str) -> list[str]:
    return [fault.says for fault in lint(text, "a.yaml") if fault.level == level]


def test_an_idea_that_is_not_listed_is_an_error_on_its_line() -> None:
    text = PRACTISED.replace("practises: [S1]", "practises: [S3]")
    (fault,) = [fault for fault in lint(text, "a.yaml") if fault.level == "error"]
    assert fault.says.startswith("There is no idea 'S3' in this file.")
    assert fault.line == text[: text.index("[S3]")].count("\n") + 1


def test_a_file_without_a_list_may_number_its_ideas_as_it_likes() -> None:
    assert says(PRACTISED.replace("ideas: {S1: Sit down., S2: Look up.}\n", ""), "error") == []


def test_an_idea_that_nothing_practises_is_a_warning() -> None:
    assert "No step practises the idea 'S1'." in says(IDEAS, "warning")


def test_an_idea_that_is_only_offered_is_a_warning() -> None:
    warnings = says(PRACTISED, "warning")
    assert "No step practises the idea 'S2' on a day of its own; it is only offered." in warnings
    assert not any("'S1'" in one for one in warnings)


def test_coverage_tells_steps_with_a_day_from_those_offered(tmp_path: Path) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(PRACTISED, "utf-8")
    assert [(one.idea, one.items, one.offered) for one in practices(str(file))] == [
        ("S1", ("first-act",), ()),
        ("S2", (), ("quiet-corner",)),
    ]


def test_every_shipped_programme_lists_its_ideas() -> None:
    assert all(one.says for name in shipped() for one in practices(name))
