"""Leave, pause, resume and away by name: in one cohort, and only there."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from actions import standing
from actions.auditing import audit
from actions.house import House
from actions.own_data import export
from coaching.errors import NotAllowed, Refused
from storage.rows import EnrollmentRow, PromptRow
from tests import make

ADA = "ada@example.org"


def in_two_cohorts(house: House) -> None:
    make.enrolled(house, [ADA])
    make.enrolled(house, [ADA], name="Second")


def sent_by_cohort(house: House) -> dict[int, set[str]]:
    with house.store.read() as session:
        rows = session.execute(
            select(EnrollmentRow.cohort_id, PromptRow.state).join(  # type: ignore[call-overload]
                PromptRow, PromptRow.enrollment_id == EnrollmentRow.id
            )
        )
        found: dict[int, set[str]] = {}
        for cohort_id, state in rows:
            found.setdefault(cohort_id, set()).add(state)
    return found


def test_a_pause_in_one_cohort_leaves_the_other_running(house: House, tmp_path: Path) -> None:
    in_two_cohorts(house)
    standing.pause(house, ADA, make.NOW, "Hamburg")
    make.sent(house, tmp_path, make.berlin("2026-11-25"))
    paused, running = sent_by_cohort(house).values()
    assert "sent" not in paused
    assert "sent" in running


def test_with_several_cohorts_the_refusal_lists_them(small: House) -> None:
    in_two_cohorts(small)
    with pytest.raises(Refused, match="Hamburg, Second"):
        standing.pause(small, ADA, make.NOW)


def test_a_cohort_that_was_left_need_not_be_told_apart(small: House) -> None:
    in_two_cohorts(small)
    standing.leave(small, ADA, make.NOW, "Hamburg")
    assert standing.pause(small, ADA, make.NOW) == ("Second",)


def test_what_the_command_line_does_to_somebody_or_reads_of_them_is_written_down(house: House) -> None:
    make.enrolled(house, [ADA])
    standing.pause(house, ADA, make.NOW)
    standing.resume(house, ADA, make.NOW)
    copy = export(house, ADA, make.NOW).everything
    looked, *acted = audit(house, ADA)
    assert (looked.what, looked.page, looked.who, looked.role) == ("looked", "export", "command", "operator")
    assert [(one.what, one.did, one.cohort) for one in acted] == [
        ("operator_acted", "resumed", "Hamburg"), ("operator_acted", "paused", "Hamburg"),
    ]  # fmt: skip
    assert {one.whom for one in (looked, *acted)} == {acted[0].whom} and "ada" not in str(acted)
    assert "operator_acted" in str(copy)


@pytest.mark.parametrize(("first", "last"), [((9999, 12, 30), (9999, 12, 31)), ((2029, 1, 2), (2029, 1, 3))])
def test_days_away_of_a_wrong_year_are_asked_about(
    small: House, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    make.enrolled(small, [ADA])
    with pytest.raises(Refused, match=r"more than two years ahead\. Check the year\."):
        standing.away(small, ADA, date(*first), date(*last), make.NOW)


def test_nobody_who_left_is_said_to_be_paused_or_to_go_on(small: House) -> None:
    make.enrolled(small, [ADA])
    standing.leave(small, ADA, make.NOW)
    for act in (standing.pause, standing.resume):
        with pytest.raises(NotAllowed, match=r"^Participant 'p-\w+' has left 'Hamburg': nothing goes to them there"):
            act(small, ADA, make.NOW)
    assert standing.leave(small, ADA, make.NOW) == ("Hamburg",)


def test_nobody_who_has_not_started_is_said_to_be_paused(small: House) -> None:
    make.enrolled(small, [ADA], consent="opt-in")
    with pytest.raises(NotAllowed, match="has not started in 'Hamburg': nothing is sent unless they press Start"):
        standing.pause(small, ADA, make.NOW)


def test_a_baseline_that_an_absence_moved_past_the_workshop_is_marked_late(house: House, tmp_path: Path) -> None:
    make.enrolled(house, [ADA])
    standing.away(house, ADA, date(2026, 11, 25), date(2026, 12, 2), make.NOW)
    make.sent(house, tmp_path, make.berlin("2026-12-10"))
    with house.store.read() as session:
        baseline = session.exec(select(PromptRow).where(PromptRow.step == "baseline")).one()
        assert (baseline.state, baseline.late_baseline) == ("sent", True)
        assert session.exec(select(EnrollmentRow.late_baseline)).all() == [True]
