"""The estimate where a draw decided who had begun: least squares by hand, known effects, and what is refused."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from coaching.errors import Refused
from measure.designs import Supposed, power_of_draw, standard_error
from measure.drawn import drawn_effect, drawn_groups


def trial(seed: int, people: int = 40, effect: float = 0.8, checks: int = 2) -> tuple[list[Any], ...]:
    """Return person, check-in, value, baseline and begun of a two-armed trial."""
    draw = np.random.default_rng(seed)
    level = draw.normal(2.5, 0.9, people)
    begun = np.arange(people) % 2
    before = level + draw.normal(0, 0.9, people)
    rows = [(i, t, level[i] + draw.normal(0, 0.9) + effect * begun[i], before[i], begun[i])
            for i in range(people) for t in range(checks)]  # fmt: skip
    return tuple(list(column) for column in zip(*rows, strict=True))


def test_without_a_baseline_that_varies_it_is_the_difference_of_two_means() -> None:
    value, begun = [1.0, 2, 3, 2, 1, 4, 5, 3, 6, 4], [0] * 5 + [1] * 5
    found = drawn_effect(range(10), ["a"] * 10, value, [2.0] * 10, begun)
    assert found.effect == pytest.approx(np.mean(value[5:]) - np.mean(value[:5]))
    assert (found.people, found.check_ins, found.df) == (10, 1, 8)
    sides = (np.array(value[:5]), np.array(value[5:]))
    by_hand = sum(float((((one - one.mean()) / 0.8) ** 2).sum()) / 25 for one in sides) ** 0.5
    assert found.se == pytest.approx(by_hand)
    assert found.p == pytest.approx(2 * stats.t.sf(found.effect / by_hand, 8))


def test_with_a_baseline_it_is_ordinary_least_squares() -> None:
    person, at, value, baseline, begun = trial(3)
    x = np.column_stack([np.ones(len(value)), begun, np.equal(at, 1), baseline])
    by_hand = np.linalg.lstsq(x, np.array(value), rcond=None)[0][1]
    assert drawn_effect(person, at, value, baseline, begun).effect == pytest.approx(by_hand)


def test_check_ins_at_which_all_had_begun_do_not_enter() -> None:
    person, at, value, baseline, begun = trial(4)
    more = [one + 100 for one in value[::2]]
    people = person[::2]
    found = drawn_effect([*person, *people], [*at, *[9.0] * len(people)], [*value, *more],
                         [*baseline, *baseline[::2]], [*begun, *[1] * len(people)])  # fmt: skip
    assert found == drawn_effect(person, at, value, baseline, begun)


def test_its_error_is_that_of_an_independent_sandwich() -> None:
    sm = pytest.importorskip("statsmodels.api")
    person, at, value, baseline, begun = trial(5, people=200)
    x = np.column_stack([np.ones(len(value)), begun, np.equal(at, 1), baseline])
    fit = sm.OLS(np.array(value), x).fit(cov_type="cluster", cov_kwds={"groups": np.array(person)})
    assert drawn_effect(person, at, value, baseline, begun).se == pytest.approx(fit.bse[1], rel=0.03)


@pytest.mark.parametrize("people", [0, 6])
def test_too_few_people_are_refused(people: int) -> None:
    person, at, value, baseline, begun = trial(6, people=people) if people else ([], [], [], [], [])
    with pytest.raises(Refused, match="8 or more are needed"):
        drawn_effect(person, at, value, baseline, begun)


def test_nobody_to_compare_with_is_refused() -> None:
    person, at, value, baseline, _ = trial(7)
    with pytest.raises(Refused, match="0 people answered where some had begun"):
        drawn_effect(person, at, value, baseline, [1] * len(person))


def test_the_supposed_power_is_what_simulation_gives() -> None:
    """400 trials: Monte Carlo error of the power about .02."""
    found = [drawn_effect(*trial(seed, people=36, effect=0.7)) for seed in range(400)]
    given = Supposed(sd=2**0.5 * 0.9, alike=0.5, answered=1.0)
    expected = power_of_draw(0.7, [[True, True], [False, False]], [18, 18], supposed=given)
    assert np.mean([one.p < 0.05 for one in found]) == pytest.approx(expected, abs=0.07)
    spread = standard_error([[True, True], [False, False]], [18, 18], given)
    assert np.std([one.effect for one in found]) == pytest.approx(spread, rel=0.12)
    assert np.mean([one.effect for one in found]) == pytest.approx(0.7, abs=0.06)


def test_whole_groups_are_tested_by_every_other_order() -> None:
    draw = np.random.default_rng(1)
    rows = [(group, float(day), 2 + 0.1 * group + 0.3 * draw.normal() + 2.0 * (day > start), start)
            for group, start in enumerate([2.5, 2.5, 2.5, 44.5, 44.5, 44.5])
            for day in (-7, 14, 28, 42) for _ in range(6)]  # fmt: skip
    found = drawn_groups(*zip(*rows, strict=True))
    assert found.exact and found.orders == 20 and found.teams == 6
    assert found.effect == pytest.approx(2.0, abs=0.3) and found.p == pytest.approx(0.1)


def test_a_group_without_answers_is_named() -> None:
    with pytest.raises(Refused, match="Start group 'c' has no answers"):
        drawn_groups(["a", "b", "c", "a", "b"], [1, 1, 1, 2, 2], [1, 2, 3, 4, 5], [1.5, 9, 9, 1.5, 9])
