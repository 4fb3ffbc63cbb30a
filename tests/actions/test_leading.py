"""What an answer leads to: planned within the budget, once, with its cause; on both databases."""

from pathlib import Path

import pytest

from actions.house import House
from actions.pages.answer import AnswerPage, answer_page
from actions.standing import away, pause
from coaching import budget
from tests import make
from tests.actions.journeys import ADA, LEADING, TASK_DAY, Journey


@pytest.fixture
def journey(house: House, tmp_path: Path) -> Journey:
    told = Journey(house, tmp_path)
    told.send(TASK_DAY)
    return told


def states(journey: Journey, step: str) -> list[tuple[int, str, str, str]]:
    return [(row.round, row.cause, row.state, row.reason) for row in journey.rows(step)]


def test_a_smaller_step_is_planned_within_the_budget(journey: Journey) -> None:
    led = journey.answer("first-task", TASK_DAY, task="not_yet", barrier="rushed").led
    assert states(journey, "one-person") == [(1, "branch", "planned", "")]
    row = journey.only("one-person")
    assert str(row.local_day) == "2026-12-10" and row.why.startswith("offered after first-task: Thu 10 Dec 2026")
    assert [one.words for one in led] == ["Something smaller comes on Thursday 10 December: Only one."]
    assert journey.told("first-task")[-2:] == ["left_open", "led_on"] and journey.why_not() == ()


def test_during_a_pause_the_page_says_that_it_comes_only_if_they_go_on(journey: Journey) -> None:
    pause(journey.house, ADA, make.berlin(TASK_DAY, "14:30"))
    (led,) = journey.answer("first-task", TASK_DAY, task="not_yet", barrier="rushed").led
    assert led.words.endswith("You are paused: it comes only if you go on before that day.")
    journey.send("2026-12-10")
    assert states(journey, "one-person") == [(1, "branch", "skipped", "paused")] and journey.why_not() == ()


def test_the_smaller_step_really_goes_out_and_is_answered(journey: Journey) -> None:
    journey.answer("first-task", TASK_DAY, task="not_yet", barrier="rushed")
    journey.send("2026-12-10")
    journey.answer("one-person", "2026-12-10", task="done")
    assert states(journey, "one-person") == [(1, "branch", "answered", "")] and journey.why_not() == ()


def test_a_task_is_joined_to_a_mail_that_asks_none(journey: Journey) -> None:
    journey.answer("first-task", "2026-12-14", task="not_yet", barrier="rushed")
    offered, check_in = journey.only("one-person"), journey.only("check-1")
    assert offered.message_id == check_in.message_id and offered.due_at == check_in.due_at


@pytest.mark.parametrize("value", ["not_yet", "na"])
def test_a_swap_closes_the_missed_task_when_the_other_comes(journey: Journey, value: str) -> None:
    recorded = journey.answer("first-task", TASK_DAY, task=value, barrier="wrong-task")
    (led,) = recorded.led
    swapped, missed = journey.only("say-it-back"), journey.only("first-task")
    assert (swapped.cause, swapped.state) == ("branch", "planned") and "swapped" in journey.told("first-task")
    assert (missed.state, missed.closes_at == swapped.due_at) == (("sent", True) if value == "not_yet" else
                                                                  ("answered", False))  # fmt: skip
    assert led.closes_at == (swapped.due_at if value == "not_yet" else None)
    assert recorded.page.prompts[0].closes == ("Thursday at 09:09" if value == "not_yet" else "Tuesday 15 December")
    assert journey.why_not() == ()


def test_a_snooze_asks_the_same_again_after_so_many_working_days(journey: Journey) -> None:
    journey.answer("first-task", TASK_DAY, task="not_yet", barrier="busy-week")
    assert [row.cause for row in journey.rows("first-task")] == ["enrolled", "snooze"]
    again = journey.only("first-task")
    assert (again.round, str(again.local_day)) == (1, "2026-12-16")
    assert again.why.endswith("after 3 working days: Wed 16 Dec 2026, the first place for it from Fri 11 Dec 2026 on")
    assert again.message_id == journey.only("check-1").message_id


def test_a_task_is_put_off_twice_and_no_more(journey: Journey) -> None:
    for day in (TASK_DAY, "2026-12-16", "2026-12-21"):
        journey.send(day)
        journey.answer("first-task", day, task="not_yet", barrier="busy-week")
        again = journey.only("first-task")
    assert [row.cause for row in journey.rows("first-task")] == ["enrolled", "snooze", "snooze"]
    assert again.state == "sent" and journey.why_not() == ()


def test_a_word_to_the_coach_is_recorded_and_plans_nothing(journey: Journey) -> None:
    before = len(journey.rows())
    (led,) = journey.answer("first-task", TASK_DAY, task="na", barrier="ask-coach").led
    assert led.words == "Maria Lopez is told that you would like a word." and len(journey.rows()) == before
    assert journey.told("first-task")[-1] == "asked_for_a_word"


@pytest.mark.parametrize(
    "values", [{"task": "done", "barrier": "rushed"}, {"task": "not_yet"}, {"task": "not_yet", "barrier": "other"},
               {"barrier": "rushed"}], ids=["done", "no barrier", "a barrier that leads nowhere", "no answer yet"]
)  # fmt: skip
def test_what_is_no_miss_or_names_no_branch_leads_nowhere(journey: Journey, values: dict[str, str]) -> None:
    before = len(journey.rows())
    assert journey.answer("first-task", TASK_DAY, **values).led == () and len(journey.rows()) == before


def test_saving_the_same_again_plans_nothing_twice(journey: Journey) -> None:
    for value in ("not_yet", "not_yet", "na"):
        journey.answer("first-task", TASK_DAY, task=value, barrier="rushed")
    assert states(journey, "one-person") == [(1, "branch", "planned", "")]


def test_an_answer_that_is_changed_takes_back_what_it_led_to(journey: Journey) -> None:
    journey.answer("first-task", TASK_DAY, task="not_yet", barrier="rushed")
    journey.answer("first-task", TASK_DAY, "16:00", task="done", barrier="rushed")
    assert states(journey, "one-person") == [(1, "branch", "skipped", "edited")]
    assert "2026-12-10" not in journey.touches() and journey.why_not() == ()


def test_what_is_out_already_is_not_taken_back(journey: Journey) -> None:
    journey.answer("first-task", TASK_DAY, task="not_yet", barrier="rushed")
    journey.send("2026-12-10")
    journey.answer("first-task", "2026-12-10", "16:00", task="done", barrier="rushed")
    assert states(journey, "one-person") == [(1, "branch", "sent", "")]


def test_what_an_answer_led_to_leads_to_no_further_step(journey: Journey) -> None:
    journey.answer("first-task", TASK_DAY, task="not_yet", barrier="rushed")
    journey.send("2026-12-10")
    assert journey.answer("one-person", "2026-12-10", task="not_yet", barrier="wrong-task").led == ()
    assert journey.rows("say-it-back") == [] and journey.told("one-person")[-1] == "led_nowhere"


def test_a_late_no_leads_on_too(journey: Journey) -> None:
    journey.send("2026-12-17")
    journey.answer("first-task", "2026-12-17", task="na", barrier="rushed")
    assert journey.only("first-task").state == "expired" and len(journey.rows("one-person")) == 1


def test_a_wrong_answer_rides_on_the_first_mail_twelve_days_on(journey: Journey) -> None:
    journey.answer("recall", TASK_DAY, choice="1")
    again, host = journey.only("recall"), journey.only("thank-one")
    assert (again.round, again.cause, again.message_id) == (1, "retrieval", host.message_id)
    assert again.due_at == host.due_at and "from Sun 20 Dec 2026 on" in again.why and journey.why_not() == ()


def test_two_right_in_a_row_retire_a_question(journey: Journey) -> None:
    journey.answer("recall", TASK_DAY, choice="2")
    assert journey.only("recall").message_id == journey.only("check-2").message_id
    journey.send("2027-01-13")
    before = journey.touches()
    journey.answer("recall", "2027-01-13", choice="2")
    assert [row.round for row in journey.rows("recall")] == [0, 1] and journey.touches() == before


def test_changing_an_answer_once_the_right_one_was_shown_changes_no_interval(journey: Journey) -> None:
    journey.answer("recall", TASK_DAY, choice="1")
    journey.answer("recall", TASK_DAY, "16:00", choice="2")
    assert [row.round for row in journey.rows("recall")] == [0, 1]
    assert journey.only("recall").message_id == journey.only("thank-one").message_id


def test_a_question_without_a_later_mail_is_not_planned(journey: Journey) -> None:
    for step in ("check-1", "thank-one", "second-task", "check-2", "thank-two", "check-3"):
        journey.send(str(journey.only(step).local_day))
    journey.send("2027-02-24")
    journey.answer("recall", "2027-02-24", choice="1")
    assert [row.round for row in journey.rows("recall")] == [0] and journey.told("recall")[-1] == "no_ride"


def test_mails_stay_within_the_budget_whatever_was_led_to(journey: Journey) -> None:
    journey.answer("first-task", TASK_DAY, task="not_yet", barrier="rushed")
    days = [make.date.fromisoformat(day) for day in journey.touches()]
    assert all(budget.fits(day, [other for other in days if other != day]) for day in days)


def test_an_absence_moves_what_was_led_to_and_its_reason_stays(journey: Journey) -> None:
    journey.answer("first-task", TASK_DAY, task="not_yet", barrier="rushed")
    away(journey.house, ADA, make.date(2026, 12, 9), make.date(2026, 12, 11), make.berlin(TASK_DAY, "16:00"))
    moved = journey.only("one-person")
    assert moved.local_day > make.date(2026, 12, 11) and moved.state == "planned"
    assert moved.why.startswith("offered after first-task: moved to ") and journey.why_not() == ()


def test_a_question_rides_on_when_its_mail_moves(journey: Journey) -> None:
    journey.answer("recall", TASK_DAY, choice="1")
    away(journey.house, ADA, make.date(2026, 12, 22), make.date(2026, 12, 24), make.berlin(TASK_DAY, "16:00"))
    again = journey.only("recall")
    others = [row for row in journey.rows() if row.message_id == again.message_id and row.cause == "enrolled"]
    assert others and again.local_day > make.date(2026, 12, 24) and journey.why_not() == ()


def page_of_check_in(journey: Journey) -> AnswerPage:
    journey.send("2026-12-16")
    return answer_page(journey.house, journey.link(journey.only("check-1")), make.berlin("2026-12-16", "15:00"))


def test_a_task_that_passed_unanswered_is_asked_about_on_the_next_page(journey: Journey) -> None:
    page = page_of_check_in(journey)
    asked = [(ask.field, ask.asks, ask.optional) for ask in page.prompts[-1].asks]
    assert asked == [("first-task.barrier", 'What got in the way of "Let one finish"?', True)] and page.count == 2


def test_what_is_said_there_leads_on_and_answers_nothing_else(journey: Journey) -> None:
    page_of_check_in(journey)
    check_in, missed = journey.only("check-1"), journey.only("first-task")
    recorded = journey.save(check_in, make.berlin("2026-12-16", "15:00"), {"first-task.barrier": "rushed"})
    assert [one.lead for one in recorded.led] == ["offer"] and recorded.late == frozenset()
    assert journey.only("one-person").state == "planned" and journey.told("first-task")[-2:] == ["said_why", "led_on"]
    assert journey.only("first-task").state == missed.state == "expired" and journey.why_not() == ()
    assert [one.step.name for one in page_of_check_in(journey).prompts] == ["check-1"]


def test_the_late_answer_is_still_taken_after_it(journey: Journey) -> None:
    page_of_check_in(journey)
    journey.save(journey.only("check-1"), make.berlin("2026-12-16", "15:00"), {"first-task.barrier": "other"})
    recorded = journey.answer("first-task", "2026-12-17", task="done")
    assert recorded.late == frozenset({journey.only("first-task").id})


def test_an_answered_task_is_not_asked_about(journey: Journey) -> None:
    journey.answer("first-task", TASK_DAY, task="na")
    assert [one.step.name for one in page_of_check_in(journey).prompts] == ["check-1"]


def test_a_question_that_comes_again_is_left_out_with_a_mail_that_comes_too_late(house: House, tmp_path: Path) -> None:
    patient = LEADING.replace(
        "choices: [Me, Them], right: 2}}", "choices: [Me, Them], right: 2}, late: {up_to_days: 30}}"
    )
    told = Journey(house, tmp_path, programme=patient)
    told.send(TASK_DAY)
    told.answer("recall", TASK_DAY, choice="1")
    again = told.only("recall")
    host = next(row for row in told.rows() if row.message_id == again.message_id and row.step != "recall")
    told.send("2027-01-05")
    assert (told.only(host.step).state, told.only(host.step).reason) == ("skipped", "late")
    assert states(told, "recall")[-1] == (1, "retrieval", "skipped", "late") and told.why_not() == ()
