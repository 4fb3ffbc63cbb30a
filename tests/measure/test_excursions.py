import random
from math import exp, log
from typing import Any

import numpy as np
import pytest

from coaching.errors import Refused
from measure.excursions import ratio_effects


def trial(people=60, points=15, ratio=1.6, seed=3, chance=None) -> dict[str, Any]:
    """A trial in which being treated multiplies the chance of doing it; people and points differ."""
    draw = random.Random(seed)
    columns: dict[str, list[Any]] = {name: [] for name in ("person", "outcome", "treated", "probability", "available")}
    week, mood = [], []
    for n in range(people):
        level = draw.uniform(0.15, 0.35)
        for point in range(points):
            p = chance or 0.3 + 0.4 * (point % 2)
            treated, feeling = int(draw.random() < p), draw.choice([0.0, 1.0])
            happens = min(0.95, level * (1 + 0.4 * feeling) * (ratio if treated else 1))
            columns["person"].append(n)
            columns["treated"].append(treated)
            columns["probability"].append(p)
            columns["available"].append(int(draw.random() < 0.9))
            columns["outcome"].append(int(draw.random() < happens))
            week.append(point / 2)
            mood.append(feeling)
    return {**columns, "controls": {"mood": mood}, "moderators": {"week": week}}


def plain(data: dict[str, Any]) -> dict[str, Any]:
    return data | {"controls": {}, "moderators": {}}


def written_out(data: dict[str, Any], solution: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The equations' sum at *solution*, and errors with one person's whole matrix (I - H)^-1 at a time."""
    a, p, y = (np.array(data[name], dtype=float) for name in ("treated", "probability", "outcome"))
    here = np.array(data["available"], dtype=float)
    weight = here * np.where(a == 1, 0.5 / p, 0.5 / (1 - p))
    mood = np.array(data["controls"]["mood"])
    g = np.column_stack([np.ones(len(a)), mood - mood[here == 1].mean()])
    f = np.column_stack([np.ones(len(a)), data["moderators"]["week"]])
    alpha, beta = solution[:2], solution[2:]
    residual = np.exp(-a * (f @ beta)) * y - np.exp(g @ alpha)
    d = weight[:, None] * np.column_stack([g, (a - 0.5)[:, None] * f])
    j = -np.column_stack([np.exp(g @ alpha)[:, None] * g, (a * np.exp(-a * (f @ beta)) * y)[:, None] * f])
    bread, meat = np.linalg.inv(d.T @ j), np.zeros((4, 4))
    for one in dict.fromkeys(data["person"]):
        own = np.array(data["person"]) == one
        freed = np.linalg.solve(np.eye(own.sum()) - j[own] @ bread @ d[own].T, residual[own])
        score = d[own].T @ freed
        meat += np.outer(score, score)
    return d.T @ residual, np.sqrt(np.diag(bread @ meat @ bread.T))


def test_without_columns_the_ratio_is_that_of_the_two_shares():
    data = plain(trial(chance=0.5))
    used = [(y, a) for y, a, here in zip(data["outcome"], data["treated"], data["available"], strict=True) if here]
    shares = [np.mean([y for y, a in used if a == side]) for side in (1, 0)]
    (term,) = ratio_effects(**data)
    assert term.ratio == pytest.approx(shares[0] / shares[1]) and term.effect == pytest.approx(log(term.ratio))
    assert term.ratio_ci == pytest.approx((exp(term.ci[0]), exp(term.ci[1])))


def test_the_equations_are_nought_and_the_errors_are_those_of_the_formula_written_out():
    data = trial()
    first, second = ratio_effects(**data)
    assert (first.term, second.term, first.df) == ("treatment", "treatment x week", 60 - 4)
    from measure.excursions import _Equations
    from measure.prompts import trial_of

    solution = _Equations(trial_of(**data, centre=0.5)).solved()
    value, errors = written_out(data, solution)
    assert np.abs(value).max() < 1e-6
    assert (first.se, second.se) == pytest.approx(tuple(errors[2:]))


def test_with_many_people_the_errors_are_those_of_a_poisson_model_by_person():
    import statsmodels.api as sm

    data = plain(trial(people=1500, points=6, chance=0.5))
    (term,) = ratio_effects(**data)
    here = np.array(data["available"]) == 1
    x = sm.add_constant(np.array(data["treated"], dtype=float)[here])
    fitted = sm.GLM(np.array(data["outcome"])[here], x, family=sm.families.Poisson()).fit(
        cov_type="cluster", cov_kwds={"groups": np.array(data["person"])[here]}
    )
    assert term.effect == pytest.approx(fitted.params[1], rel=1e-6)
    assert term.se == pytest.approx(fitted.bse[1], rel=0.005)


def test_a_known_ratio_is_recovered_whatever_is_put_beside_it():
    found = [ratio_effects(**trial(seed=seed) | {"moderators": {}})[0] for seed in range(40)]
    assert np.mean([one.effect for one in found]) == pytest.approx(log(1.6), abs=0.05)
    assert 35 <= sum(one.ci[0] < log(1.6) < one.ci[1] for one in found) <= 40


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"outcome": [2, 0, 1, 0] * 5}, "neither 0 nor 1"),
        ({"outcome": [0, 1, 0, 1] * 5}, "No treated row has the outcome 1"),
        ({"probability": [1.0] * 20}, "not between 0 and 1"),
        ({"person": ["a", "b"] * 10}, "2 people cannot tell 2 coefficients apart"),
    ],
)
def test_what_cannot_be_told_is_refused(change, says):
    columns = {
        "person": [n // 2 for n in range(20)], "outcome": [1, 0, 1, 1] * 5, "treated": [1, 0] * 10,
        "probability": [0.5] * 20, "available": [1] * 20,
    }  # fmt: skip
    with pytest.raises(Refused, match=says):
        ratio_effects(**columns | change)
