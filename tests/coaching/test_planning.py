"""Days on the participant's calendar, hours on their wall, and never too much."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching import budget
from coaching.calendars import Calendar, Hours
from coaching.planning import plan
from coaching.plans import Person, Planned
from coaching.programmes import Behaviour, Late, Measure, Programme, Step, Task

BEHAVIOUR = Behaviour("listening", "listening", "On how many ...?", "Nobody came")
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
WORKSHOP = date(2026, 12, 2)


def task(name: str, after_days: int, **more: object) -> Step:
    return Step(name, name, after_days, task=Task("listening", "When", "act", "check"), **more)  # type: ignore[arg-type]


def check(name: str, after_days: int, measure: Measure = Measure.CHECK_IN, **more: object) -> Step:
    return Step(name, name, after_days, check_in=("listening",), measure=measure, **more)  # type: ignore[arg-type]


BASELINE = check("baseline", -7, Measure.BASELINE, until_days=-1)


def programme(*steps: Step) -> Programme:
    return Programme("p", 1, "P", "listening", (BEHAVIOUR,), steps)


def planned(
    *steps: Step, zone: str = "Europe/Berlin", now: datetime = NOW, workshop: date = WORKSHOP, **calendar: object
) -> dict[str, Planned]:
    person = Person("ada@example.org", Calendar(zone, **calendar))  # type: ignore[arg-type]
    return {one.step.name: one for one in plan(person, programme(*steps), workshop, now)}


def days(found: dict[str, Planned]) -> dict[str, str]:
    return {name: f"{one.day:%a %d %b}" for name, one in found.items()}


def test_a_weekend_moves_a_step_to_monday_and_says_why() -> None:
    found = planned(task("t", 3))
    assert days(found) == {"t": "Mon 07 Dec"}
    assert found["t"].why == "day 3: Sat 5 Dec 2026 is a weekend, moved to Mon 7 Dec 2026"


def test_a_holiday_moves_a_step_and_is_named() -> None:
    found = planned(task("t", 23), days_off={date(2026, 12, 25): "Christmas Day"})
    assert "Christmas Day" in found["t"].why
    assert days(found) == {"t": "Mon 28 Dec"}


def test_working_days_of_ones_own_are_kept() -> None:
    assert days(planned(task("t", 5), working_days=frozenset({2, 3}))) == {"t": "Wed 09 Dec"}


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])
def test_nine_stays_nine_on_the_wall_clock(zone: str) -> None:
    steps = [task(f"t{n}", n * 7) for n in range(1, 30)]
    walls = [one.due_at.astimezone(ZoneInfo(zone)).time() for one in planned(*steps, zone=zone).values() if one.due_at]
    assert all(time(9) <= wall < time(9, 10) for wall in walls)


def test_a_mail_with_a_check_in_goes_at_the_hour_of_check_ins() -> None:
    found = planned(task("t", 14), check("c", 14))
    assert found["t"].due_at == found["c"].due_at
    assert found["c"].due_at and found["c"].due_at.astimezone(ZoneInfo("Europe/Berlin")).hour == 13


def test_an_hour_of_its_own_is_kept() -> None:
    due = planned(task("t", 5, send_at=time(16, 30)))["t"].due_at
    assert due and due.astimezone(ZoneInfo("Europe/Berlin")).strftime("%H:%M") in {f"16:{m}" for m in range(30, 40)}


def test_the_baseline_falls_on_the_best_day_before_the_workshop() -> None:
    assert days(planned(BASELINE)) == {"baseline": "Wed 25 Nov"}
    assert days(planned(BASELINE, workshop=date(2026, 12, 7))) == {"baseline": "Tue 01 Dec"}


def test_a_missed_baseline_is_asked_at_once_and_flagged() -> None:
    found = planned(BASELINE, workshop=date(2026, 11, 20))["baseline"]
    assert (found.due_at, found.late_baseline) == (NOW, True)


def test_what_is_long_past_at_enrolment_is_left_out() -> None:
    found = planned(task("old", 2), task("new", 30), workshop=date(2026, 11, 4))
    assert (found["old"].state, found["old"].reason, found["old"].due_at) == ("skipped", "late", None)
    assert found["new"].state == "planned"


def test_what_is_a_day_past_at_enrolment_is_asked_at_once() -> None:
    assert planned(task("t", 5), workshop=date(2026, 11, 18), now=NOW)["t"].due_at == NOW


def test_a_step_that_is_never_too_late_is_sent_however_late() -> None:
    found = planned(task("t", 2, late=Late(then="send")), workshop=date(2026, 10, 1))
    assert found["t"].due_at == NOW


def test_a_shift_moves_the_rest_as_well() -> None:
    found = planned(task("a", 2, late=Late(then="shift")), task("b", 16), workshop=date(2026, 11, 12))
    assert days(found) == {"a": "Tue 24 Nov", "b": "Tue 08 Dec"}


def test_two_tasks_pushed_together_do_not_share_a_mail() -> None:
    found = planned(task("a", 3), task("b", 5))
    assert days(found) == {"a": "Mon 07 Dec", "b": "Wed 09 Dec"}


def test_a_later_programme_joins_or_yields() -> None:
    other = {
        date(2026, 12, 7): datetime(2026, 12, 7, 8, 3, tzinfo=UTC),
        date(2026, 12, 10): datetime(2026, 12, 10, 8, tzinfo=UTC),
    }
    person = Person("ada@example.org", Calendar("Europe/Berlin"))
    found = {one.step.name: one for one in plan(person, programme(task("a", 5), task("b", 6)), WORKSHOP, NOW, other)}
    assert found["a"].due_at == other[date(2026, 12, 7)]
    assert found["b"].due_at == other[date(2026, 12, 10)]


def test_evening_enrolment_starts_the_next_working_day() -> None:
    found = planned(BASELINE, workshop=date(2026, 11, 20), now=datetime(2026, 11, 27, 19, tzinfo=UTC))
    assert days(found) == {"baseline": "Mon 30 Nov"}


STEPS = st.lists(st.integers(-7, 200), min_size=1, max_size=14, unique=True).map(
    lambda offsets: [check(f"s{n}", n) if n % 14 == 0 else task(f"s{n}", n) for n in sorted(offsets)]
)
ZONES = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"}))


@given(STEPS, ZONES, st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.sets(st.integers(0, 6), min_size=1))
@settings(max_examples=150, deadline=None)
def test_no_plan_breaks_the_budget_the_hours_or_the_order(
    steps: Sequence[Step], zone: str, workshop: date, working_days: set[int]
) -> None:
    calendar = Calendar(zone, frozenset(working_days))
    now = datetime(workshop.year, workshop.month, workshop.day, 6, tzinfo=UTC) - timedelta(days=20)
    found = plan(Person("ada@example.org", calendar), programme(*steps), workshop, now)
    assert [one.step.name for one in found] == [step.name for step in steps]
    sent = sorted({one.day for one in found if one.due_at})
    assert all(budget.fits(day, [other for other in sent if other != day]) for day in sent)
    for one in found:
        if one.due_at is None:
            assert one.reason in ("late", "budget")
        else:
            wall = calendar.wall(one.due_at)
            assert calendar.works(wall.date())
            assert one.due_at == now or not Hours().is_quiet(wall.time())
    tasks = [one.day for one in found if one.due_at and one.step.task]
    assert tasks == sorted(tasks)
