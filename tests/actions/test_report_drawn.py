from pathlib import Path

import pytest
from sqlmodel import select

from actions.enrolling import NewCohort, enroll
from actions.report.shape import Report
from actions.reporting import report
from content.reports import report_html
from content.roster import Roster, RosterRow
from storage.rows import DrawRow, EnrollmentRow, ParticipantRow, RecipientRow
from tests.actions.stories import AFTER, BEFORE, CHECK_INS, PROGRAMME, WORKSHOP, Story

PEOPLE = [f"p{n}" for n in range(24)]


def told(folder: Path, design: str, people: list[str] = PEOPLE, groups: int = 0, effect: int = 2) -> Story:
    """Tell of a cohort in which those who have begun do *effect* days more than those who wait."""
    story = Story(folder)
    lived(story, "autumn", design, people, groups, effect)
    return story


def lived(
    story: Story, cohort: str, design: str, people: list[str] = PEOPLE, groups: int = 0, effect: int = 2,
    wobble: int = 0,
) -> None:  # fmt: skip
    """Let one cohort of a story be enrolled with a design, sent everything and answer."""
    rows = tuple(
        RosterRow(n + 2, f"{one}@example.org", start_group=f"g{n % groups}" if groups else "")
        for n, one in enumerate(people)
    )
    new = NewCohort(cohort, PROGRAMME, "small.yaml", WORKSHOP, zone="Europe/Berlin", design=design, pooled=True)
    enroll(story.house, new, Roster(rows, (), ()), BEFORE)
    arm = arms(story)
    for n, step in enumerate(CHECK_INS):
        story.send(step)
        for m, one in enumerate(people):
            begun = arm[one] in ("now", "start-1", "coached") or (n == 3 and "later" in arm.values())
            more = wobble if n and (m * 5 + n) % 3 == 0 else 0
            story.answer(step, one, attention=1 + m % 2 + (effect if begun and n else 0) + more, patience=2)


def arms(story: Story) -> dict[str, str]:
    with story.session() as session:
        rows = session.execute(
            select(RecipientRow.folded, DrawRow.arm)
            .join(ParticipantRow, ParticipantRow.recipient_id == RecipientRow.id)  # type: ignore[arg-type]
            .join(EnrollmentRow, EnrollmentRow.participant_id == ParticipantRow.id)  # type: ignore[arg-type]
            .join(DrawRow, DrawRow.enrollment_id == EnrollmentRow.id)  # type: ignore[arg-type]
        )
        return {address.partition("@")[0]: arm for address, arm in rows}


def reported(folder: Path, design: str, **what: object) -> Report:
    story = told(folder, design, **what)  # type: ignore[arg-type]
    found = report(story.house, "autumn", AFTER)
    assert report(story.house, "autumn", AFTER) == found
    story.house.store.close()
    return found


@pytest.mark.parametrize(("design", "check_ins"), [("wait-list:6", 2), ("hold-back:6/2", 3)])
def test_what_was_drawn_is_reported_as_an_effect(tmp_path: Path, design: str, check_ins: int) -> None:
    found = reported(tmp_path, design)
    first = found.comparisons[0]
    assert first.drawn and first.estimate == pytest.approx(2.0, abs=0.3) and first.unit == "days"
    assert first.low is not None and first.low > 1 and f"24 people at {check_ins} check-ins" in first.note
    assert "not an effect" not in " ".join(found.lead) and "by the draw" in found.lead[1]
    assert "by the draw" in report_html(found)


def test_a_behaviour_on_which_nothing_happened_shows_nothing(tmp_path: Path) -> None:
    found = reported(tmp_path, "wait-list:6", effect=0)
    assert found.comparisons[0].low is not None and found.comparisons[0].high is not None
    assert found.comparisons[0].low <= 0 <= found.comparisons[0].high


def test_each_design_says_what_it_cannot_show(tmp_path: Path) -> None:
    said = " ".join(reported(tmp_path, "wait-list:6").cannot_show)
    assert "nothing about how long it lasts" in said and "waited knew it" in said
    assert "Nobody without the programme was asked" not in said


def test_small_sides_are_withheld_with_the_reason(tmp_path: Path) -> None:
    found = reported(tmp_path, "hold-back:6/4", people=PEOPLE[:12])
    assert found.comparisons == ()
    assert any(what == "What the draw shows of whole attention" and "too few" in why for what, why in found.withheld)


def test_start_groups_are_tested_by_the_orders_that_could_have_been_drawn(tmp_path: Path) -> None:
    found = reported(tmp_path, "wait-list:6", groups=6)
    assert "6 start groups, drawn whole" in found.comparisons[0].note and "among 20 orders" in found.comparisons[0].note
    assert found.comparisons[0].estimate == pytest.approx(2.0, abs=0.5)
