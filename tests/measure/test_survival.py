import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.errors import Refused
from measure.survival import incidence, kaplan_meier, log_rank, median_time

DRUG = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
SEEN = st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=30)


def read(printed: str) -> tuple[list[float], list[bool]]:
    """Times as papers print them: a plus was still in when last seen."""
    return [float(one.rstrip("+")) for one in printed.split()], [not one.endswith("+") for one in printed.split()]


def test_freireich_1963_agrees_with_r():
    curve = kaplan_meier(*read(DRUG))
    expected = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert [drop.t for drop in curve] == [6, 7, 10, 13, 16, 22, 23]
    assert [drop.s for drop in curve] == pytest.approx(expected, abs=5e-5)
    assert curve[0].se == pytest.approx(0.0764, abs=5e-5)
    assert median_time(curve) == 23


def test_the_log_rank_test_of_freireich_1963():
    """16.79 on 1 degree of freedom: R's survdiff, and most textbooks."""
    (drug, out), (placebo, gone) = read(DRUG), read(PLACEBO)
    found = log_rank(["drug"] * 21 + ["placebo"] * 21, drug + placebo, out + gone)
    assert (found.chi2, found.df) == (pytest.approx(16.79, abs=5e-3), 1)
    assert found.p == pytest.approx(4.17e-5, rel=1e-2)


def test_three_groups_agree_with_statsmodels():
    from statsmodels.duration.survfunc import survdiff

    times, events = read(f"{DRUG} {PLACEBO}")
    groups = [n % 3 for n in range(42)]
    found = log_rank(groups, times, events)
    assert (found.chi2, found.p) == pytest.approx(survdiff(times, events, groups))


@given(seen=SEEN)
def test_without_anybody_leaving_early_the_curve_is_the_plain_share(seen):
    times = [t for t, _ in seen]
    for drop in kaplan_meier(times, [1] * len(times)):
        assert drop.s == pytest.approx(sum(t > drop.t for t in times) / len(times), abs=1e-12)


@given(seen=SEEN, data=st.data())
def test_the_curve_falls_and_the_order_of_people_does_not_matter(seen, data):
    curve = kaplan_meier(*zip(*seen, strict=True))
    assert all(0 <= later.s < sooner.s <= 1 for sooner, later in itertools.pairwise(curve))
    assert kaplan_meier(*zip(*data.draw(st.permutations(seen)), strict=True)) == curve


def test_nobody_dropping_out_is_an_empty_curve_without_a_median():
    assert median_time(kaplan_meier([3, 4], [0, 0])) is None


@pytest.mark.parametrize(
    ("times", "events"),
    [([], []), ([1, 2], [1]), ([-1], [1]), ([1], [2]), ([float("nan")], [1])],
    ids=["empty", "unequal", "negative", "no-event", "nan"],
)
def test_times_that_cannot_be_used_are_refused(times, events):
    with pytest.raises(Refused):
        kaplan_meier(times, events)


@pytest.mark.parametrize(
    ("groups", "events", "times"),
    [("aaa", [1, 1, 1], [1, 2, 3]), ("aab", [0, 0, 0], [1, 2, 3]), ("aab", [1, 0, 0], [9, 2, 3])],
    ids=["one-group", "no-event", "never-together"],
)
def test_groups_that_cannot_be_compared_are_refused(groups, events, times):
    with pytest.raises(Refused):
        log_rank(list(groups), times, events)


SIX_MP = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]


def test_with_one_reason_the_incidence_is_what_the_curve_leaves():
    curve = kaplan_meier(SIX_MP, RELAPSED)
    gone = incidence(SIX_MP, ["relapse" if one else "" for one in RELAPSED])["relapse"]
    assert [1 - one.share for one in gone] == pytest.approx([one.s for one in curve])
    assert [one.se for one in gone] == pytest.approx([one.se for one in curve])


def test_without_anybody_taken_out_the_incidence_is_a_plain_share():
    why = ["silent"] * 3 + ["left"] * 2 + ["silent"] + [""] * 4
    at = incidence([1, 2, 2, 3, 3, 4, 5, 5, 5, 5], why)["silent"][-1]
    assert at.share == pytest.approx(0.4) and at.se == pytest.approx((0.4 * 0.6 / 10) ** 0.5)


def test_reasons_and_those_still_in_add_up_to_one():
    why = ["silent", "left", "", "bounced", "silent", "", "left", "silent"]
    times = [1, 1, 2, 3, 3, 4, 5, 6]
    ends = [curve[-1].share for curve in incidence(times, why).values()]
    assert sum(ends) + kaplan_meier(times, [bool(one) for one in why])[-1].s == pytest.approx(1)
