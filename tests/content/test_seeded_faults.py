# ruff: noqa: E501 - a table of faults, each beside its sentence
"""Faults sown one by one into a clean programme: lint finds each, on its own line, and complains of nothing else."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from content.beginning import START
from content.lint import lint

CLEAN = START.read_text("utf-8").replace("NAME", "clean")
ACT = "act: ask who does what by when, and write the answers where all can see them."
TASK = "behaviour: clear-next-step\n      "
LONG_WORDS = "operationalise interpersonal attentiveness systematically throughout consecutive conversations everywhere"
QUIET = "On how many of your last five working days did you ask the quietest person"
TOGETHER = "last five working days together did this person start on time?"
GERMAN = """\
locales:
  de:
    confidence: {asks: Wie sicher sind Sie?}
"""
FAULTS = {
    # what is wrong: (what stands there, what is put there, how the faulty line begins, what lint says of it)
    "no cue": ("      cue: When your next meeting has one minute left,\n", "", TASK + "act: ask who", "has no cue"),
    "no check": ('      check: "By tonight: one list with names and days on it."\n', "", TASK + "cue: When your next", "no check"),
    "over ninety words": (ACT, "act: " + "Ask who does what. " * 21, TASK + "cue: When your next", "words to the participant"),
    "long words": (ACT, f"act: {LONG_WORDS}.", f"act: {LONG_WORDS}", "Hard to read: LIX"),
    "a long sentence": (ACT, "act: ask" + " and ask again" * 14 + ".", "act: ask and ask", "the sentence"),
    "an exclamation": (ACT, "act: Ask who does what!", "act: Ask who does what!", "say it plainly"),
    "no baseline": ("until_days: 0, check_in: [clear-next-step, ", "until_days: 0, check_in: [", "label: clear next steps", "has no baseline"),
    "one task": ("behaviour: everyone-heard\n      cue: When you ask", "behaviour: start-on-time\n      cue: When you ask",
                 "label: hearing everyone", "it needs two or more"),
    "another window": (QUIET, QUIET.replace("five working days", "two weeks"), "asks: On how many of your last two",
                       "keep to one window"),
    "no window": (QUIET, "How often did you ask the quietest person", "asks: How often", "no recall window"),
    "a window that changes between check-ins": ("asks: How sure are you", "asks: In the last month, were you sure",
                                                "asks: In the last month", "looks back over 'month'"),
    "observers look back further": (TOGETHER, TOGETHER.replace("five", "ten"),
                                    "observer_asks: On how many of your last ten", "'ten working days'"),
    "mails two days running": ("title: At the minute\n    after_days: 9", "title: At the minute\n    after_days: 6",
                               "after_days: 6", "Less than two days"),
    "a third mail in a week": ("title: At the minute\n    after_days: 9", "title: At the minute\n    after_days: 8",
                               "after_days: 8\n", "The third mail within seven days"),
    "untranslated": ("# locales:", GERMAN, "confidence: {asks: Wie", "Untranslated in 'de': choices of 'confidence'"),
    "a name of nobody translated": ("# locales:", GERMAN.replace("confidence", "confidense"), "confidense:", "Did you mean"),
    "nothing leads there": ("then: {offer: five-minutes-early}", "then: {tell: coach}", "- name: five-minutes-early",
                            "Nothing leads to the step"),
    "a barrier to nowhere": ("{offer: five-minutes-early}", "{offer: five-minute-early}", "- {name: out-of-time",
                             "Did you mean 'five-minutes-early'?"),
    "a variable": ("title: The last minute", 'title: "The last minute, {{ first_name }}"', 'title: "The last minute,',
                   "there are no variables"),
    "several variables in one text": (ACT, "act: Ask {name} and {{ coach }} who does what.", "act: Ask {name}",
                                      "'{name}', '{{ coach }}' would be mailed"),
    "another mail merge's variable": (ACT, "act: Ask %(name)s who does what.", "act: Ask %(name)s", "no variables"),
    "a misspelt key": ("      act: give everyone", "      akt: give everyone", "akt: give", "Did you mean 'act'?"),
    "a missing key": ("    chance: I was in no group\n", "", "label: hearing everyone",
                      "The key 'chance' is missing"),
    "an unknown behaviour": ("task:\n      behaviour: clear-next-step\n      cue: When your next",
                             "task:\n      behaviour: clear-next-stop\n      cue: When your next",
                             "behaviour: clear-next-stop", "Did you mean 'clear-next-step'?"),
    "a right answer that is not there": ("      right: 2", "      right: 4", "right: 4", "from 1 to 3"),
    "an hour at night": ("  - name: at-the-minute\n", "  - name: at-the-minute\n    send_at: '19:30'\n", "send_at:", "quiet hours"),
    "a name used twice": ("- name: at-the-minute", "- name: last-minute", "- name: last-minute\n    title: At the minute", "is taken"),
    "a second plan missing": ("revise: yes}", "revise: no}", "- {name: baseline", "second look at the plan"),
    "a pulse too few": ("  - {name: pulse-midway, title: \"Six weeks on: what you see of a colleague\", after_days: 42, "
                        "pulse: [clear-next-step, everyone-heard]}\n", "", "- {name: baseline", "3 observer pulses"),
    "uneven check-ins": ('title: "Ten weeks on", after_days: 70', 'title: "Ten weeks on", after_days: 72', "- {name: check-5", "unequal gaps"),
    "a behaviour left out": ('after_days: 56, check_in: [clear-next-step, everyone-heard, start-on-time]',
                             'after_days: 56, check_in: [clear-next-step, everyone-heard]', "- {name: check-4", "leaves out"),
    "nobody knows what to ask": ("    opening_questions:\n      waiting-for-others: For whom do you wait, and do they know it?\n",
                                 "", "- {name: waiting-for-others", "no opening question for the coach"),
    "a dead branch": ("behaviour: start-on-time\n      cue", "behaviour: everyone-heard\n      cue", "- {name: waiting-for",
                      "its barriers are never asked: a dead branch"),
    "nothing gets in the way": ("    barriers:\n      - {name: waiting-for-others, text: We waited for somebody}\n"
                                "    opening_questions:\n      waiting-for-others: For whom do you wait, and do they know it?\n",
                                "", "label: starting on time", "offers no barriers"),
}  # fmt: skip


def sown(name: str) -> tuple[str, int, str]:
    """Return the programme with one fault in it, the line it is on, and what lint is to say."""
    find, put, anchor, says = FAULTS[name]
    every = name == "a dead branch"
    assert CLEAN.count(find) >= 1
    text = CLEAN.replace(find, put, -1 if every else 1)
    assert text.count(anchor) == 1
    return text, text[: text.index(anchor)].count("\n") + 1, says


def test_the_programme_they_are_sown_into_is_clean() -> None:
    assert lint(CLEAN, "clean.yaml") == ()


@pytest.mark.parametrize("name", FAULTS)
def test_lint_finds_the_fault_on_its_line(name: str) -> None:
    text, line, says = sown(name)
    assert any(fault.line == line and says in fault.says for fault in lint(text, "broken.yaml")), lint(text, "b.yaml")


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_does_not_bury_itself_in_others(name: str) -> None:
    assert len(lint(sown(name)[0], "broken.yaml")) <= 3


def test_the_command_says_the_same_to_programs(tmp_path: Path) -> None:
    text, line, says = sown("a misspelt key")
    (tmp_path / "broken.yaml").write_text(text)
    command = [sys.executable, "-m", "commands", "lint", "broken.yaml", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    found = json.loads(done.stdout)
    assert done.returncode == 1 and all({"line", "column", "level", "says"} == set(one) for one in found)
    assert (line, "error") in [(one["line"], one["level"]) for one in found if says in one["says"]]
