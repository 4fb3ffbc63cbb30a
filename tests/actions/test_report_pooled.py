from dataclasses import replace
from pathlib import Path

import pytest

from actions.report.pooling import pool
from actions.report.shape import Report
from actions.reporting import report, report_pooled
from coaching.errors import Refused
from content.reports import report_html
from measure.beside import Interval, pooled
from tests.actions.stories import AFTER, Story
from tests.actions.test_report_drawn import lived, told


@pytest.fixture(scope="module")
def autumn(tmp_path_factory: pytest.TempPathFactory) -> Report:
    story = told(tmp_path_factory.mktemp("autumn"), "wait-list:6")
    found = report(story.house, "autumn", AFTER)
    with pytest.raises(Refused, match="pooled with itself"):
        report_pooled(story.house, "autumn", ["autumn"], AFTER)
    story.house.store.close()
    unsure = tuple(replace(at, low=at.estimate - 0.8, high=at.estimate + 0.8) for at in found.comparisons)
    return replace(found, comparisons=unsure)


def moved(found: Report, by: float) -> Report:
    """Return the report of another cohort whose effects are *by* days larger."""
    more = tuple(replace(at, estimate=at.estimate + by, low=(at.low or 0) + by, high=(at.high or 0) + by)
                 for at in found.comparisons)  # fmt: skip
    return replace(found, cohort=f"other {by}", comparisons=more)


def test_cohorts_together_are_surer_than_one(autumn: Report) -> None:
    one, many = autumn.comparisons[0], pool([autumn, moved(autumn, 0.4), moved(autumn, -0.4)])[0]
    assert many.drawn and many.estimate == pytest.approx(one.estimate)
    assert many.high and many.low and one.high and one.low and many.high - many.low < one.high - one.low
    assert many.people == 72 and "72 people in 3 cohorts, each compared within itself" in many.note


def test_equal_parts_have_the_error_of_a_mean() -> None:
    found = pooled([Interval(1, 0, 2, 20), Interval(1, 0, 2, 20)], [5, 5])
    assert found.df == 40 and found.high - found.estimate == pytest.approx(0.6852, abs=0.001)


def test_other_words_and_cohorts_without_an_effect_are_refused(autumn: Report) -> None:
    reworded = tuple(replace(at, asks="In other words?") for at in autumn.behaviours)
    with pytest.raises(Refused, match="asked in different words"):
        pool([autumn, replace(autumn, cohort="spring", behaviours=reworded)])
    with pytest.raises(Refused, match="Fewer than two"):
        pool([autumn, replace(autumn, cohort="spring", comparisons=())])


def test_a_cohort_without_the_design_is_refused(tmp_path: Path) -> None:
    story = told(tmp_path, "hold-back:6/2", people=["a", "b"])
    story.enroll(["c"], cohort="spring")
    with pytest.raises(Refused, match="Cohort 'spring' has no drawn design"):
        report_pooled(story.house, "autumn", ["spring"], AFTER)
    story.house.store.close()


def test_two_cohorts_that_were_enrolled_and_answered_are_read_together(tmp_path: Path) -> None:
    story = Story(tmp_path)
    lived(story, "autumn", "wait-list:6", [f"a{n}" for n in range(24)], effect=1, wobble=1)
    lived(story, "spring", "wait-list:6", [f"b{n}" for n in range(16)], effect=2, wobble=1)
    single = [report(story.house, name, AFTER).comparisons[0] for name in ("autumn", "spring")]
    found = report_pooled(story.house, "autumn", ["spring"], AFTER)
    together = next(one for one in found.comparisons if "2 cohorts together" in one.measured)
    weighted = (24 * single[0].estimate + 16 * single[1].estimate) / 40
    assert together.estimate == pytest.approx(weighted) and together.people == 40 and together.drawn
    assert together.low is not None and together.low < weighted and "40 people in 2 cohorts" in together.note
    assert "2 cohorts together" in report_html(found)
    story.house.store.close()
