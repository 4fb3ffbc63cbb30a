"""What comes back for a programme file: values, in a language, or a refusal that names the line."""

import pickle
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.errors import BadProgramme, NotFound
from coaching.programmes import Kind, Late, Measure
from content.reader import load, read_programme, shipped, source_text

TEXT = """\
programme: small
version: 3
title: A small one
primary: listening
behaviours:
  listening:
    asks: On how many days did you listen?
    chance: Nobody spoke to me
    barriers:
      - {name: noise, text: It was loud, then: {offer: quiet-corner}}
      - {name: coach, text: A word please, then: {tell: coach}}
      - {name: tired, text: I was tired}
    opening_questions: {noise: Where is it quiet?}
questions:
  sure: {asks: Are you sure?, choices: [no, yes]}
steps:
  - {name: before, after_days: -7, check_in: [listening]}
  - {name: also-before, after_days: -1, check_in: [listening]}
  - name: sit-down
    after_days: 5
    send_at: 13:00
    answer_within_days: 3
    late: {up_to_days: 4, then: shift}
    remind: off
    task: {behaviour: listening, cue: At noon, act: "sit\\n  down", check: You sat., why: It helps.}
  - {name: middle, after_days: 14, check_in: [listening, sure], remind: no}
  - {name: end, after_days: 120, check_in: [listening]}
  - {name: later, after_days: 121, check_in: [listening]}
  - {name: recall, after_days: 21, retrieval: {question: Which?, choices: [1, 2], right: 2, because: So it is.}}
  - {name: quiet-corner, when: offered, task: {behaviour: listening, act: go there}}
locales:
  de:
    small: {title: Ein kleines}
    listening:
      chance: Niemand sprach mit mir
      barriers: {noise: Es war laut}
      opening_questions: {noise: Wo ist es ruhig?}
    sure: {choices: [nein, ja]}
    sit-down: {title: Hinsetzen, cue: Mittags}
    recall: {choices: [eins, zwei]}
  de-AT:
    small: {title: Ein Kleines aus Wien}
"""
SMALL = read_programme(TEXT, "small.yaml")
GERMAN = read_programme(TEXT, "small.yaml", "de")


def test_check_ins_get_their_part_from_their_day() -> None:
    assert [step.measure for step in SMALL.check_ins] == [
        Measure.BASELINE, Measure.CHECK_IN, Measure.CHECK_IN, Measure.LAST, Measure.FOLLOW_UP,
    ]  # fmt: skip


def test_a_step_keeps_what_its_author_set() -> None:
    step = SMALL.step("sit-down")
    assert (step.send_at, step.answer_within_days, step.late) == (time(13), 3, Late(4, "shift"))
    assert (step.kind, step.remind, step.until_days) == (Kind.TASK, False, None)


def test_a_step_without_a_title_is_called_by_its_name() -> None:
    assert SMALL.step("sit-down").title == "Sit down"


def test_a_check_in_is_reminded_unless_its_author_says_no() -> None:
    assert {step.name: step.remind for step in SMALL.check_ins} == {
        "before": True, "also-before": True, "middle": False, "end": True, "later": True,
    }  # fmt: skip


def test_an_offered_step_has_no_day_and_stays_off_the_grid() -> None:
    assert SMALL.step("quiet-corner").after_days is None
    assert SMALL.step("quiet-corner") not in SMALL.grid


def test_barriers_lead_to_a_step_to_the_coach_or_nowhere() -> None:
    leads = [barrier.then for barrier in SMALL.behaviour("listening").barriers]
    assert leads == [("offer", "quiet-corner"), ("tell", "coach"), ("", "")]


def test_choices_are_numbered_from_one_and_no_stays_no() -> None:
    choices = SMALL.question("sure").choices
    assert [(choice.value, choice.label) for choice in choices] == [("1", "no"), ("2", "yes")]


def test_a_text_comes_on_one_line() -> None:
    task = SMALL.step("sit-down").task
    assert task is not None and task.act == "sit down"


def test_a_locale_replaces_the_texts_it_has_and_leaves_the_others() -> None:
    behaviour = GERMAN.behaviour("listening")
    assert behaviour.chance == "Niemand sprach mit mir"
    assert behaviour.asks == "On how many days did you listen?"
    assert [barrier.text for barrier in behaviour.barriers] == ["Es war laut", "A word please", "I was tired"]
    assert behaviour.opening_questions == (("noise", "Wo ist es ruhig?"),)


def test_a_locale_reaches_titles_tasks_and_choices() -> None:
    task = GERMAN.step("sit-down").task
    recall = GERMAN.step("recall").retrieval
    assert (GERMAN.title, GERMAN.step("sit-down").title) == ("Ein kleines", "Hinsetzen")
    assert task is not None and (task.cue, task.act) == ("Mittags", "sit down")
    assert recall is not None and (recall.choices, recall.right) == (("eins", "zwei"), 2)


@pytest.mark.parametrize(
    ("asked", "given", "title"),
    [
        ("de-CH", "de", "Ein kleines"),
        ("de_at", "de-AT", "Ein Kleines aus Wien"),
        ("en-GB", "en", "A small one"),
        ("fr", "en", "A small one"),
    ],
    ids=["region-unknown", "region-known", "region-of-the-base", "language-unknown"],
)
def test_a_locale_falls_back_to_its_language_and_then_to_the_files(asked: str, given: str, title: str) -> None:
    programme = read_programme(TEXT, "small.yaml", asked)
    assert (programme.locale, programme.title) == (given, title)


def test_names_values_and_days_are_the_same_in_every_language() -> None:
    assert [step.name for step in GERMAN.steps] == [step.name for step in SMALL.steps]
    assert [one.value for one in GERMAN.question("sure").choices] == ["1", "2"]


@pytest.mark.parametrize("locale", ["en", "de", "de-AT"])
def test_reading_is_deterministic(locale: str) -> None:
    once = read_programme(TEXT, "small.yaml", locale)
    read_programme.cache_clear()
    assert pickle.dumps(once) == pickle.dumps(read_programme(TEXT, "small.yaml", locale))


@given(st.text(max_size=12))
def test_any_locale_is_answered_in_a_language_the_file_has(locale: str) -> None:
    assert read_programme(TEXT, "small.yaml", locale).locale in {"en", "de", "de-AT"}


def test_a_file_with_errors_is_refused_with_every_line() -> None:
    broken = TEXT.replace("right: 2", "right: 5").replace("primary: listening", "primary: talking")
    with pytest.raises(BadProgramme) as caught:
        read_programme(broken, "small.yaml")
    name, faults = caught.value.args
    assert (name, [fault.split(":")[0] for fault in faults]) == ("small.yaml", ["4", "29"])


def test_a_refusal_survives_pickling() -> None:
    with pytest.raises(BadProgramme) as caught:
        read_programme("programme: x", "x.yaml")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_warnings_do_not_keep_a_file_from_being_used() -> None:
    assert read_programme(TEXT.replace("act: go there", "act: go there!"), "small.yaml").version == 3


def test_an_unknown_programme_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(NotFound, match="Did you mean 'lead-for-loyalty'"):
        load("lead-for-royalty")


@pytest.mark.parametrize(
    "name", ["", ".", "\0", "x" * 5000, "../programmes"], ids=["empty", "dot", "null", "long", "up"]
)
def test_a_name_that_is_no_file_is_not_found(name: str) -> None:
    with pytest.raises(NotFound):
        load(name)


def test_a_file_of_ones_own_is_read_from_its_path(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert load(str(file)) == SMALL
    assert source_text(str(file)) == TEXT


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes("title: Größe".encode("latin-1"))
    with pytest.raises(BadProgramme, match="not UTF-8"):
        load(str(file))


def test_the_shipped_programme_is_on_the_shelf() -> None:
    assert "lead-for-loyalty" in shipped()
    assert load("lead-for-loyalty").name == "lead-for-loyalty"
