"""Away, order, lateness and shifts: each clause of the calendar's rules by example."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

import pytest

from coaching.calendars import Calendar, Hours
from coaching.planning import place
from coaching.plans import Planned, Wanted
from coaching.programmes import Late, Measure, Step
from tests.coaching.test_planning import NOW, WORKSHOP, check, days, planned, task

BERLIN = "Europe/Berlin"


def away(first: str, last: str) -> frozenset[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return frozenset(start + timedelta(days=n) for n in range((end - start).days + 1))


def reasons(found: dict[str, Planned]) -> dict[str, str]:
    return {name: one.reason for name, one in found.items() if not one.due_at}


def test_an_absence_moves_a_task_to_the_first_working_day_after_it() -> None:
    found = planned(task("t", 5), away=away("2026-12-07", "2026-12-18"))
    assert days(found) == {"t": "Mon 21 Dec"}
    assert found["t"].why == "day 5: Mon 7 Dec 2026 is a day away, moved to Mon 21 Dec 2026"


def test_a_check_in_waits_for_five_working_days_after_an_absence() -> None:
    found = planned(check("c", 14), away=away("2026-12-14", "2026-12-16"))
    assert days(found) == {"c": "Thu 24 Dec"}


def test_a_check_in_soon_after_an_absence_waits_for_its_five_working_days() -> None:
    found = planned(check("c", 14), away=away("2026-12-07", "2026-12-11"))
    assert days(found) == {"c": "Mon 21 Dec"}
    assert "fewer than five working days behind it" in found["c"].why


def test_a_check_in_more_than_ten_days_from_its_place_is_left_out_as_away() -> None:
    found = planned(check("c", 14), away=away("2026-12-14", "2026-12-18"), days_off={date(2026, 12, 25): "Christmas"})
    assert reasons(found) == {"c": "away"}
    assert "away around Wed 16 Dec 2026" in found["c"].why


def test_a_public_holiday_is_no_absence() -> None:
    found = planned(check("c", 14), days_off={date(2026, 12, 15): "a holiday"})
    assert days(found) == {"c": "Wed 16 Dec"}


def test_tasks_without_room_after_a_long_absence_are_left_out_as_away() -> None:
    tasks = [task(f"t{n}", n) for n in (5, 9, 14, 21)]
    found = planned(*tasks, check("c", 28), away=away("2026-12-05", "2026-12-27"))
    assert days({"c": found["c"]}) == {"c": "Mon 04 Jan"}
    assert set(reasons(found).values()) == {"away"}
    assert found["t5"].due_at


def test_a_task_is_left_out_for_the_budget_only_when_nobody_was_away() -> None:
    crowd = {date(2026, 12, 7) + timedelta(days=n): None for n in range(0, 20, 3)}
    calendar = Calendar(BERLIN)
    (found,) = place(calendar, Hours(), [Wanted(task("t", 5))], WORKSHOP, NOW, crowd)
    assert (found.state, found.reason) == ("skipped", "budget")


def test_a_baseline_before_the_workshop_outweighs_its_five_days() -> None:
    baseline = check("b", -7, Measure.BASELINE, until_days=-1)
    found = planned(baseline, away=away("2026-11-24", "2026-11-30"))
    assert days(found) == {"b": "Tue 01 Dec"}


def test_a_late_baseline_takes_the_first_slot_and_the_step_of_day_two_moves() -> None:
    baseline = check("b", -7, Measure.BASELINE, until_days=0)
    now = datetime(2026, 12, 3, 9, tzinfo=UTC)
    assert days(planned(baseline, task("t", 2), now=now)) == {"b": "Thu 03 Dec", "t": "Mon 07 Dec"}


def test_a_late_baseline_on_day_two_carries_the_step_of_that_day() -> None:
    baseline = check("b", -7, Measure.BASELINE, until_days=0)
    found = planned(baseline, task("t", 2), now=datetime(2026, 12, 4, 9, tzinfo=UTC))
    assert days(found) == {"b": "Fri 04 Dec", "t": "Fri 04 Dec"}
    assert found["b"].due_at == found["t"].due_at


def test_no_step_goes_before_an_earlier_one() -> None:
    found = planned(task("a", 11), task("b", 12), task("c", 13), check("d", 14), task("e", 15))
    assert days(found) == {
        "a": "Mon 14 Dec",
        "b": "Wed 16 Dec",
        "c": "Tue 15 Dec",
        "d": "Wed 16 Dec",
        "e": "Mon 21 Dec",
    }
    assert reasons(found) == {"c": "budget"}


def test_a_shift_moves_check_ins_too() -> None:
    late = task("a", 2, late=Late(then="shift"))
    found = planned(late, check("c", 14), workshop=date(2026, 11, 12))
    assert days(found) == {"a": "Tue 24 Nov", "c": "Mon 07 Dec"}
    assert "10 days later because an earlier step went out late" in found["c"].why


def test_a_shift_waits_until_it_is_too_late() -> None:
    found = planned(task("a", 5, late=Late(then="shift")), task("b", 16), workshop=date(2026, 11, 18))
    assert days(found) == {"a": "Tue 24 Nov", "b": "Fri 04 Dec"}


def test_a_step_that_rides_takes_the_next_mail_and_never_makes_one() -> None:
    steps: Iterable[Step] = (task("t", 9), task("again", 2))
    wanted = [Wanted(step, rides=step.name == "again") for step in steps]
    calendar = Calendar(BERLIN)
    found = place(calendar, Hours(), wanted, WORKSHOP, NOW)
    assert [one.day for one in found] == [date(2026, 12, 11)] * 2
    (alone,) = place(calendar, Hours(), wanted[1:], WORKSHOP, NOW)
    assert alone.due_at is None


@pytest.mark.parametrize(
    ("asked", "given"),
    [("06:00", "07:30"), ("17:55", "17:50"), ("18:00", "17:50"), ("23:00", "17:50"), ("12:00", "12:00")],
)
def test_an_hour_of_a_step_keeps_clear_of_the_quiet_ones(asked: str, given: str) -> None:
    assert Hours().within(time.fromisoformat(asked)) == time.fromisoformat(given)


def test_a_weekend_is_the_one_of_the_country() -> None:
    calendar = Calendar("Asia/Riyadh", frozenset({6, 0, 1, 2, 3}), weekend=frozenset({4, 5}))
    assert (calendar.off(date(2026, 12, 4)), calendar.works(date(2026, 12, 6))) == ("a weekend", True)
