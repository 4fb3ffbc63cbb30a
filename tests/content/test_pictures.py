import re
from typing import Any
from xml.etree import ElementTree

import pytest

from content import pictures
from content.pictures import Picture


def check_in(week: int, mean: float | None) -> dict[str, Any]:
    return {
        "week": week,
        "mean": mean,
        "low": None if mean is None else mean - 0.5,
        "high": None if mean is None else mean + 0.5,
    }


def step(day: int | None, rate: float | None) -> dict[str, Any]:
    return {"day": day, "answered": None if rate is None else {"rate": rate, "of": 36}}


COURSE = [check_in(0, 2.0), check_in(2, 2.5), check_in(4, None), check_in(6, 3.0), check_in(12, 3.9), check_in(26, 3.6)]
PULSES = [{"week": 0, "mean": 2.0, "own": 3.1}, {"week": 12, "mean": 3.0, "own": None}]
EACH = {
    "course": lambda: pictures.course("listening", COURSE),
    "beside": lambda: pictures.beside("listening", PULSES),
    "heat": lambda: pictures.heat("Answered", [step(-7, 0.9), step(5, 0.25), step(14, None)], "answered"),
    "stay": lambda: pictures.stay([{"week": 4, "share": 0.9, "low": 0.8, "high": 0.95}], 12),
}  # fmt: skip


def texts(one: Picture) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(one.svg).iter("text")]


@pytest.mark.parametrize("name", EACH)
def test_a_picture_holds_no_style_reference_or_colour_of_its_own(name: str) -> None:
    svg = EACH[name]().svg
    assert not re.search(r"style=|href|url\(|\bid=|<script|#[0-9a-f]{6}", svg)
    assert "var(--accent)" in svg


@pytest.mark.parametrize("name", EACH)
def test_a_picture_says_in_a_sentence_what_it_shows_and_its_text_is_text(name: str) -> None:
    one = EACH[name]()
    assert ElementTree.fromstring(one.svg).attrib["aria-label"] == one.says and len(texts(one)) > 2


@pytest.mark.parametrize("name", EACH)
def test_drawing_twice_gives_the_same(name: str) -> None:
    assert EACH[name]().svg == EACH[name]().svg


def test_for_a_mail_it_is_a_png() -> None:
    assert EACH["course"]().png().startswith(b"\x89PNG")


def test_the_ends_are_named_and_the_whole_scale_is_drawn() -> None:
    assert {"2.0", "3.6", "0", "5", "start", "26"} <= set(texts(EACH["course"]()))
    assert EACH["course"]().says == "listening: 2.0 days at the start, 3.6 days in week 26"


def test_nothing_is_drawn_through_a_withheld_check_in_or_a_long_pause() -> None:
    bands = EACH["course"]().svg.count('fill="var(--band)"')
    assert bands == 3


@pytest.mark.parametrize("weeks", [[], [check_in(0, None)], [check_in(0, 2.0)]], ids=["none", "withheld", "one"])
def test_a_picture_of_next_to_nothing_can_be_drawn(weeks: list[dict[str, Any]]) -> None:
    one = pictures.course("listening", weeks)
    assert ("Too few answers to say" in texts(one)) is (not weeks or weeks[0]["mean"] is None)


def test_a_share_has_its_denominator_and_what_is_withheld_is_no_nought() -> None:
    assert texts(EACH["heat"]()) == ["90", "of 36", "−7", "25", "of 36", "5", "·", "14"]
