"""Where barriers lead: one of four things, to steps that exist and can be reached, and never in a circle."""

import pytest

from content.lint import lint
from content.reader import read_programme
from tests.content.test_lint import SMALL

OFFER = "{offer: quiet-corner}"
TWO = """\
programme: two
version: 1
title: Two
primary: listening
behaviours:
  listening: {asks: How often?, chance: Never, barriers: [{name: noise, text: Loud, then: {offer: thank-once}}]}
  thanking: {asks: How often?, chance: Never, barriers: [{name: shy, text: Shy, then: {swap: sit-down}}]}
steps:
  - {name: act, after_days: 2, task: {behaviour: listening, act: listen}}
  - {name: thank, after_days: 9, task: {behaviour: thanking, act: thank}}
  - {name: thank-once, when: offered, task: {behaviour: thanking, act: thank once}}
  - {name: sit-down, when: offered, task: {behaviour: listening, act: sit down}}
"""


def said(text: str, level: str) -> list[str]:
    return [fault.says for fault in lint(text, "a.yaml") if fault.level == level]


@pytest.mark.parametrize(
    ("then", "leads"),
    [
        (OFFER, ("offer", "quiet-corner")),
        ("{swap: quiet-corner}", ("swap", "quiet-corner")),
        ("{snooze: 3}", ("snooze", "3")),
        ("{tell: coach}", ("tell", "coach")),
        ("{}", ("", "")),
    ],
)
def test_a_barrier_leads_to_one_of_four_things_or_nowhere(then: str, leads: tuple[str, str]) -> None:
    text = SMALL.replace(OFFER, then)
    if "quiet-corner" not in then:
        text = text.replace("  - {name: quiet-corner", "  - {name: quiet-corner, after_days: 60").replace(
            ", when: offered", ""
        )
    barrier = read_programme(text, "a.yaml").behaviour("listening").barriers[0]
    assert barrier.then == leads


@pytest.mark.parametrize(
    ("then", "says"),
    [
        ("{offer: quiet-corner, snooze: 3}", "keep either offer or snooze"),
        ("{swap: recall}", "has a day of its own"),
        ("{swap: quiet-korner}", "Did you mean 'quiet-corner'?"),
        ("{snooze: 0}", "'snooze' is 1 or more"),
        ("{snooze: 16}", "'snooze' is 15 or less"),
        ("{snooze: later}", "A whole number is meant for 'snooze'"),
        ("{tell: boss}", "'tell' is one of 'coach'"),
        ("{ofer: quiet-corner}", "Did you mean 'offer'?"),
    ],
)
def test_a_barrier_that_cannot_lead_is_refused(then: str, says: str) -> None:
    assert any(says in one for one in said(SMALL.replace(OFFER, then), "error"))


def test_a_step_that_is_only_swapped_for_is_led_to() -> None:
    assert said(SMALL.replace(OFFER, "{swap: quiet-corner}"), "error") == []


def test_a_smaller_task_of_the_same_behaviour_is_no_circle() -> None:
    assert said(SMALL, "error") == []


def test_behaviours_that_lead_to_one_another_are_a_circle() -> None:
    assert said(TWO, "error") == [
        "'listening' leads to a task of 'thanking', whose barriers lead back to 'listening': break the circle."
    ]
    assert said(TWO.replace("{swap: sit-down}", "{swap: thank-once}").replace("name: sit-down, when: offered",
                "name: sit-down, after_days: 60"), "error") == []  # fmt: skip


def test_barriers_that_are_never_asked_are_a_dead_branch() -> None:
    text = SMALL.replace("task: {behaviour: listening, cue: \"When it is noon,\", act: sit down, check: You sat.}",
                         "ask: [sure]")  # fmt: skip
    assert any("never asked: a dead branch" in one for one in said(text, "warning"))
    assert not any("dead branch" in one for one in said(SMALL, "warning"))
