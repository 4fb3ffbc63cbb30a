"""Cluster-robust errors against statsmodels and by simulation; the reliability of change by its components."""

import random

import numpy as np
import pytest

from coaching.errors import Refused
from measure.agreement import change_reliability
from measure.clusters import clustered


def sample(teams: int, seed: int, per_team: int = 6) -> tuple[list[float], list[float], list[int]]:
    draw = random.Random(seed)
    y, group, team = [], [], []
    for n in range(teams):
        level = draw.gauss(0, 1)
        for _ in range(per_team):
            y.append(level + draw.gauss(0, 1))
            group.append(float(n % 2))
            team.append(n)
    return y, group, team


def test_estimates_are_least_squares_and_errors_grow_with_clustering() -> None:
    import statsmodels.api as sm

    y, group, team = sample(40, 5)
    design = sm.add_constant(np.array(group))
    robust = sm.OLS(y, design).fit(cov_type="cluster", cov_kwds={"groups": np.array(team), "use_correction": False})
    found = clustered(y, {"group": group}, team)
    assert [one.estimate for one in found] == pytest.approx(list(robust.params))
    # Leaving each cluster out of its own leverage widens by 1/(1 - 1/20) here: twenty equal teams a side.
    assert [one.se for one in found] == pytest.approx(list(robust.bse * 20 / 19), rel=1e-6)


def test_intervals_of_twelve_teams_hold_nought_about_as_often_as_they_say() -> None:
    found = [clustered(y, {"group": group}, team)[1] for y, group, team in (sample(12, seed) for seed in range(200))]
    covered = sum(one.ci[0] <= 0 <= one.ci[1] for one in found)
    assert 178 <= covered <= 199


def test_too_few_clusters_are_refused() -> None:
    with pytest.raises(Refused, match="2 clusters cannot tell 2 coefficients"):
        clustered([1.0, 2.0, 3.0, 4.0], {"group": [0, 0, 1, 1]}, [0, 0, 1, 1])


def answers(spread: float, noise: float, seed: int = 4) -> list[list[list[float]]]:
    """People by occasions by items: people and items differ, occasions move people by *spread*."""
    draw = random.Random(seed)
    table = []
    for _ in range(60):
        level = draw.gauss(0, 2)
        moods = [draw.gauss(0, spread) for _ in range(8)]
        table.append([[level + mood + item + draw.gauss(0, noise) for item in (0, 1, 3, -1)] for mood in moods])
    return table


def test_the_reliability_of_change_recovers_what_was_put_in() -> None:
    assert change_reliability(answers(1.0, 1.0)) == pytest.approx(1 / (1 + 1 / 4), abs=0.04)
    assert change_reliability(answers(0.5, 1.0)) == pytest.approx(0.25 / (0.25 + 1 / 4), abs=0.07)


def test_a_scale_that_people_answer_alike_each_time_shows_no_change() -> None:
    assert change_reliability(answers(0.0, 1.0)) == pytest.approx(0, abs=0.12)


def test_a_hole_in_the_table_is_refused() -> None:
    table = answers(1.0, 1.0)
    table[3].pop()
    with pytest.raises(Refused, match="same occasions"):
        change_reliability(table)
