import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.errors import Refused
from measure.intervals import design_effect, jeffreys, wilson

COUNTS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
BOTH = pytest.mark.parametrize("interval", [wilson, jeffreys])


@pytest.mark.parametrize(
    ("x", "n", "low", "high"), [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605)], ids=["81-of-263", "15-of-148"]
)
def test_wilson_agrees_with_newcombe_1998(x, n, low, high):
    found = wilson(x, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("x", "n", "low", "high"),
    [(7, 20, 0.172276, 0.567766), (0, 20, 0.0, 0.1166), (9, 10, 0.6187, 0.9890)],
    ids=["7-of-20", "0-of-20", "9-of-10"],
)
def test_jeffreys_agrees_with_beta_quantiles_from_r(x, n, low, high):
    found = jeffreys(x, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@BOTH
@given(counts=COUNTS)
def test_the_interval_holds_the_share_and_stays_between_nought_and_one(interval, counts):
    found = interval(*counts)
    assert 0 <= found.low <= found.estimate <= found.high <= 1


@BOTH
@given(counts=COUNTS)
def test_counting_those_who_did_not_turns_the_interval_round(interval, counts):
    x, n = counts
    did, did_not = interval(x, n), interval(n - x, n)
    assert (did.low, did.high) == pytest.approx((1 - did_not.high, 1 - did_not.low), abs=1e-9)


@BOTH
@given(counts=COUNTS)
def test_more_certainty_asks_for_a_wider_interval(interval, counts):
    narrow, wide = interval(*counts, level=0.8), interval(*counts, level=0.99)
    assert wide.low <= narrow.low
    assert wide.high >= narrow.high


@BOTH
@pytest.mark.parametrize(("x", "end"), [(0, "low"), (30, "high")], ids=["nobody", "everybody"])
def test_nobody_and_everybody_close_the_interval_at_the_end(interval, x, end):
    assert getattr(interval(x, 30), end) == {"low": 0.0, "high": 1.0}[end]


@BOTH
def test_clustered_answers_count_as_fewer_people(interval):
    assert interval(60, 120, design_effect=4) == interval(15, 30)


def test_twelve_prompts_each_with_icc_of_three_tenths_count_a_quarter():
    assert design_effect(12, 0.3) == pytest.approx(4.3)


@BOTH
@pytest.mark.parametrize(
    "arguments",
    [
        {"x": 1, "n": 0},
        {"x": 5, "n": 4},
        {"x": -1, "n": 4},
        {"x": float("nan"), "n": 4},
        {"x": 1, "n": 4, "level": 1.0},
        {"x": 1, "n": 4, "level": 95},
        {"x": 1, "n": 4, "design_effect": 0.5},
    ],
    ids=["nobody-asked", "more-than-all", "negative", "nan", "level-one", "level-in-percent", "design-effect"],
)
def test_counts_that_are_no_share_are_refused(interval, arguments):
    with pytest.raises(Refused):
        interval(**arguments)


@pytest.mark.parametrize(("m", "icc"), [(0.5, 0.1), (4, -0.1), (4, 1.5)], ids=["m", "low-icc", "high-icc"])
def test_a_design_effect_from_nonsense_is_refused(m, icc):
    with pytest.raises(Refused):
        design_effect(m, icc)
