"""Whatever is answered, in whatever order: nothing is planned twice, the budget is kept, and the ledger adds up."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from actions.answering import AlreadyOver
from coaching import budget
from tests import make
from tests.actions.journeys import Journey

FIRST, LAST = date(2026, 12, 4), date(2027, 3, 5)
BARRIERS = ("rushed", "wrong-task", "busy-week", "ask-coach", "other", "")
TASKS = ("first-task", "second-task", "one-person", "say-it-back")


def sends(journey: Journey) -> list[date]:
    """Return the days to come on which something is planned, by the plan as it stands."""
    return sorted({row.local_day for row in journey.rows() if row.state == "planned"})


def answer_all(journey: Journey, day: date, draw: st.DataObject) -> None:
    """Answer what is open as somebody might: each prompt by a draw of its own, some of them not at all."""
    for row in [row for row in journey.rows() if row.state == "sent" and row.local_day >= day - timedelta(days=14)]:
        values = {}
        if row.step in TASKS and (value := draw.draw(st.sampled_from(["done", "not_yet", "na", ""]), label=row.step)):
            values = {"task": value, "barrier": draw.draw(st.sampled_from(BARRIERS))}
        elif row.step == "recall" and (choice := draw.draw(st.sampled_from(["1", "2", ""]), label="recall")):
            values = {"choice": choice}
        if values:
            try:
                journey.answer_at(row, make.berlin(str(day), "16:00"), **values)
            except AlreadyOver:
                assert row.closes_at and row.closes_at <= make.berlin(str(day), "16:00")


def check(journey: Journey) -> None:
    rows = journey.rows()
    assert max(Counter((row.step, row.round) for row in rows).values()) == 1
    live = Counter(row.step for row in rows if row.state == "planned" and row.cause in ("branch", "retrieval"))
    assert all(n == 1 for n in live.values())
    days = [date.fromisoformat(day) for day in journey.touches()]
    assert len(days) == len(set(days))
    assert all(budget.fits(day, [other for other in days if other != day]) for day in days)
    hosts = {row.message_id for row in rows if row.cause != "retrieval"}
    assert all(row.message_id in hosts for row in rows if row.cause == "retrieval" and row.state == "planned")
    assert sum(row.cause == "snooze" and row.state != "skipped" for row in rows) <= 2 * len(TASKS)
    assert journey.why_not() == ()


@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_whatever_is_answered_the_promises_hold(data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        house = make.house(Path(folder))
        journey = Journey(house, Path(folder))
        day = FIRST
        while (to_come := [one for one in sends(journey) if one > day]) and day < LAST:
            day = to_come[0]
            journey.send(str(day))
            answer_all(journey, day, data)
            check(journey)
        house.store.close()


@settings(max_examples=12, deadline=None)
@given(answers=st.lists(st.sampled_from(["1", "2"]), min_size=6, max_size=6))
def test_a_question_is_retired_after_two_right_in_a_row(answers: list[str]) -> None:
    with TemporaryDirectory() as folder:
        house = make.house(Path(folder))
        journey = Journey(house, Path(folder))
        given_, mails = [], journey.mails()
        while open_ := [row for row in journey.rows("recall") if row.state == "planned"]:
            day = str(open_[0].local_day)
            for earlier in sends(journey):
                if earlier <= open_[0].local_day:
                    journey.send(str(earlier))
            given_.append(answers[len(given_)])
            journey.answer("recall", day, choice=given_[-1])
        right = [one == "2" for one in given_]
        assert not any(one and other for one, other in pairwise(right[:-1]))
        assert journey.mails() == mails and journey.why_not() == ()
        house.store.close()
