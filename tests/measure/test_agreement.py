import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coaching.errors import Refused
from measure.agreement import alpha, icc
from tests.measure.samples import attitude

SHROUT_FLEISS = [(9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7)]
RATINGS = st.lists(st.tuples(*[st.integers(1, 7)] * 3), min_size=3, max_size=10)


def test_alpha_of_the_attitude_survey_agrees_with_psych():
    assert alpha(attitude()) == pytest.approx(0.84314, abs=5e-6)


def test_shrout_and_fleiss_single_ratings():
    found = icc(SHROUT_FLEISS)
    assert (found.icc1, found.icc2, found.icc3) == pytest.approx((0.1657, 0.2898, 0.7148), abs=5e-5)


def test_shrout_and_fleiss_mean_ratings():
    found = icc(SHROUT_FLEISS)
    assert (found.icc1k, found.icc2k, found.icc3k) == pytest.approx((0.4428, 0.6201, 0.9093), abs=5e-5)


def test_the_third_coefficient_of_means_is_alpha():
    assert icc(SHROUT_FLEISS).icc3k == pytest.approx(alpha(SHROUT_FLEISS))


@given(rows=RATINGS, strict=st.integers(-5, 5))
def test_a_stricter_rater_does_not_touch_consistency(rows, strict):
    assume(len({sum(row) for row in rows}) > 1)
    assume(len({tuple(cell - row[0] for cell in row) for row in rows}) > 1)  # else raters differ by a constant only
    moved = [(row[0] + strict, *row[1:]) for row in rows]
    assert icc(moved).icc3 == pytest.approx(icc(rows).icc3, abs=1e-9)
    assert alpha(moved) == pytest.approx(alpha(rows), abs=1e-9)


@given(rows=RATINGS, data=st.data())
def test_the_order_of_people_does_not_matter(rows, data):
    assume(len({sum(row) for row in rows}) > 1)
    assume(len({tuple(cell - row[0] for cell in row) for row in rows}) > 1)
    assert icc(data.draw(st.permutations(rows))).icc2 == pytest.approx(icc(rows).icc2)


@pytest.mark.parametrize("estimate", [alpha, icc])
@pytest.mark.parametrize(
    "rows",
    [[], [[1, 2]], [[1], [2]], [[1, 2], [3]], [[1, 2], [3, float("nan")]], [[2, 2], [2, 2]], [[1, 3], [3, 1]]],
    ids=["empty", "one-person", "one-column", "ragged", "nan", "all-the-same", "sums-the-same"],
)
def test_tables_that_cannot_be_used_are_refused(estimate, rows):
    with pytest.raises(Refused):
        estimate(rows)
