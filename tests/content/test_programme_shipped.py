"""The programme that comes with the product: its shape, its wording, and that every idea is practised."""

from itertools import pairwise

import pytest

from coaching.programmes import Behaviour, Measure, Programme, Step
from content.lint import lint
from content.reader import load, shipped, source_text

LOYALTY = load("lead-for-loyalty")
BEHAVIOURS = ("undivided-attention", "quick-answers-inward", "hearing-people-out")
AUTOMATICITY = ("automatic", "without-remembering", "without-thinking", "before-realising")


def days_of(programme: Programme, what: str) -> list[int | None]:
    return [step.after_days for step in programme.grid if getattr(step, what)]


def texts(step: Step) -> list[str]:
    task = step.task
    return [task.cue, task.act, task.check, task.why] if task else []


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_programme_has_neither_errors_nor_warnings(name: str) -> None:
    assert lint(source_text(name), f"{name}.yaml") == ()


def test_ten_acts_on_a_widening_ladder_and_a_booster() -> None:
    acts = [step.after_days for step in LOYALTY.grid if step.task or (step.plan and not step.plan.revise)]
    assert acts == [2, 5, 9, 14, 21, 28, 42, 56, 70, 84, 180]


def test_check_ins_a_fortnight_apart_between_a_baseline_and_a_follow_up() -> None:
    assert [(step.after_days, step.measure.value) for step in LOYALTY.check_ins] == [
        (-7, "baseline"),
        *((day, "check_in") for day in (14, 28, 42, 56, 70)),
        (84, "last"),
        (180, "follow_up"),
    ]


def test_the_baseline_may_fall_on_any_working_day_of_the_week_before() -> None:
    assert (LOYALTY.step("baseline").after_days, LOYALTY.step("baseline").until_days) == (-7, 0)


@pytest.mark.parametrize(
    ("what", "days"),
    [("retrieval", [21, 56]), ("pulse", [0, 42, 84]), ("ask", [28]), ("plan", [2, 28])],
    ids=["retrieval", "pulse", "ask", "plan"],
)
def test_the_rest_of_the_default_shape(what: str, days: list[int]) -> None:
    assert days_of(LOYALTY, what) == days


def test_every_check_in_asks_the_three_behaviours_first_and_in_one_order() -> None:
    assert {step.check_in[:3] for step in LOYALTY.check_ins} == {BEHAVIOURS}


def test_automaticity_is_asked_at_the_ends_and_nothing_else_is() -> None:
    ends = [step for step in LOYALTY.check_ins if step.measure is not Measure.CHECK_IN]
    assert {step.check_in[3:] for step in ends} == {AUTOMATICITY}


def test_confidence_takes_the_fourth_place_only_on_days_without_other_questions() -> None:
    assert [step.after_days for step in LOYALTY.check_ins if "confidence" in step.check_in] == [14, 42, 70]


def test_no_day_brings_a_third_mail_within_seven() -> None:
    days = sorted({step.after_days for step in LOYALTY.grid if not step.is_pulse and step.after_days is not None})
    assert all(after - before >= 2 for before, after in pairwise(days))
    assert all(third - first >= 7 for first, third in zip(days, days[2:], strict=False))


def test_every_idea_of_the_article_is_practised() -> None:
    parts = [part for step in LOYALTY.steps for part in (step.task, step.retrieval) if part]
    assert {idea for part in parts for idea in part.practises} == {f"L{number}" for number in range(8)}


@pytest.mark.parametrize("behaviour", LOYALTY.behaviours, ids=lambda one: one.name)
def test_a_behaviour_is_asked_of_the_last_five_working_days(behaviour: Behaviour) -> None:
    assert behaviour.asks.startswith("On how many of your last five working days did ")
    assert behaviour.observer_asks.startswith("On how many of your last five working days together did ")
    assert behaviour.chance


@pytest.mark.parametrize("step", [step for step in LOYALTY.steps if step.task], ids=lambda step: step.name)
def test_a_task_has_a_cue_an_act_a_check_and_a_reason_in_ninety_words(step: Step) -> None:
    assert all(texts(step))
    assert sum(len(text.split()) for text in texts(step)) <= 90


def test_no_two_mails_share_a_subject_or_a_sentence() -> None:
    titles = [step.title for step in LOYALTY.steps]
    sentences = [text for step in LOYALTY.steps for text in texts(step)]
    assert len(set(titles)) == len(titles)
    assert len(set(sentences)) == len(sentences)


def test_every_offered_step_belongs_to_the_behaviour_whose_barrier_offers_it() -> None:
    led_to = {(one.then[1], own.name) for own in LOYALTY.behaviours for one in own.barriers if one.then[0] == "offer"}
    offered = {(step.name, step.task.behaviour) for step in LOYALTY.steps if step.after_days is None and step.task}
    assert led_to == offered


def test_automaticity_keeps_its_seven_published_steps() -> None:
    for name in AUTOMATICITY:
        choices = LOYALTY.question(name).choices
        assert [choice.value for choice in choices] == list("1234567")
        assert (choices[0].label, choices[-1].label) == ("Strongly disagree", "Strongly agree")
