"""Where a missed task leads: decided from values alone, never in a circle, never more than twice."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.branching import MOST_SNOOZES, Made, Missed, is_the_same, lead
from coaching.calendars import Calendar
from coaching.programmes import Barrier, Behaviour, Programme, Step, Task

NOW = datetime(2026, 12, 4, 9, tzinfo=UTC)
"""A Friday."""
BERLIN = Calendar("Europe/Berlin")
BARRIERS = (
    Barrier("rushed", "No time", ("offer", "smaller")), Barrier("other-job", "Not my day", ("swap", "smaller")),
    Barrier("busy", "A busy week", ("snooze", "2")), Barrier("coach", "A word", ("tell", "coach")),
    Barrier("else", "Something else"),
)  # fmt: skip
ACT = Step("act", "Act", 5, task=Task("listening", "When", "act", "check"))
SMALLER = Step("smaller", "Smaller", None, task=Task("listening", "When", "act", "check"))
PROGRAMME = Programme("p", 1, "P", "listening", (Behaviour("listening", "l", "a", "c", barriers=BARRIERS),),
                      (ACT, SMALLER))  # fmt: skip
FRESH = Made({"act": 0}, {"act"})


@pytest.mark.parametrize(
    ("barrier", "what", "step", "day"),
    [("rushed", "offer", "smaller", date(2026, 12, 7)), ("other-job", "swap", "smaller", date(2026, 12, 7)),
     ("busy", "snooze", "act", date(2026, 12, 8)), ("coach", "tell", None, None)],
)  # fmt: skip
def test_each_barrier_leads_where_its_programme_says(barrier: str, what: str, step: str | None, day: date) -> None:
    found = lead(Missed(ACT, "not_yet", barrier), PROGRAMME, FRESH, BERLIN, NOW)
    assert found and (found.lead, found.step and found.step.name, found.first_day) == (what, step, day)
    assert found.round == (1 if step else 0)


@pytest.mark.parametrize(("value", "barrier"), [("done", "rushed"), ("not_yet", "else"), ("na", ""), ("na", "gone")])
def test_nothing_follows_from_what_is_no_miss_or_has_no_branch(value: str, barrier: str) -> None:
    assert lead(Missed(ACT, value, barrier), PROGRAMME, FRESH, BERLIN, NOW) is None


def test_a_day_off_does_not_count_as_a_working_day() -> None:
    holiday = Calendar("Europe/Berlin", days_off={date(2026, 12, 8): "a feast"})
    found = lead(Missed(ACT, "not_yet", "busy"), PROGRAMME, FRESH, holiday, NOW)
    assert found and found.first_day == date(2026, 12, 9)


def test_a_step_on_its_way_is_not_sent_for_again() -> None:
    found = lead(Missed(ACT, "na", "rushed"), PROGRAMME, Made({"act": 0, "smaller": 1}, {"smaller"}), BERLIN, NOW)
    assert found and found.lead == "nothing" and "on its way" in found.why


def test_no_answer_stands_in_a_reason() -> None:
    reasons = [lead(Missed(ACT, "na", one.name), PROGRAMME, FRESH, BERLIN, NOW) for one in BARRIERS]
    assert not any(
        one.name in found.why or one.text in found.why for one in BARRIERS for found in reasons if found and found.step
    )


@pytest.mark.parametrize(
    ("task", "barrier", "same"),
    [("not_yet", "rushed", True), ("na", "rushed", True), ("na", "busy", False), (None, "rushed", False),
     ("done", "rushed", False)],
)  # fmt: skip
def test_a_miss_for_the_same_reason_is_no_news(task: str | None, barrier: str, same: bool) -> None:
    assert is_the_same(Missed(ACT, "na", "rushed"), task, barrier) is same


@given(st.lists(st.sampled_from([one.name for one in BARRIERS]), max_size=12))
def test_whatever_is_answered_a_chain_ends(barriers: list[str]) -> None:
    """Each step of the chain is missed again for the next reason; what there is of prompts is kept count of."""
    missed, rounds, snoozes, planned = ACT, {"act": 0}, Counter[str](), [("act", 0)]
    for barrier in barriers:
        found = lead(Missed(missed, "na", barrier), PROGRAMME, Made(rounds, (), snoozes), BERLIN, NOW)
        if found and found.step:
            missed = found.step
            snoozes[missed.name] += found.lead == "snooze"
            rounds[missed.name] = found.round
            planned.append((missed.name, found.round))
    assert len(planned) == len(set(planned)) and len(planned) <= 2 + 2 * MOST_SNOOZES
