from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.briefing import AT_MOST, FRESH, LEFT_OUT, ORDER, Done, Mark, Reason, Why, chosen, holds, may_go, unread

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)
PAST = st.integers(1, 24 * 90).map(lambda hours: NOW - hours * HOUR)
REASONS = st.lists(
    st.builds(Reason, st.integers(1, 9), st.integers(1, 12), st.sampled_from(Why), st.integers(1, 30), PAST),
    max_size=25,
)
MARKS = st.lists(st.builds(Mark, st.integers(1, 9), st.sampled_from(Done), PAST), max_size=6)


def reason(why: Why = Why.OBSTACLE, person: int = 1, ago: timedelta = HOUR, about: int = 1) -> Reason:
    return Reason(person, person, why, about, NOW - ago)


@given(REASONS, MARKS)
def test_at_most_five_people_each_once_in_the_order_of_the_rules(reasons: list[Reason], marks: list[Mark]) -> None:
    named = chosen(reasons, marks, NOW)
    assert len(named) <= AT_MOST and len({one.person for one in named}) == len(named)
    assert [ORDER.index(one.why) for one in named] == sorted(ORDER.index(one.why) for one in named)


@given(REASONS, MARKS)
def test_nobody_is_passed_over_for_a_less_pressing_reason(reasons: list[Reason], marks: list[Mark]) -> None:
    named = chosen(reasons, marks, NOW)
    last = max((ORDER.index(one.why) for one in named), default=0)
    left = [one for one in reasons if holds(one, marks, NOW) and one.person not in {each.person for each in named}]
    assert len(named) == AT_MOST or not left
    assert all(ORDER.index(one.why) >= last for one in left)


@given(REASONS, MARKS)
def test_whoever_was_set_aside_within_four_weeks_is_named_only_for_a_later_wish(
    reasons: list[Reason], marks: list[Mark]
) -> None:
    for one in chosen(reasons, marks, NOW):
        recent = [mark for mark in marks if mark.person == one.person and NOW - mark.at < LEFT_OUT]
        assert not recent or (one.why is Why.WORD and all(one.since > mark.at for mark in recent))


@given(REASONS, MARKS, st.randoms(use_true_random=False))
def test_the_order_in_which_reasons_are_read_changes_nothing(
    reasons: list[Reason], marks: list[Mark], chance: object
) -> None:
    distinct = list({one.since: one for one in reasons}.values())
    mixed = distinct.copy()
    chance.shuffle(mixed)
    assert chosen(distinct, marks, NOW) == chosen(mixed, marks, NOW)


@given(REASONS)
def test_what_was_mailed_is_not_new_again(reasons: list[Reason]) -> None:
    named = chosen(reasons, [], NOW)
    assert unread(named, {one.key for one in named}) == () and unread(named, set()) == named


def test_a_wish_waits_until_it_was_talked_about_and_nothing_else_does() -> None:
    old = FRESH + HOUR
    assert [one.why for one in chosen([reason(Why.WORD, ago=old), reason(person=2, ago=old)], [], NOW)] == [Why.WORD]


@pytest.mark.parametrize(("what", "comes_back"), [(Done.SPOKEN, False), (Done.NOT_NOW, True)])
def test_not_now_means_later_and_spoken_to_means_done(what: Done, comes_back: bool) -> None:
    wish = reason(Why.WORD, ago=LEFT_OUT + 2 * HOUR)
    mark = Mark(1, what, NOW - LEFT_OUT - HOUR)
    assert bool(chosen([wish], [mark], NOW)) is comes_back
    assert chosen([wish], [Mark(1, what, NOW - LEFT_OUT + HOUR)], NOW) == ()


def test_who_waits_longest_for_a_word_comes_first_and_the_newest_of_other_news() -> None:
    words = [reason(Why.WORD, person=n, ago=n * HOUR) for n in (1, 2)]
    others = [reason(person=n, ago=n * HOUR) for n in (3, 4)]
    assert [one.person for one in chosen([*words, *others], [], NOW)] == [2, 1, 3, 4]


@given(st.lists(st.integers(0, 60), max_size=40))
def test_no_two_briefs_are_closer_than_a_week(days: list[int]) -> None:
    went: list[date] = []
    for day in (date(2026, 11, 23) + timedelta(days=n) for n in sorted(days)):
        if may_go(went[-1] if went else None, day):
            went.append(day)
    assert all((b - a).days >= 7 for a, b in pairwise(went))
