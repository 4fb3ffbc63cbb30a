import random
import subprocess
import sys
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.errors import Refused
from measure.effects import effects
from measure.growth import growth
from tests.measure.samples import sleepstudy, unbalanced


def test_sleepstudy_by_reml_agrees_with_lme4():
    found = growth(*sleepstudy().columns)
    assert (found.intercept, found.slope) == pytest.approx((251.405105, 10.467286), abs=5e-5)
    assert (found.se_intercept, found.se_slope) == pytest.approx((6.8246, 1.5458), abs=5e-4)
    assert (found.var_intercept, found.var_slope, found.cov) == pytest.approx((612.10, 35.07, 9.604), rel=1e-3)
    assert (found.sigma2, found.criterion) == pytest.approx((654.94, 1743.628), abs=5e-3)
    assert (found.people, found.observations, found.notes) == (18, 180, ())


def test_sleepstudy_by_maximum_likelihood_agrees_with_lme4():
    found = growth(*sleepstudy().columns, method="ml")
    assert (found.intercept, found.slope) == pytest.approx((251.405105, 10.467286), abs=5e-5)
    assert (found.se_intercept, found.se_slope) == pytest.approx((6.632, 1.502), abs=1e-3)
    assert (found.var_intercept, found.var_slope, found.cov) == pytest.approx((565.5, 32.68, 11.06), rel=1e-3)
    assert found.criterion == pytest.approx(1751.939, abs=5e-3)


def test_person_308_of_sleepstudy_stands_where_lme4_puts_them():
    data = sleepstudy()
    found = effects(growth(*data.columns), *data.columns)[0]
    assert (found.person, found.intercept, found.slope) == (
        "308",
        pytest.approx(2.2586, abs=5e-4),
        pytest.approx(9.199, abs=5e-4),
    )
    assert (found.se_intercept, found.se_slope) == pytest.approx((12.0708, 2.3048), abs=5e-4)


def test_complete_data_have_the_closed_form_of_peoples_own_lines():
    data = sleepstudy()
    table = np.array(data.value).reshape(18, 10)
    own = np.polyfit(range(10), table.T, 1)[::-1].T
    assert own[0] == pytest.approx((244.1927, 21.7647), abs=5e-5)
    found, within = growth(*data.columns), table - own[:, :1] - own[:, 1:] * np.arange(10)
    assert (found.intercept, found.slope) == pytest.approx(tuple(own.mean(axis=0)), rel=1e-6)
    assert found.se_slope == pytest.approx(own[:, 1].std(ddof=1) / 18**0.5, rel=1e-5)
    sigma2 = (within**2).sum() / (18 * 8)
    assert found.var_slope == pytest.approx(own[:, 1].var(ddof=1) - sigma2 / 82.5, rel=1e-4)


def test_unbalanced_data_agree_with_statsmodels():
    from statsmodels.regression.mixed_linear_model import MixedLM

    data = unbalanced()
    design = np.column_stack([np.ones(len(data.time)), data.time])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = MixedLM(np.array(data.value), design, data.people, design).fit(reml=True, gtol=1e-9)
    found = growth(*data.columns)
    assert (found.intercept, found.slope) == pytest.approx(tuple(other.fe_params), rel=1e-6)
    assert (found.var_intercept, found.var_slope) == pytest.approx(tuple(np.diag(other.cov_re)), rel=1e-4)
    assert found.criterion == pytest.approx(-2 * other.llf, abs=1e-6)


def test_the_ml_criterion_is_minus_twice_the_likelihood_written_out():
    """Each person's answers are normal about the line with covariance Z G Z' + s2 I."""
    from scipy.stats import multivariate_normal

    data = unbalanced()
    found, total = growth(*data.columns, method="ml"), 0.0
    g = [[found.var_intercept, found.cov], [found.cov, found.var_slope]]
    for one in dict.fromkeys(data.people):
        own = [n for n, person in enumerate(data.people) if person == one]
        z = np.array([[1, data.time[n]] for n in own])
        spread = z @ g @ z.T + found.sigma2 * np.eye(len(own))
        line = z @ [found.intercept, found.slope]
        total += multivariate_normal(line, spread).logpdf([data.value[n] for n in own])
    assert found.criterion == pytest.approx(-2 * total, abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(
    shift=st.floats(-1e4, 1e4),
    scale=st.sampled_from([-40.0, -1.0, 0.02, 3.0, 1e4]),
    time_scale=st.sampled_from([1 / 7, 7.0]),
)
def test_other_units_change_the_numbers_and_nothing_else(shift, scale, time_scale):
    data = unbalanced(25)
    plain = growth(*data.columns)
    other = growth(data.people, [t * time_scale for t in data.time], [shift + scale * y for y in data.value])
    assert other.slope == pytest.approx(plain.slope * scale / time_scale, rel=1e-4)
    assert other.intercept == pytest.approx(shift + plain.intercept * scale, rel=1e-4, abs=abs(scale) * 1e-4)
    assert other.se_slope == pytest.approx(plain.se_slope * abs(scale) / time_scale, rel=1e-3)
    assert other.var_slope == pytest.approx(plain.var_slope * (scale / time_scale) ** 2, rel=1e-2)


@settings(max_examples=10, deadline=None)
@given(start=st.sampled_from([-1000.0, 0.5, 20_000.0]), seed=st.integers(0, 99))
def test_where_time_begins_and_the_order_of_rows_do_not_touch_the_slope(start, seed):
    data = unbalanced(25)
    plain, order = growth(*data.columns), list(range(len(data.time)))
    random.Random(seed).shuffle(order)
    turned = [[column[n] for n in order] for column in data.columns]
    other = growth(turned[0], [start + t for t in turned[1]], turned[2])
    assert (other.slope, other.se_slope) == pytest.approx((plain.slope, plain.se_slope), rel=1e-4)
    assert other.criterion == pytest.approx(plain.criterion, abs=1e-4)


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4), st.integers(0, 5)), min_size=1, max_size=24))
def test_any_answers_give_finite_numbers_or_none(rows):
    found = growth(*zip(*rows, strict=True))
    numbers = [n for n in found.to_json().values() if isinstance(n, float)]
    assert all(np.isfinite(n) for n in numbers)
    assert all(n is None or n >= 0 for n in (found.se_slope, found.var_intercept, found.var_slope, found.sigma2))


@pytest.mark.parametrize(
    ("columns", "words", "slope"),
    [
        (([1, 1, 1], [0, 1, 2], [1, 2, 4]), "one person", 1.5),
        (([1, 2, 3], [4, 4, 4], [1, 2, 4]), "same time", None),
        (([1, 1, 2, 2], [0, 1, 0, 1], [2, 2, 2, 2]), "no variation", 0.0),
        (([1, 2, 3], [0, 1, 2], [1, 2, 4]), "3 of 3 people answered once", 1.5),
        (([1, 1, 2, 2, 3, 3], [0, 12] * 3, [1, 2, 1, 4, 2, 2]), "one slope was fitted for all", 1 / 9),
        (([1, 1, 1, 2, 2, 2], [0, 1, 2] * 2, [0, 1, 2, 1, 3, 5]), "exactly on a line", 1.5),
        (([1, 1, 1, 2, 2, 2], [0, 1, 2] * 2, [0, 2, 2, 1, 3, 5]), "no degrees of freedom", 1.5),
    ],
    ids=["one-person", "one-time", "one-value", "one-answer-each", "two-answers-each", "exact", "two-people"],
)
def test_what_the_data_cannot_tell_is_said_in_words(columns, words, slope):
    found = growth(*columns)
    assert words in " ".join(found.notes)
    assert found.slope == (None if slope is None else pytest.approx(slope, abs=1e-6))


def test_people_who_do_not_differ_in_slope_are_said_not_to():
    noise = [0.5, -0.5, -0.5, 0.5]
    found = growth(
        [n for n in range(10) for _ in range(4)],
        [0, 1, 2, 3] * 10,
        [n + 0.3 * t + e * (-1) ** n for n in range(10) for t, e in enumerate(noise)],
    )
    assert found.var_slope == pytest.approx(0, abs=1e-6)
    assert found.slope == pytest.approx(0.3, abs=1e-6)
    assert "changes do not differ" in " ".join(found.notes)


def test_two_visits_each_are_the_paired_comparison():
    before, after = [1, 2, 3, 2, 4, 1], [2, 4, 3, 3, 4, 3]
    found = growth(list(range(6)) * 2, [0] * 6 + [1] * 6, before + after)
    gains = np.subtract(after, before)
    assert (found.slope, found.se_slope) == pytest.approx((gains.mean(), gains.std(ddof=1) / 6**0.5))


def test_intervals_use_t_below_fifty_people_and_z_from_there_on():
    few, many = growth(*unbalanced(49).columns), growth(*unbalanced(50).columns)
    assert (few.df, many.df) == (47, None)
    assert many.ci_slope[1] == pytest.approx(many.slope + 1.959964 * many.se_slope)


def test_ten_thousand_people_are_measured_and_recovered():
    found = growth(*unbalanced(10_000).columns)
    assert found.slope == pytest.approx(0.08, abs=0.003)
    assert found.sigma2 == pytest.approx(0.36, abs=0.01)


@pytest.mark.parametrize(
    "columns",
    [([], [], []), ([1], [0, 1], [2, 3]), ([1, 1], [0, float("nan")], [1, 2]), ([1, 1], [0, 1], [1, None])],
    ids=["empty", "unequal", "nan", "missing"],
)
def test_rows_that_cannot_be_used_are_refused(columns):
    with pytest.raises(Refused):
        growth(*columns)


def test_an_unknown_method_is_refused():
    with pytest.raises(Refused, match="reml"):
        growth([1, 1], [0, 1], [1, 2], method="bayes")


def test_effects_of_people_who_cannot_be_told_apart_are_refused():
    rows = ([1, 2, 3], [0, 1, 2], [1, 2, 4])
    with pytest.raises(Refused, match="cannot tell"):
        effects(growth(*rows), *rows)


def test_a_person_who_answered_once_stands_nearer_the_group_than_their_answer():
    data = unbalanced()
    fitted = growth([*data.people, "new"], [*data.time, 6.0], [*data.value, 5.0])
    new = effects(fitted, [*data.people, "new"], [*data.time, 6.0], [*data.value, 5.0])[-1]
    expected = fitted.intercept + fitted.slope * 6
    assert 0 < new.intercept + new.slope * 6 < 5 - expected
    assert new.reliability == 0


def test_importing_the_room_does_not_import_numpy():
    rooms = "growth, effects, cells, intervals"
    code = f"import sys; from measure import {rooms}; print('numpy' in sys.modules)"
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert seen.stdout == "False\n"
