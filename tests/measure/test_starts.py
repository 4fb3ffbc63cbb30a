"""Stepped starts by permutation: right when there is something, and right when there is nothing."""

import math
import random

import numpy as np
import pytest

from coaching.errors import Refused
from measure.starts import StartEffect, start_effect

MONTHS = range(8)


def panel(effect: float, starts: list[float], seed: int = 1, noise: float = 0.4) -> StartEffect:
    draw = random.Random(seed)
    rows = [
        (f"t{n}", month, 50 + 3 * n + 0.7 * month + effect * (month >= start) + draw.gauss(0, noise), start)
        for n, start in enumerate(starts)
        for month in MONTHS
    ]
    return start_effect(*zip(*rows, strict=True))


def test_the_effect_is_least_squares_with_team_and_period() -> None:
    import statsmodels.api as sm

    starts, draw = [2, 3, 4, 5, 6], random.Random(3)
    rows = [(n, month, draw.gauss(0, 1), start) for n, start in enumerate(starts) for month in MONTHS]
    team, month, value, start = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    dummies = [team == n for n in range(5)] + [month == m for m in list(MONTHS)[1:]]
    design = np.column_stack([month >= start, *dummies]).astype(float)
    assert start_effect(team, month, value, start).effect == pytest.approx(sm.OLS(value, design).fit().params[0])


def test_a_large_effect_is_found_with_an_interval_around_it() -> None:
    found = panel(2.0, [1, 2, 3, 4, 5, 6])
    assert found.exact
    assert found.orders == math.factorial(6)
    assert found.p < 0.02
    assert found.ci is not None
    assert 0 < found.ci[0] < 2.0 < found.ci[1]


def test_no_effect_is_rejected_no_more_often_than_said() -> None:
    rejected = sum(panel(0.0, [1, 2, 3, 5, 6], seed).p <= 0.05 for seed in range(120))
    assert rejected <= 13  # 5 % of 120 is 6; 14 or more would happen once in 400


def test_three_teams_can_never_be_sure_and_get_no_interval() -> None:
    found = panel(5.0, [2, 4, 6], noise=0.1)
    assert found.p == pytest.approx(1 / 6)
    assert found.ci is None


def test_a_team_that_has_not_begun_is_a_comparison_throughout() -> None:
    assert panel(1.5, [2, 3, 5, math.inf, math.inf], noise=0.1).effect == pytest.approx(1.5, abs=0.2)


def test_many_teams_are_tried_by_a_sample_that_repeats() -> None:
    starts = [1 + n % 6 for n in range(12)]
    assert panel(1.0, starts) == panel(1.0, starts)
    assert not panel(1.0, starts).exact


@pytest.mark.parametrize(
    ("starts", "says"),
    [pytest.param([3, 3, 3], "nothing to compare", id="together"), pytest.param([1, 2], "2 teams", id="two teams")],
)
def test_what_cannot_be_compared_is_refused(starts: list[float], says: str) -> None:
    with pytest.raises(Refused, match=says):
        panel(1.0, starts)
