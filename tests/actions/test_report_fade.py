from pathlib import Path

import pytest

from actions.enrolling import NewCohort, enroll
from actions.report.shape import Report
from actions.reporting import report, report_csv
from content.reports import report_html
from content.roster import Roster, RosterRow
from tests.actions.stories import AFTER, BEFORE, PROGRAMME, WORKSHOP, Story

PROBED = PROGRAMME.replace(
    "  - {name: seen,",
    "  - {name: half-year, after_days: 180, check_in: [attention, patience]}\n"
    "  - {name: year, after_days: 365, check_in: [attention]}\n  - {name: seen,",
)
PEOPLE = [f"p{n}" for n in range(8)]


def reported(folder: Path, answering: list[str]) -> Report:
    """Tell of people who say 4 at the end, 3 or 4 after half a year, and 2 after a year."""
    story = Story(folder)
    rows = tuple(RosterRow(n + 2, f"{one}@example.org") for n, one in enumerate(PEOPLE))
    enroll(story.house, NewCohort("autumn", PROBED, "p.yaml", WORKSHOP, zone="Europe/Berlin"), Roster(rows, (), ()),
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
