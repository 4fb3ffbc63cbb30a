"""Faults in programme files are found, on their line, and nothing an author writes makes lint fail."""

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from content.lint import Fault, lint
from content.marked_yaml import parse
from content.reader import source_text

WHOLE = source_text("lead-for-loyalty")
SMALL = """\
programme: small
version: 1
title: A small one
primary: listening
behaviours:
  listening:
    asks: On how many of your last five working days did you listen?
    chance: Nobody spoke to me
    observer_asks: On how many days did this person listen?
    barriers:
      - {name: noise, text: It was loud, then: {offer: quiet-corner}}
    opening_questions: {noise: Where is it quiet?}
questions:
  sure:
    asks: How sure are you?
    choices: [Not at all, Very]
steps:
  - {name: baseline, after_days: -7, until_days: 0, check_in: [listening, sure]}
  - name: first-act
    after_days: 2
    task: {behaviour: listening, cue: "When it is noon,", act: sit down, check: You sat.}
  - {name: recall, after_days: 5, retrieval: {question: Which?, choices: [One, Two], right: 2}}
  - {name: quiet-corner, when: offered, task: {behaviour: listening, cue: At noon, act: go there, check: You went.}}
locales:
  de:
    listening: {chance: Niemand sprach mit mir}
"""

SEEDED = [
    ("unknown-key", "chance: Nobody", "chanse: Nobody", "Did you mean 'chance'?"),
    ("missing-key", "    chance: Nobody spoke to me\n", "", "The key 'chance' is missing here."),
    ("unknown-key-in-a-task", "act: sit down", "akt: sit down", "Did you mean 'act'?"),
    ("wrong-type", "version: 1", "version: one", "A whole number is meant for 'version'"),
    ("a-time-for-a-number", "after_days: 2", "after_days: 1:30", "A whole number is meant"),
    ("a-list-for-a-text", "title: A small one", "title: [A, small]", "Text is meant for 'title'"),
    ("a-text-for-a-list", "choices: [Not at all, Very]", "choices: Not at all", "A list is meant"),
    ("no-value", "title: A small one", "title:", "'title' has no value"),
    ("twice-the-same-key", "version: 1", "version: 1\nversion: 2", "The key 'version' stands here twice."),
    ("no-name", "name: first-act", "name: First act", "'First act' is no name"),
    ("unknown-primary", "primary: listening", "primary: listning", "Did you mean 'listening'?"),
    ("two-primaries", "primary: listening", "primary: [listening, sure]", "Text is meant for 'primary'"),
    ("unknown-behaviour", '{behaviour: listening, cue: "When', '{behaviour: talking, cue: "When', "no behaviour"),
    ("unknown-question", "check_in: [listening, sure]", "check_in: [listening, shure]", "Did you mean 'sure'?"),
    ("asked-twice", "check_in: [listening, sure]", "check_in: [listening, listening]", "asked twice"),
    ("unknown-step", "offer: quiet-corner", "offer: quiet-korner", "Did you mean 'quiet-corner'?"),
    ("offers-a-dated-step", "offer: quiet-corner", "offer: recall", "has a day of its own"),
    ("offers-and-tells", "{offer: quiet-corner}", "{offer: quiet-corner, tell: coach}", "one thing"),
    ("unknown-barrier", "opening_questions: {noise:", "opening_questions: {nose:", "Did you mean 'noise'?"),
    ("name-used-twice", "name: recall", "name: first-act", "The name 'first-act' is taken"),
    ("step-and-question", "name: recall", "name: sure", "it already names a question"),
    ("a-version-beyond-counting", "version: 1", "version: 99999999999999999999", "'version' is 999999 or less"),
    ("right-too-large", "right: 2", "right: 3", "it counts the choices from 1 to 2"),
    ("right-counts-from-one", "right: 2", "right: 0", "it counts the choices from 1 to 2"),
    ("nothing-to-ask", "retrieval: {question: Which?, choices: [One, Two], right: 2}", "remind: no", "asks nothing"),
    ("nobody-leads-to-it", "{offer: quiet-corner}", "{tell: coach}", "Nothing leads to the step 'quiet-corner'"),
    ("no-day", "    after_days: 2\n", "", "has no day"),
    ("until-before-after", "until_days: 0", "until_days: -9", "until_days is before after_days"),
    ("no-answer-window", "name: recall,", "name: recall, answer_within_days: 0,", "'answer_within_days' is 1 or more"),
    ("evening", "name: recall,", "name: recall, send_at: 18:00,", "18:00 is in the quiet hours"),
    ("early-morning", "name: recall,", "name: recall, send_at: 7:29,", "07:29 is in the quiet hours"),
    ("no-hour", "name: recall,", "name: recall, send_at: noon,", "an hour such as '13:00'"),
    ("pulse-of-a-question", "name: recall,", "name: recall, pulse: [sure],", "There is no behaviour 'sure'"),
    ("pulse-with-a-task", "name: recall,", "name: recall, pulse: [listening],", "a step of its own"),
    ("locale-of-nobody", "    listening: {chance", "    lisening: {chance", "Did you mean 'listening'?"),
    ("locale-of-no-field", "{chance: Niemand", "{cue: Niemand", "has no 'cue' to translate"),
    ("no-language", "  de:", "  d_e:", "is no language"),
    ("colon-in-a-text", "title: A small one", "title: Small: one", "needs quotes"),
    ("tab", "    chance", "\tchance", "Indent with spaces"),
    ("control-character", "title: A small one", 'title: "A\\u0007"', "control character"),
    ("escape-out-of-range", "title: A small one", 'title: "\\UFFFFFFFF"', "names no character"),
    ("foreign-tag", "title: A small one", "title: !!python/none A", "The tag '!!python/none' means nothing here"),
    ("behaviour-with-a-space", "  listening:\n", "  Active listening:\n", "'Active listening' is no name"),
    (
        "no-such-choice",
        "name: recall,",
        "name: recall, late: {then: forget},",
        "'then' is one of 'send', 'shift' or 'skip'",
    ),
]


ELSEWHERE = {
    "missing-key": "    asks: On how many of",
    "nobody-leads-to-it": "  - {name: quiet-corner",
    "no-day": "  - name: first-act",
}


def seeded(find: str, put: str) -> str:
    assert SMALL.count(find) >= 1
    return SMALL.replace(find, put, 1)


def errors(text: str) -> list[Fault]:
    return [fault for fault in lint(text, "a.yaml") if fault.level == "error"]


def warnings(text: str) -> list[Fault]:
    return [fault for fault in lint(text, "a.yaml") if fault.level == "warning"]


def test_the_file_the_faults_are_seeded_into_has_no_errors() -> None:
    assert errors(SMALL) == []


@pytest.mark.parametrize(("find", "put", "says"), [case[1:] for case in SEEDED], ids=[case[0] for case in SEEDED])
def test_each_error_is_said(find: str, put: str, says: str) -> None:
    assert any(says in fault.says for fault in errors(seeded(find, put))), errors(seeded(find, put))


@pytest.mark.parametrize(
    ("find", "put"),
    [case[1:3] for case in SEEDED if case[0] not in ELSEWHERE],
    ids=[case[0] for case in SEEDED if case[0] not in ELSEWHERE],
)
def test_each_error_is_on_the_line_that_caused_it(find: str, put: str) -> None:
    first = SMALL[: SMALL.index(find)].count("\n") + 1
    lines = range(first, first + put.count("\n") + 1)
    assert any(fault.line in lines for fault in errors(seeded(find, put)))


@pytest.mark.parametrize("case", ELSEWHERE)
def test_what_is_missing_is_said_where_it_is_missed(case: str) -> None:
    find, put = next((find, put) for name, find, put, _ in SEEDED if name == case)
    text = seeded(find, put)
    assert [fault.line for fault in errors(text)] == [text[: text.index(ELSEWHERE[case])].count("\n") + 1]


def test_a_fault_points_at_the_column_of_the_value() -> None:
    (fault,) = errors(seeded("right: 2", "right: 9"))
    line = seeded("right: 2", "right: 9").splitlines()[fault.line - 1]
    assert line[fault.column - 1] == "9"


def test_an_unknown_key_is_pointed_at_itself_and_not_at_its_value() -> None:
    fault = errors(seeded("chance: Nobody", "chanse: Nobody"))[-1]
    assert (fault.line, fault.column) == (8, 5)


def test_five_questions_are_too_many_in_the_middle_and_fine_at_the_ends() -> None:
    crowded = "[undivided-attention, quick-answers-inward, hearing-people-out, confidence, automatic]"
    four = "[undivided-attention, quick-answers-inward, hearing-people-out, confidence]"
    (fault,) = errors(WHOLE.replace(four, crowded, 1))
    assert fault.says == "5 questions; this check-in takes at most 4."


def test_a_translated_scale_has_as_many_choices_as_the_original() -> None:
    text = SMALL + "    sure: {choices: [Nein, Etwas, Ja]}\n"
    assert [fault.says for fault in errors(text)] == ["3 choices here, 2 in the base language."]


WARNED = [
    ("no-cue", 'cue: "When it is noon,", ', "", "has no cue"),
    ("no-check", "act: sit down, check: You sat.", "act: sit down", "has no check"),
    ("too-many-words", "act: sit down", "act: " + "sit " * 91, "words to the participant"),
    ("a-choice-twice", "[Not at all, Very]", "[Not at all, not at all]", "The choice 'not at all' stands here twice"),
    ("an-answer-twice", "[One, Two]", "[One, One]", "The choice 'One' stands here twice"),
    ("exclamation-mark", "act: sit down", "act: sit down!", "An exclamation mark"),
    ("no-baseline", "after_days: -7, until_days: 0", "after_days: 14", "has no baseline"),
    ("few-tasks", "behaviour: listening", "behaviour: listening", "has 1 tasks with a day of their own"),
    ("no-opening-question", "    opening_questions: {noise: Where is it quiet?}\n", "", "no opening question"),
    (
        "third-mail-in-a-week",
        "name: recall, after_days: 5",
        "name: ask, after_days: 4, ask: [sure]}\n  - {name: recall, after_days: 6",
        "third mail",
    ),
    ("mails-on-two-days-running", "name: recall, after_days: 5", "name: recall, after_days: 3", "less than two days"),
    ("not-ten-acts", "version: 1", "version: 1", "has 10 acts"),
]


@pytest.mark.parametrize(("find", "put", "says"), [case[1:] for case in WARNED], ids=[case[0] for case in WARNED])
def test_what_is_unwise_is_a_warning_and_no_error(find: str, put: str, says: str) -> None:
    text = seeded(find, put)
    assert errors(text) == []
    assert any(says.casefold() in fault.says.casefold() for fault in warnings(text)), warnings(text)


@pytest.mark.parametrize(
    ("find", "put", "says"),
    [
        ("    after_days: 42\n    check_in", "    after_days: 49\n    check_in", "unequal gaps"),
        ("quick-answers-inward, hearing-people-out]\n    remind", "quick-answers-inward]\n    remind", "leaves out"),
        ("  - name: if-then\n", "  - name: if-then\n    when: offered\n", ""),
    ],
    ids=["uneven", "a-behaviour-left-out", "offered-and-dated"],
)
def test_a_grid_that_cannot_be_compared_is_noticed(find: str, put: str, says: str) -> None:
    assert find in WHOLE
    assert any(says in fault.says for fault in lint(WHOLE.replace(find, put, 1), "whole.yaml"))


def test_what_yaml_would_turn_into_something_else_stays_what_the_author_wrote() -> None:
    text = seeded("choices: [Not at all, Very]", "choices: [no, yes, on, 13:00, 1.0, 2026-11-23]")
    assert errors(text) == []


def test_faults_come_in_the_order_of_their_lines() -> None:
    faults = lint(SMALL.replace("act: sit down", "act: sit down!").replace("right: 2", "right: 7"), "a.yaml")
    assert list(faults) == sorted(faults)


def test_a_fault_prints_as_a_compiler_would() -> None:
    assert str(Fault(12, 5, "error", "No act.")) == "12:5: error: No act."


def test_a_bomb_of_aliases_is_refused_without_being_unfolded() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    assert "more than 20 aliases" in errors("\n".join(rows))[0].says


def test_a_few_aliases_that_unfold_to_very_much_are_refused() -> None:
    rows = [f"a0: &a0 [{', '.join('x' * 2000)}]"]
    rows += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 9)]
    assert "repeats too much" in errors("\n".join(rows))[0].says


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("&a [*a]", "contains itself"),
        ("[" * 100_000, "nested too deeply"),
        ("- a\n" * 50_000, "more than 50,000 values"),
        ("x" * 1_000_001, "longer than 1,000,000 characters"),
        ("%YAML 1." + "1" * 5000 + "\n--- a", "cannot be read as YAML"),
        ("", "is empty"),
        ("a: 1\n---\nb: 2", "One file holds one programme"),
        ("[a]: b", "A key is one word"),
        ("a: \x01", "cannot stand in a text file"),
        ("just words", "holds keys with values"),
        ("<<: {a: b}", "means nothing here"),
    ],
    ids=["loop", "deep", "many", "long", "digits", "empty", "two", "list-as-key", "unprintable", "words", "merge"],
)
def test_text_that_is_no_programme_gets_a_sentence(text: str, says: str) -> None:
    assert any(says in fault.says for fault in errors(text)), errors(text)


@given(st.text())
@example("\ud800")
@example('"\\ud800"')
@example("? ")
@example("!<tag:yaml.org,2002:null> [")
def test_any_text_is_answered_with_faults(text: str) -> None:
    assert errors(text)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda held: st.lists(held, max_size=3) | st.dictionaries(st.text(max_size=8), held, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_any_yaml_is_answered_with_faults(value: object) -> None:
    assert errors(yaml.safe_dump(value))


@settings(max_examples=60)
@given(st.data())
def test_any_value_at_any_place_of_a_programme_is_answered(data: st.DataObject) -> None:
    loaded = parse(SMALL, "a.yaml").data
    held = loaded
    while True:
        key = data.draw(st.sampled_from(list(held) if isinstance(held, dict) else list(range(len(held)))))
        if not isinstance(held[key], dict | list) or not held[key] or data.draw(st.booleans()):
            break
        held = held[key]
    held[key] = data.draw(VALUES)
    text = yaml.safe_dump(loaded)
    assert all(1 <= fault.line <= text.count("\n") + 1 for fault in lint(text, "a.yaml"))


@given(st.integers(0, len(SMALL)), st.integers(0, 40))
def test_a_programme_with_a_piece_cut_out_is_answered(at: int, length: int) -> None:
    assert isinstance(lint(SMALL[:at] + SMALL[at + length :], "a.yaml"), tuple)
