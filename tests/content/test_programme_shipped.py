"""The programmes that come with the product: their shape, their wording, and that every idea is practised."""

import re
from itertools import pairwise

import pytest

from coaching.programmes import Behaviour, Measure, Programme, Step
from content.lint import examine, lint
from content.reader import load, practices, shipped, source_text
from content.rules import fields_of

PROGRAMMES = [load(name) for name in shipped()]
BEHAVIOURS = [pytest.param(one, id=one.name) for programme in PROGRAMMES for one in programme.behaviours]
TASKS = [pytest.param(step, id=step.name) for programme in PROGRAMMES for step in programme.steps if step.task]
AUTOMATICITY = ("automatic", "without-remembering", "without-thinking", "before-realising")
ENDS = (Measure.BASELINE, Measure.LAST, Measure.FOLLOW_UP)

ARTICLES = [
    ("enlightened-leadership", ("Jeannie Walters, CCXP", None), "E1 E2 E3 E4 E5 E6 E7 E8 E9"),
    ("inside-out", ("CoachStation", None), "I1 I2 I3 I4 I5 I6 I7 I8 I9 I10 I11 I12"),
    ("lead-for-loyalty", ("Jon Picoult", 2021), "L0 L1 L2 L3 L4 L5 L6 L7"),
    ("team-mates-first", ("", None), "T1 T2 T3 T4 T5 T6 T7 T8"),
    ("vision-engagement-delivery", ("", None), "V1 V2 V3 V4 V5 V6 V7"),
]
"""What each article is: author and year as far as they are known, and its ideas."""

every = pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda one: one.name)


def days_of(programme: Programme, what: str) -> list[int | None]:
    return [step.after_days for step in programme.grid if getattr(step, what)]


def texts(step: Step) -> list[str]:
    task = step.task
    return [task.cue, task.act, task.check, task.why] if task else []


def test_every_programme_names_its_source_and_nothing_that_was_not_given() -> None:
    sources = {one.name: (one.source.author, one.source.year) for one in PROGRAMMES if one.source}
    assert sources == {name: source for name, source, _ in ARTICLES}


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_programme_has_neither_errors_nor_warnings(name: str) -> None:
    assert lint(source_text(name), f"{name}.yaml") == ()


@every
def test_ten_acts_on_a_widening_ladder_and_a_booster(programme: Programme) -> None:
    acts = [step.after_days for step in programme.grid if step.task or (step.plan and not step.plan.revise)]
    assert acts == [2, 5, 9, 14, 21, 28, 42, 56, 70, 84, 180]


@every
def test_check_ins_a_fortnight_apart_between_a_baseline_and_a_follow_up(programme: Programme) -> None:
    assert [(step.after_days, step.measure.value) for step in programme.check_ins] == [
        (-7, "baseline"),
        *((day, "check_in") for day in (14, 28, 42, 56, 70)),
        (84, "last"),
        (180, "follow_up"),
    ]


@every
def test_the_baseline_may_fall_on_any_working_day_of_the_week_before(programme: Programme) -> None:
    assert (programme.step("baseline").after_days, programme.step("baseline").until_days) == (-7, 0)


@every
@pytest.mark.parametrize(
    ("what", "days"),
    [("retrieval", [21, 56]), ("pulse", [0, 42, 84]), ("ask", [21]), ("plan", [2, 28])],
    ids=["retrieval", "pulse", "ask", "plan"],
)
def test_the_rest_of_the_default_shape(programme: Programme, what: str, days: list[int]) -> None:
    assert days_of(programme, what) == days


@every
def test_every_check_in_asks_the_three_behaviours_first_and_in_one_order(programme: Programme) -> None:
    assert {step.check_in[:3] for step in programme.check_ins} == {tuple(one.name for one in programme.behaviours)}


@every
def test_automaticity_is_asked_at_the_ends_and_nothing_else_is(programme: Programme) -> None:
    assert {step.check_in[3:] for step in programme.check_ins if step.measure in ENDS} == {AUTOMATICITY}


@every
def test_confidence_takes_the_fourth_place_only_on_days_without_other_questions(programme: Programme) -> None:
    assert [step.after_days for step in programme.check_ins if "confidence" in step.check_in] == [14, 42, 70]


@every
def test_observers_get_the_same_two_questions_each_time(programme: Programme) -> None:
    (asked,) = {step.pulse for step in programme.grid if step.pulse}
    assert len(asked) == 2
    assert asked[0] == programme.primary


@every
def test_no_day_brings_a_third_mail_within_seven(programme: Programme) -> None:
    days = sorted({step.after_days for step in programme.grid if not step.is_pulse and step.after_days is not None})
    assert all(after - before >= 2 for before, after in pairwise(days))
    assert all(third - first >= 7 for first, third in zip(days, days[2:], strict=False))


@pytest.mark.parametrize(("name", "ideas"), [(name, ideas) for name, _, ideas in ARTICLES], ids=lambda one: one[:4])
def test_every_idea_of_the_article_is_practised_by_a_step_that_everybody_gets(name: str, ideas: str) -> None:
    assert [one.idea for one in practices(name)] == ideas.split()
    assert [one.idea for one in practices(name) if not one.items] == []


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_a_behaviour_is_asked_of_the_last_five_working_days(behaviour: Behaviour) -> None:
    assert behaviour.asks.startswith("On how many of your last five working days did ")
    assert behaviour.observer_asks.startswith("On how many of your last five working days together did ")
    assert behaviour.chance


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_whatever_got_in_the_way_leads_somewhere_and_the_coach_has_a_question(behaviour: Behaviour) -> None:
    assert all(barrier.then[0] for barrier in behaviour.barriers)
    assert ("tell", "coach") in [barrier.then for barrier in behaviour.barriers]
    assert [barrier.name for barrier in behaviour.barriers] == [name for name, _ in behaviour.opening_questions]


@pytest.mark.parametrize("step", TASKS)
def test_a_task_has_a_cue_an_act_a_check_and_a_reason_in_ninety_words(step: Step) -> None:
    assert all(texts(step))
    assert sum(len(text.split()) for text in texts(step)) <= 90


@pytest.mark.parametrize("step", TASKS)
def test_a_subject_is_short_enough_for_a_phone(step: Step) -> None:
    assert len(step.title) <= 40


def test_no_two_mails_of_any_two_programmes_share_a_subject_or_a_sentence() -> None:
    steps = [step for programme in PROGRAMMES for step in programme.steps]
    titles = [step.title for step in steps]
    sentences = [text for step in steps for text in texts(step)]
    assert [one for one in titles if titles.count(one) > 1] == []
    assert [one for one in sentences if sentences.count(one) > 1] == []


@every
def test_every_offered_step_belongs_to_the_behaviour_whose_barrier_offers_it(programme: Programme) -> None:
    leads = [(barrier.then, own.name) for own in programme.behaviours for barrier in own.barriers]
    led_to = {(then[1], own) for then, own in leads if then[0] in ("offer", "swap")}
    offered = {(step.name, step.task.behaviour) for step in programme.steps if step.after_days is None and step.task}
    assert led_to == offered


@every
def test_automaticity_keeps_its_seven_published_steps(programme: Programme) -> None:
    for name in AUTOMATICITY:
        choices = programme.question(name).choices
        assert [choice.value for choice in choices] == list("1234567")
        assert (choices[0].label, choices[-1].label) == ("Strongly disagree", "Strongly agree")


GERMAN = load("lead-for-loyalty", "de")
FRENCH = load("lead-for-loyalty", "fr")
ENGLISH = load("lead-for-loyalty")
FILE, _ = examine(source_text("lead-for-loyalty"), "lead-for-loyalty.yaml")


@pytest.mark.parametrize("language", ["de", "fr"])
def test_a_translation_has_every_text_of_lead_for_loyalty(language: str) -> None:
    assert FILE
    words = FILE.locales[language]
    names = [FILE.programme, *FILE.behaviours, *FILE.questions, *(step.name for step in FILE.steps)]
    missing = [(name, key) for name in names for key in fields_of(FILE, name) if not getattr(words[name], key)]
    assert missing == []


@pytest.mark.parametrize("translated", [GERMAN, FRENCH], ids=["de", "fr"])
def test_a_translation_has_every_barrier_and_every_opening_question(translated: Programme) -> None:
    for there, english in zip(translated.behaviours, ENGLISH.behaviours, strict=True):
        assert not {one.text for one in there.barriers} & {one.text for one in english.barriers}
        assert not {asks for _, asks in there.opening_questions} & {asks for _, asks in english.opening_questions}


@pytest.mark.parametrize("step", [step for step in FRENCH.steps if step.task], ids=lambda step: step.name)
def test_a_french_task_keeps_to_ninety_words_and_to_vous(step: Step) -> None:
    said = " ".join(texts(step))
    assert len(said.split()) <= 90
    assert not {"tu", "toi", "ton", "tes", "te"} & set(said.split())
    assert not re.findall(r"\w [?;:»]|« ", said), "no-break spaces before ? ; : and inside « »"


def test_french_asks_about_the_same_five_working_days() -> None:
    assert all(one.asks.startswith("Sur vos cinq derniers jours travaillés, ") for one in FRENCH.behaviours)
    same = "Sur vos cinq derniers jours travaillés ensemble, "
    assert all(one.observer_asks.startswith(same) for one in FRENCH.behaviours)


@pytest.mark.parametrize("step", [step for step in GERMAN.steps if step.task], ids=lambda step: step.name)
def test_a_german_task_keeps_to_ninety_words_and_to_sie(step: Step) -> None:
    words = " ".join(texts(step)).split()
    assert len(words) <= 90
    assert not {"du", "dich", "dir", "dein", "deine", "deinem", "deinen", "euch"} & set(words)


def test_german_asks_about_the_same_five_working_days() -> None:
    assert all(one.asks.startswith("An wie vielen Ihrer letzten fünf Arbeitstage ") for one in GERMAN.behaviours)
    same = "An wie vielen Ihrer letzten fünf gemeinsamen Arbeitstage "
    assert all(one.observer_asks.startswith(same) for one in GERMAN.behaviours)


@pytest.mark.parametrize("step", TASKS)
def test_a_cue_can_still_come_after_the_mail_has(step: Step) -> None:
    """Mails come at nine, and at one on the days of a check-in: the start of the day is over by then."""
    gone = ("first", "start of", "arrive", "begin work", "midday", "morning")
    assert step.task
    assert not [word for word in gone if word in step.task.cue and step.after_days is not None]
