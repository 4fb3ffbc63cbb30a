"""The size of a micro-randomised experiment, against published and independently computed figures."""

import pytest

from coaching.errors import Refused
from measure.power import Assumed, people_needed, power


def test_the_worked_example_of_the_published_calculator_is_met() -> None:
    """Ten decisions, availability .8, probability .4, log risk ratio .15 - .01 t, log base rate -.2 - .1 t."""
    from math import exp

    trial = Assumed(10, (exp(-0.3), exp(-1.2)), (exp(0.14), exp(0.05)), probability=0.4, availability=0.8)
    assert people_needed(trial) == 275
    assert power(trial, 275) == pytest.approx(0.8015381, abs=5e-7)


@pytest.mark.parametrize(
    ("ratio", "points", "people"),
    [(1.1, 10, 410), (1.1, 20, 206), (1.1, 24, 172), (1.2, 20, 54), (1.2, 24, 45), (1.3, 10, 49), (1.3, 20, 26)],
)
def test_a_constant_effect_needs_as_many_people_as_the_calculator_says(ratio: float, points: int, people: int) -> None:
    assert people_needed(Assumed(points, (0.45,), (ratio,), availability=0.95)) == people


def test_more_people_never_see_less() -> None:
    trial = Assumed(12, (0.5,), (1.15,))
    chances = [power(trial, people) for people in (20, 40, 80, 160, 320)]
    assert chances == sorted(chances)


@pytest.mark.parametrize(
    ("trial", "says"),
    [
        pytest.param(Assumed(10, (0.45,), (1.0,)), "no effect", id="no effect"),
        pytest.param(Assumed(10, (0.9,), (1.2,)), "would reach 1", id="more than everybody"),
        pytest.param(Assumed(0, (0.4,), (1.2,)), "at least one decision point", id="no point"),
        pytest.param(Assumed(10, (0.4,), (1.0000001,)), "A million people", id="nothing to find"),
    ],
)
def test_what_no_number_of_people_can_answer_is_refused(trial: Assumed, says: str) -> None:
    with pytest.raises(Refused, match=says):
        people_needed(trial)
