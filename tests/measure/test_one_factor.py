import random

import numpy as np
import pytest

from coaching.errors import Refused
from measure.agreement import alpha
from measure.one_factor import omega, one_factor

ABILITY = np.array([
    [24.641, 5.991, 33.520, 6.023, 20.755, 29.701], [5.991, 6.700, 18.137, 1.782, 4.936, 7.204],
    [33.520, 18.137, 149.831, 19.424, 31.430, 50.753], [6.023, 1.782, 19.424, 12.711, 4.757, 9.075],
    [20.755, 4.936, 31.430, 4.757, 52.604, 66.762], [29.701, 7.204, 50.753, 9.075, 66.762, 135.292],
])  # fmt: skip
"""Six tests of ability, R's `ability.cov` (Smith & Stanley 1983)."""


def answers(loadings, people=400, seed=1):
    draw = random.Random(seed)
    rows = []
    for _ in range(people):
        level = draw.gauss(0, 1)
        rows.append([3 + weight * level + draw.gauss(0, 1) for weight in loadings])
    return rows


def test_own_variances_are_those_that_r_prints():
    _, own = one_factor(ABILITY)
    assert own / ABILITY.diagonal() == pytest.approx([0.535, 0.853, 0.748, 0.910, 0.232, 0.280], abs=6e-4)


def test_three_items_have_the_closed_form():
    """With three items the model fits exactly: l1^2 = c12 c13 / c23, and so on."""
    rows = answers([1.0, 0.8, 1.2])
    (_, c12, c13), (_, _, c23), _ = np.cov(np.array(rows), rowvar=False)
    expected = [(c12 * c13 / c23) ** 0.5, (c12 * c23 / c13) ** 0.5, (c13 * c23 / c12) ** 0.5]
    assert omega(rows).loadings == pytest.approx(expected, rel=1e-5)


def test_the_model_is_that_of_statsmodels():
    from statsmodels.multivariate.factor import Factor

    rows = np.array(answers([1.0, 0.6, 0.3, 0.9, 0.7]))
    fitted = Factor(rows, n_factor=1, method="ml").fit()
    own = omega(rows.tolist()).own_variances / rows.var(axis=0, ddof=1)
    assert own == pytest.approx(fitted.uniqueness, abs=2e-4)


def test_items_that_measure_alike_have_the_omega_that_is_their_alpha():
    rows = answers([1.0] * 4, people=20_000)
    assert omega(rows).omega == pytest.approx(alpha(rows), abs=0.002)
    assert omega(rows).omega == pytest.approx(16 / 20, abs=0.01)


def test_turning_an_item_round_turns_its_loading():
    rows = answers([1.0, 0.8, 1.2, 0.9])
    turned = [[*row[:3], 6 - row[3]] for row in rows]
    assert omega(turned).loadings[3] == pytest.approx(-omega(rows).loadings[3], rel=1e-4)
    assert omega(turned).omega < omega(rows).omega


def test_an_item_without_variance_of_its_own_is_said():
    rows = [[*row, sum(row) / 3 + 0.001 * (n % 2)] for n, row in enumerate(answers([1.0, 1.0, 1.0]))]
    assert omega(rows).at_limit and not omega(answers([1.0, 0.8, 1.2, 0.9])).at_limit


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([[1, 2], [2, 3], [3, 1], [4, 4]], "too few people and items"),
        ([[1, 2, 3], [2, 3, 1], [3, 1, 2]], "3 people cannot tell 3 items apart"),
        ([[1, 2, 3], [2, 3, 3], [3, 1, 3], [2, 2, 3]], "same answer from everybody"),
        ([[1, 2, 1], [2, 3, 2], [3, 1, 3], [2, 2, 2], [5, 3, 5]], "made of the others"),
    ],
)
def test_what_cannot_be_told_is_refused(rows, says):
    with pytest.raises(Refused, match=says):
        omega(rows)
