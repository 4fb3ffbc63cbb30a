import random
from typing import Any

import numpy as np
import pytest

from coaching.errors import Refused
from measure.prompts import prompt_effects


def trial(people=30, points=20, effect=0.5, seed=1) -> dict[str, Any]:
    """A trial whose chance of treatment and availability differ by decision point; people differ in level."""
    draw = random.Random(seed)
    columns: dict[str, list[Any]] = {name: [] for name in ("person", "outcome", "treated", "probability", "available")}
    week, mood = [], []
    for n in range(people):
        level = draw.gauss(0, 1)
        for point in range(points):
            chance = 0.3 + 0.4 * (point % 2)
            treated, feeling = int(draw.random() < chance), draw.gauss(0, 1)
            columns["person"].append(f"p{n}")
            columns["treated"].append(treated)
            columns["probability"].append(chance)
            columns["available"].append(int(draw.random() < 0.85))
            columns["outcome"].append(level + feeling + effect * treated * (1 - point / points) + draw.gauss(0, 1))
            week.append(point / 2)
            mood.append(feeling)
    return {**columns, "controls": {"mood": mood}, "moderators": {"week": week}}


def written_out(data: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """The estimator as printed, one person's whole matrix (I - H)^-1 at a time, unavailable rows with weight 0."""
    a, p = np.array(data["treated"]), np.array(data["probability"])
    weight = np.array(data["available"]) * np.where(a == 1, 0.5 / p, 0.5 / (1 - p))
    centred = (a - 0.5)[:, None] * np.column_stack([np.ones(len(a)), data["moderators"]["week"]])
    x, y = np.column_stack([np.ones(len(a)), data["controls"]["mood"], centred]), np.array(data["outcome"])
    bread = np.linalg.inv(x.T @ (weight[:, None] * x))
    beta, meat = bread @ x.T @ (weight * y), np.zeros((4, 4))
    for one in dict.fromkeys(data["person"]):
        own = np.array([person == one for person in data["person"]])
        leverage = x[own] @ bread @ (x[own] * weight[own, None]).T
        residual = np.linalg.solve(np.eye(own.sum()) - leverage, (y - x @ beta)[own])
        score = (x[own] * weight[own, None]).T @ residual
        meat += np.outer(score, score)
    return beta[2:], np.sqrt(np.diag(bread @ meat @ bread))[2:]


def test_effects_and_errors_are_those_of_the_formula_written_out():
    data = trial()
    found = prompt_effects(**data)
    effects, errors = written_out(data)
    assert [term.effect for term in found] == pytest.approx(effects)
    assert [term.se for term in found] == pytest.approx(errors)
    assert [term.term for term in found] == ["treatment", "treatment x week"]


def test_degrees_of_freedom_are_people_less_coefficients():
    term = prompt_effects(**trial())[0]
    assert term.df == 30 - 2 - 2
    assert (term.ci[1] - term.effect) / term.se == pytest.approx(2.055529, abs=1e-6)


def test_the_effect_and_its_fading_are_found():
    effect, fading = prompt_effects(**trial(people=200))
    assert effect.ci[0] < 0.5 < effect.ci[1]
    assert fading.ci[0] < -0.05 < fading.ci[1]
    assert fading.p < 0.05


def test_what_is_written_where_nobody_was_available_is_not_looked_at():
    data = trial()
    blank = [y if there else None for y, there in zip(data["outcome"], data["available"], strict=True)]
    assert prompt_effects(**{**data, "outcome": blank}) == prompt_effects(**data)


def test_a_control_on_another_scale_changes_nothing():
    data = trial()
    moved = {"mood": [1e6 + 1000 * mood for mood in data["controls"]["mood"]]}
    plain, other = prompt_effects(**data), prompt_effects(**{**data, "controls": moved})
    assert [(t.effect, t.se) for t in other] == [pytest.approx((t.effect, t.se), rel=1e-6) for t in plain]


def test_the_order_of_rows_does_not_matter():
    data = trial()
    order = random.Random(2).sample(range(600), 600)

    def turned(column: list[Any]) -> list[Any]:
        return [column[place] for place in order]

    other = {
        name: {key: turned(one) for key, one in column.items()} if isinstance(column, dict) else turned(column)
        for name, column in data.items()
    }
    assert [t.se for t in prompt_effects(**other)] == pytest.approx([t.se for t in prompt_effects(**data)])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"available": [0] * 600}, "Nobody was available"),
        ({"probability": [1.0] * 600}, "probability of treatment"),
        ({"treated": [1] * 600}, "all or none were treated"),
        ({"treated": [2] * 600}, "neither 0 nor 1"),
        ({"person": ["p"] * 600}, "too few"),
        ({"person": ["p"] * 599}, "differ in length"),
        ({"outcome": [float("nan")] * 600}, "outcomes"),
        ({"controls": {"constant": [3.0] * 600}}, "repeat each other"),
        ({"centre": 1.5}, "centre"),
    ],
    ids=["unavailable", "chance", "all-treated", "flag", "one-person", "length", "nan", "constant", "centre"],
)
def test_trials_that_cannot_be_read_are_refused(change, words):
    with pytest.raises(Refused, match=words):
        prompt_effects(**{**trial(), **change})


def test_a_column_may_be_a_control_and_a_moderator_and_be_called_anything() -> None:
    person, treated = [n // 2 for n in range(40)], [n % 2 for n in range(40)]
    outcome = [float((n * 7) % 5 > 2) for n in range(40)]
    week = [float(n % 3) for n in range(40)]
    plain = prompt_effects(person, outcome, treated, [0.5] * 40, [1] * 40, {"a": week}, {"b": week})
    named = prompt_effects(person, outcome, treated, [0.5] * 40, [1] * 40, {"person": week}, {"person": week})
    assert [one.effect for one in named] == [one.effect for one in plain]
