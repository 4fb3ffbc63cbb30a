import pytest

from coaching.errors import Refused
from measure.themes import themes
from tests.commands.test_measure import measured, table

CODED = [("time", range(12)), ("no occasion", range(10, 18)), ("my manager", range(3)), ("words", range(16)),
         ("", range(20))]  # fmt: skip
ROWS = [(who, what) for what, those in CODED for who in those]


def test_each_person_counts_once_in_a_theme() -> None:
    found = themes([who for who, _ in ROWS * 2], [what for _, what in ROWS * 2])
    assert found.people == 20 and [(one.theme, one.people) for one in found.themes] == [
        ("time", 12),
        ("no occasion", 8),
    ]
    assert found.themes[0].low < 0.6 < found.themes[0].high and found.themes[0].share == 0.6


def test_rare_themes_and_themes_that_few_did_not_name_are_not_even_named() -> None:
    found = themes([who for who, _ in ROWS], [what for _, what in ROWS])
    assert found.withheld == 2 and not {"my manager", "words"} & {one.theme for one in found.themes}


def test_a_theme_that_all_named_is_shown() -> None:
    assert themes(list(range(6)), ["time"] * 6).themes[0].people == 6


@pytest.mark.parametrize(
    ("person", "theme", "least", "says"),
    [([1], ["a"], 2, "Use 3 or more"), ([1, 2], ["a", "a"], 5, "There are 2 people"),
     (list(range(9)), ["a"] * 4 + ["b"] * 5, 6, "Nothing can be shown"), ([1], [], 5, "differ in length")],
)  # fmt: skip
def test_what_would_show_single_people_is_refused(person: list[int], theme: list[str], least: int, says: str) -> None:
    with pytest.raises(Refused, match=says):
        themes(person, theme, least)


def test_themes_are_counted_on_anybodys_table(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = table(tmp_path, "who,about\n" + "\n".join(f"{who},{what}" for who, what in ROWS))
    found = measured("themes", file, "--person", "who", "--theme", "about")
    assert found["people"] == 20 and found["withheld"] == 2
    assert set(found["themes"][0]) == {"theme", "people", "share", "low", "high"}
