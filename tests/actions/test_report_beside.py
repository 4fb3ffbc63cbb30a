from dataclasses import replace
from pathlib import Path

import pytest

from actions.report.beside import compare
from actions.report.shape import Report
from actions.reporting import report, report_beside
from coaching.errors import Refused
from content.reports import report_html
from measure.beside import Interval, difference
from tests.actions.stories import AFTER
from tests.actions.test_reporting import told


def reworded(found: Report, asks: str) -> Report:
    return replace(found, cohort="spring", behaviours=tuple(replace(one, asks=asks) for one in found.behaviours))


@pytest.fixture(scope="module")
def autumn(tmp_path_factory: pytest.TempPathFactory) -> Report:
    story = told(tmp_path_factory.mktemp("autumn"))
    found = report(story.house, "autumn", AFTER)
    story.house.store.close()
    return found


def test_cohorts_that_were_asked_the_same_are_compared_and_no_effect_is_claimed(autumn: Report) -> None:
    slower = tuple(replace(one, growth={**one.growth, "end_minus_baseline": 0.2, "ci": (-0.3, 0.7)})
                   for one in autumn.behaviours)  # fmt: skip
    found = compare(autumn, replace(autumn, cohort="spring", behaviours=slower))[0]
    assert found.estimate == pytest.approx(autumn.behaviours[0].growth["end_minus_baseline"] - 0.2)
    assert found.low is not None and found.low < found.estimate and not found.drawn


def test_other_words_are_refused(autumn: Report) -> None:
    with pytest.raises(Refused, match="asked in different words"):
        compare(autumn, reworded(autumn, "On how many of your last ten working days ..."))


def test_other_weeks_are_refused(autumn: Report) -> None:
    shorter = tuple(replace(one, growth={**one.growth, "to": "middle"}) for one in autumn.behaviours)
    with pytest.raises(Refused, match="up to week 12 in one and week 6"):
        compare(autumn, replace(autumn, cohort="spring", behaviours=shorter))


def test_other_behaviours_and_a_cohort_with_itself_are_refused(autumn: Report) -> None:
    others = tuple(replace(one, behaviour=f"{one.behaviour}-too") for one in autumn.behaviours)
    with pytest.raises(Refused, match="different behaviours"):
        compare(autumn, replace(autumn, cohort="spring", behaviours=others))
    with pytest.raises(Refused, match="with itself"):
        compare(autumn, autumn)


def test_a_cohort_that_shows_nothing_is_said_to_be_too_small(autumn: Report) -> None:
    with pytest.raises(Refused, match="too few people answer in 'spring', so nothing is shown"):
        compare(autumn, replace(autumn, cohort="spring", behaviours=()))


def test_the_report_says_the_difference_on_its_first_page(tmp_path: Path) -> None:
    story = told(tmp_path)
    with pytest.raises(Refused, match="with itself"):
        report_beside(story.house, "autumn", "autumn", AFTER)
    found = report(story.house, "autumn", AFTER)
    compared = report(story.house, "autumn", AFTER, compare(found, replace(found, cohort="spring")))
    page = report_html(compared)
    assert "0.0 days more in 'autumn' than in 'spring'" in compared.lead[1]
    assert "this is a difference, not an effect" in compared.lead[1] and "no: a difference, not an effect" in page
    story.house.store.close()


def test_a_difference_of_small_groups_takes_welchs_degrees_of_freedom() -> None:
    """Equal standard errors and groups: twice the degrees of freedom of one."""
    assert difference(Interval(1, 0, 2, 10), Interval(1, 0, 2, 10)).df == 20
    assert difference(Interval(1, 0, 2, None), Interval(1, 0, 2, 10)).df is not None
