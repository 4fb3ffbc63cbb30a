from pathlib import Path

import pytest

from actions.enrolling import NewCohort, enroll
from actions.report.shape import Report
from actions.reporting import report, report_csv
from coaching.programmes import Measure
from content.lint import lint
from content.reader import read_programme
from content.reports import report_html
from content.roster import Roster, RosterRow
from tests.actions.stories import AFTER, BEFORE, PROGRAMME, WORKSHOP, Story

PROBED = PROGRAMME.replace(
    "  - {name: seen,",
    "  - {name: half-year, after_days: 180, check_in: [attention, patience]}\n"
    "  - {name: year, after_days: 365, check_in: [attention]}\n  - {name: seen,",
)
PEOPLE = [f"p{n}" for n in range(8)]


def reported(folder: Path, answering: list[str], programme: str = PROBED) -> Report:
    """Tell of people who say 4 at the end, 3 or 4 after half a year, and 2 after a year."""
    story = Story(folder)
    rows = tuple(RosterRow(n + 2, f"{one}@example.org") for n, one in enumerate(PEOPLE))
    enroll(story.house, NewCohort("autumn", programme, "p.yaml", WORKSHOP, zone="Europe/Berlin"), Roster(rows, (), ()),
           BEFORE)  # fmt: skip
    for step in ("start", "early", "middle", "end"):
        story.send(step)
        for one in PEOPLE:
            story.answer(step, one, attention=4, patience=2)
    for step, days in (("half-year", 3), ("year", 2)):
        story.send(step)
        for n, one in enumerate(answering):
            story.answer(step, one, attention=days + (n % 2 if step == "half-year" else 0))
    for step in ("half-year", "year"):
        story.expire(step)
    found = report(story.house, "autumn", AFTER.replace(year=2028))
    story.house.store.close()
    return found


def test_what_is_left_after_half_a_year_and_a_year_stands_beside_the_last_check_in(tmp_path: Path) -> None:
    found = reported(tmp_path, PEOPLE)
    half, year = found.fade
    assert (half.label, half.since, half.to, half.n, half.acts) == ("whole attention", 12, 26, 8, 0)
    assert half.change == pytest.approx(-0.5) and half.low < half.change < half.high
    assert (year.to, year.change) == (53, pytest.approx(-2.0))
    page = report_html(found)
    assert "After the prompts stopped" in page and "week 12 to 26" in page
    assert sum(row.startswith("fade,") for row in report_csv(found).splitlines()) == 2
    assert found.to_json()["fade"][0]["change"] == pytest.approx(-0.5)


def test_of_few_who_answered_both_nothing_is_shown(tmp_path: Path) -> None:
    found = reported(tmp_path, PEOPLE[:4])
    assert found.fade == ()
    assert any(what == "What is left of whole attention in week 26" and "fewer than 5" in why
               for what, why in found.withheld)  # fmt: skip


def test_a_probe_on_day_90_follows_up_where_the_file_says_that_it_ends_before(tmp_path: Path) -> None:
    probe = "  - {name: day-90, after_days: 90, check_in: [attention]}\n  - {name: half-year,"
    text = PROBED.replace("  - {name: half-year,", probe)
    undeclared = read_programme(text, "p.yaml")
    declared = read_programme(text.replace("steps:\n", "ends_after_days: 84\nsteps:\n", 1), "p.yaml")
    ends = [next(one.name for one in read.check_ins if one.measure is Measure.LAST) for read in (undeclared, declared)]
    assert ends == ["day-90", "end"] and declared.step("day-90").measure is Measure.FOLLOW_UP
    assert any("ends_after_days: 84" in str(fault) for fault in lint(text, "p.yaml"))
    found = reported(tmp_path, PEOPLE, text.replace("steps:\n", "ends_after_days: 84\nsteps:\n", 1))
    assert found.behaviours[0].growth["to"] == "end" and [one.since for one in found.fade] == [12, 12]


def test_a_year_is_a_follow_up_and_no_end(tmp_path: Path) -> None:
    read = read_programme(PROBED, "p.yaml")
    assert [read.step(name).measure for name in ("end", "half-year", "year")] == [
        Measure.LAST, Measure.FOLLOW_UP, Measure.FOLLOW_UP,
    ]  # fmt: skip
