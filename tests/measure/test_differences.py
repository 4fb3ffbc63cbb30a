import random

import numpy as np
import pytest

from coaching.errors import Refused
from measure.differences import difference_in_differences


def teams(effect=0.7, drift=0.0, count=24, seed=5):
    """Teams over six months, half of them trained after the third; *drift*: how much faster these moved anyway."""
    draw = random.Random(seed)
    columns = {name: [] for name in ("outcome", "group", "after", "cluster", "time")}
    for team in range(count):
        trained, level = int(team < count // 2), draw.gauss(7, 1)
        for month in range(6):
            moved = 0.1 * month + drift * month * trained + effect * trained * (month > 2)
            columns["outcome"].append(level + moved + draw.gauss(0, 0.2))
            columns["group"].append(trained)
            columns["after"].append(int(month > 2))
            columns["cluster"].append(f"team {team}")
            columns["time"].append(month)
    return columns


def test_the_effect_is_the_difference_of_the_two_changes():
    found = difference_in_differences(**teams())
    cells = found.means
    change = (cells["group_after"] - cells["group_before"]) - (cells["other_after"] - cells["other_before"])
    assert found.effect.estimate == pytest.approx(change)
    assert found.effect.ci[0] < 0.7 < found.effect.ci[1]
    assert (found.clusters, found.few, found.effect.df) == ((12, 12), False, 24 - 4)


def test_the_numbers_of_card_and_krueger():
    """Jobs per store: 23.33 to 21.17 in Pennsylvania, 20.44 to 21.03 in New Jersey; 2.76 in all (1994)."""
    rows = [(23.33, 0, 0), (21.17, 0, 1), (20.44, 1, 0), (21.03, 1, 1)]
    outcome, group, after = zip(*[(v + e, g, a) for v, g, a in rows for e in (-1, 0, 1)], strict=True)
    cluster = [f"{g} {n % 3}" for n, g in enumerate(group)]
    assert difference_in_differences(outcome, group, after, cluster).effect.estimate == pytest.approx(2.75, abs=0.011)


def test_errors_are_those_of_statsmodels_up_to_the_correction():
    import pandas
    import statsmodels.formula.api as smf

    data = teams(count=400)
    fitted = smf.ols("outcome ~ group * after", pandas.DataFrame(data)).fit(
        cov_type="cluster", cov_kwds={"groups": np.unique(data["cluster"], return_inverse=True)[1]}
    )
    effect = difference_in_differences(**data).effect
    assert effect.estimate == pytest.approx(fitted.params["group:after"])
    assert effect.se == pytest.approx(fitted.bse["group:after"], rel=0.01)


def test_a_group_that_moved_faster_before_shows_in_its_trend():
    alike, faster = (difference_in_differences(**teams(drift=drift)).trend for drift in (0.0, 0.4))
    assert alike.ci[0] < 0 < alike.ci[1]
    assert faster.ci[0] > 0 and faster.estimate == pytest.approx(0.4, abs=0.15)
    once = teams() | {"time": [int(late) for late in teams()["after"]]}
    assert difference_in_differences(**once).trend is None


def test_few_clusters_are_said():
    assert difference_in_differences(**teams(count=8)).few


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"group": [2] * 144}, "neither 0 nor 1"),
        ({"after": [0] * 144}, "One of the four cells is empty"),
        ({"cluster": ["one"] * 144}, "rows in both groups"),
        ({"outcome": [1.0] * 3}, "differ in length"),
    ],
)
def test_what_cannot_be_told_is_refused(change, says):
    with pytest.raises(Refused, match=says):
        difference_in_differences(**teams() | change)
