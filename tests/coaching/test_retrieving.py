"""Kerfoot's rule: 12 days after a wrong answer, 24 after a right one, retired after two right in a row."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.retrieving import again_after_days, comes_again_on

DAY = date(2026, 12, 8)


@pytest.mark.parametrize(
    ("answers", "days"),
    [([False], 12), ([True], 24), ([True, True], None), ([True, False], 12), ([False, True], 24),
     ([False, True, True], None), ([True, False, True, True], None)],
)  # fmt: skip
def test_the_published_rule(answers: list[bool], days: int | None) -> None:
    assert again_after_days(answers) == days


def test_the_days_are_those_of_the_calendar() -> None:
    assert comes_again_on([False], DAY) == date(2026, 12, 20) and comes_again_on([True, True], DAY) is None


@given(st.lists(st.booleans(), min_size=1))
def test_a_question_is_asked_until_two_right_in_a_row_and_never_after(answers: list[bool]) -> None:
    asked = 1
    while asked < len(answers) and again_after_days(answers[:asked]):
        asked += 1
    seen = answers[:asked]
    pairs = [one and other for one, other in pairwise(seen)]
    assert not any(pairs[:-1])
    assert asked == len(answers) or pairs[-1]
