"""Clock changes, lateness, reminders, states, tokens: each rule by example, with its reason in the name."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching import reminding
from coaching.budget import fits
from coaching.calendars import Calendar, Hours, share_of, spread
from coaching.lateness import Do, decide
from coaching.programmes import Late
from coaching.reminding import Remind
from coaching.states import FOLLOWS, ImpossibleChange, State, change
from coaching.tokens import IN_A_MAIL, Purpose, derive, digest, keyed_hash

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
BERLIN, HOURS = Calendar("Europe/Berlin"), Hours()


def at(day: str, hour: str = "13:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{hour}:00+01:00")


def late(due: datetime, now: datetime, rule: Late | None = None) -> Do:
    return decide(due, BERLIN.day_of(due), now, rule or Late(), BERLIN, HOURS, "key").do


@pytest.mark.parametrize(
    ("hour", "utc"),
    [("01:59", "00:59"), ("02:00", "01:00"), ("02:30", "01:30"), ("03:00", "01:00")],
    ids=["before the gap", "first minute of the gap", "inside the gap", "after the gap"],
)
def test_a_skipped_hour_happens_after_the_gap(hour: str, utc: str) -> None:
    assert BERLIN.at(date(2026, 3, 29), time.fromisoformat(hour)).strftime("%H:%M") == utc


def test_a_repeated_hour_is_taken_the_first_time() -> None:
    assert BERLIN.at(date(2026, 10, 25), time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_an_answer_window_ends_with_the_fifth_working_day() -> None:
    assert BERLIN.closes_at(at("2026-11-25"), 5) == at("2026-12-03", "00:00")


def test_what_is_just_due_goes_out() -> None:
    assert late(at("2026-11-25"), at("2026-11-25", "17:00")) is Do.SEND


def test_a_backlog_is_put_off_within_the_day() -> None:
    decision = decide(at("2026-11-25"), date(2026, 11, 25), at("2026-11-26", "10:00"), Late(), BERLIN, HOURS, "key")
    assert decision.do is Do.DELAY
    assert at("2026-11-26", "10:00") <= decision.at < at("2026-11-26", "18:00")


@pytest.mark.parametrize(
    "now", [at("2026-11-25", "18:01"), at("2026-11-26", "07:29")], ids=["evening", "early morning"]
)
def test_quiet_hours_hold(now: datetime) -> None:
    decision = decide(at("2026-11-25", "17:55"), date(2026, 11, 25), now, Late(), BERLIN, HOURS, "key")
    wall = BERLIN.wall(decision.at)
    assert decision.do is Do.DELAY
    assert not HOURS.is_quiet(wall.time())
    assert BERLIN.works(wall.date())


@pytest.mark.parametrize(
    ("now", "rule", "expected"),
    [
        (at("2026-11-27"), Late(), Do.DELAY),
        (at("2026-11-28"), Late(), Do.SKIP),
        (at("2026-12-16"), Late(then="send"), Do.DELAY),
        (at("2026-11-27"), Late(up_to_days=1), Do.SKIP),
    ],
    ids=["two days", "three days", "never too late", "one day allowed"],
)
def test_late_is_too_late_when_the_step_says_so(now: datetime, rule: Late, expected: Do) -> None:
    assert late(at("2026-11-25"), now, rule) is expected


@given(st.integers(0, 730 * 24 * 60).map(lambda minutes: NEW_YEAR + timedelta(minutes=minutes)), st.text(max_size=8))
def test_whatever_is_put_off_lands_in_working_hours(now: datetime, key: str) -> None:
    decision = decide(now - timedelta(hours=7), now.date(), now, Late(then="send"), BERLIN, HOURS, key)
    wall = BERLIN.wall(decision.at)
    assert decision.at >= now
    assert BERLIN.works(wall.date())
    assert not HOURS.is_quiet(wall.time())


def test_the_budget_is_two_in_seven_days_and_two_days_apart() -> None:
    monday = date(2026, 11, 23)
    assert not fits(monday, [monday])
    assert not fits(monday, [monday + timedelta(days=1)])
    assert fits(monday, [monday + timedelta(days=2)])
    assert not fits(monday, [monday - timedelta(days=3), monday + timedelta(days=3)])
    assert fits(monday, [monday - timedelta(days=7), monday + timedelta(days=7)])


@pytest.mark.parametrize(
    ("now", "touches", "expected"),
    [
        (at("2026-11-26", "16:00"), [], Remind.WAIT),
        (at("2026-11-27", "13:15"), [], Remind.NOW),
        (at("2026-11-27", "12:00"), [], Remind.WAIT),
        (at("2026-11-27", "13:15"), [date(2026, 11, 28)], Remind.WAIT),
        (at("2026-11-30", "13:15"), [date(2026, 12, 1)], Remind.DROP),
        (at("2026-12-01", "13:15"), [], Remind.DROP),
    ],
    ids=["first day", "second day", "before the hour", "no room yet", "no room at all", "too late"],
)
def test_a_reminder_waits_for_its_day_and_its_room(now: datetime, touches: list[date], expected: Remind) -> None:
    assert reminding.decide(at("2026-11-25"), now, BERLIN, HOURS, "ada@example.org", touches) is expected


@given(st.sampled_from(list(State)), st.sampled_from(list(State)))
def test_only_changes_that_the_rules_know_are_possible(was: State, became: State) -> None:
    if became in FOLLOWS[was]:
        assert change(was, became) is became
    else:
        with pytest.raises(ImpossibleChange):
            change(was, became)


def test_a_retry_makes_the_same_link_and_no_two_purposes_share_one() -> None:
    made = [derive(b"secret", purpose, "message") for purpose in IN_A_MAIL]
    assert made == [derive(b"secret", purpose, "message") for purpose in IN_A_MAIL]
    assert len({digest(token) for token in made}) == len(IN_A_MAIL)
    assert derive(b"other", Purpose.ANSWER, "message") != made[0]


def test_an_address_is_suppressed_however_it_is_written() -> None:
    assert keyed_hash(b"k", " Ada@Example.org ") == keyed_hash(b"k", "ada@example.org")


@given(st.text(max_size=30))
def test_a_share_is_repeatable_and_below_one(text: str) -> None:
    assert share_of(text) == share_of(text)
    assert 0 <= share_of(text) < 1
    assert timedelta(0) <= spread(text) < timedelta(minutes=10)
