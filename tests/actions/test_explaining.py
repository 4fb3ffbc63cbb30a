from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from actions.explaining import explain
from actions.house import House
from coaching.errors import NotFound, Refused
from coaching.states import State
from storage.rows import DrawRow
from tests import make
from tests.actions.journeys import ADA, TASK_DAY, Journey
from tests.actions.stories import AFTER, BEFORE, Story


@pytest.fixture
def story(tmp_path: Path) -> Story:
    told = Story(tmp_path)
    told.enroll(["ada"], zone="America/New_York")
    told.send("start")
    told.answer("start", "ada", attention=3, words="a planted secret")
    return told


def test_it_says_when_where_and_by_which_version(story: Story) -> None:
    found = explain(story.house, "ada@example.org", "end", BEFORE).to_json()
    assert (found["person"], found["step"], found["state"]) == ("ada@example.org", "end", "planned")
    assert found["zone"] == "America/New_York" and found["programme_version"] == 1 and found["draw"] is None
    assert datetime.fromisoformat(found["local"]) == datetime.fromisoformat(found["due_at"])
    assert found["local"].startswith("2026-11-24T13:0") and "day 84: Tue 24 Nov 2026" in found["rule"]


def test_its_history_is_told_in_words(story: Story) -> None:
    history = explain(story.house, "ada@example.org", "start", AFTER).to_json()["history"]
    assert [line["what"] for line in history] == ["planned", "taken by a sender", "sent", "answered"]
    assert history[0]["why"] == "enrolled in a programme that has this step"
    assert datetime.fromisoformat(history[0]["at"]) == BEFORE


def test_a_persons_key_does_as_well_as_the_address(story: Story) -> None:
    with pytest.raises(Refused) as refusal:
        explain(story.house, " ADA@example.org ", "gap", AFTER)
    key = str(refusal.value).split("'")[3]
    assert explain(story.house, key, "end", AFTER).person == "ada@example.org"


def test_somebody_in_two_cohorts_is_asked_which(story: Story) -> None:
    story.enroll(["ada"], cohort="winter")
    with pytest.raises(Refused, match="several cohorts: 'autumn', 'winter'") as refusal:
        explain(story.house, "ada@example.org", "end", AFTER)
    assert "ada@example.org" not in str(refusal.value)
    assert explain(story.house, "ada@example.org", "end", AFTER, cohort="winter").cohort == "winter"


def test_an_unknown_step_suggests_the_nearest(story: Story) -> None:
    with pytest.raises(NotFound, match=r"no step 'ned'\. Did you mean 'end'"):
        explain(story.house, "ada@example.org", "ned", AFTER)


def test_an_unknown_address_is_not_repeated(story: Story) -> None:
    with pytest.raises(Refused) as refusal:
        explain(story.house, "eve@example.org", "end", AFTER)
    assert "eve" not in str(refusal.value)


@pytest.mark.parametrize("step, says", [("gap", "an answer leads to it"), ("seen", "asks observers")])
def test_a_step_nothing_has_led_to_says_so(story: Story, step: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        explain(story.house, "ada@example.org", step, AFTER)


def test_a_draw_is_shown_with_its_probability(story: Story) -> None:
    ada = story.prompts("end")[0].enrollment_id
    story.run(insert(DrawRow).values(enrollment_id=ada, point="end:reminder", arm="none", probability=0.5,
                                     available=True, drawn_at=datetime(2026, 9, 1, tzinfo=UTC)))  # fmt: skip
    draw = explain(story.house, "ada@example.org", "end", AFTER).to_json()["draw"]
    assert draw == {"point": "end:reminder", "arm": "none", "probability": 0.5, "available": True,
                    "drawn_at": "2026-09-01T00:00:00+00:00"}  # fmt: skip


def test_a_step_left_out_has_no_moment_and_says_why(story: Story) -> None:
    story.move(story.prompts("end")[0], State.PLANNED, State.SKIPPED, AFTER, reason="budget", due_at=None)
    found = explain(story.house, "ada@example.org", "end", AFTER).to_json()
    assert found["due_at"] is None and found["local"] is None
    assert found["history"][-1] == {
        "at": AFTER.isoformat(),
        "what": "left out",
        "why": "no day with room between other mails",
    }


def test_no_words_of_anybody_are_in_it(story: Story) -> None:
    one = story.prompts("start")[0]
    story.move(
        one, State.ANSWERED, State.ANSWERED, AFTER, what="answer_changed", details={"said": "a planted secret", "n": 2}
    )
    told = str(explain(story.house, "ada@example.org", "start", AFTER).to_json())
    assert "planted" not in told and "n 2" in told


def test_it_names_the_rule_the_version_and_the_answer_that_led_there(small: House, tmp_path: Path) -> None:
    journey = Journey(small, tmp_path)
    journey.send(TASK_DAY)
    journey.answer("first-task", TASK_DAY, task="not_yet", barrier="rushed")
    journey.answer("recall", TASK_DAY, choice="1")
    found = explain(small, ADA, "one-person", make.NOW).to_json()
    assert found["led_by"] == {"step": "first-task", "answer": "not yet, in the way was 'rushed'"}
    assert found["rule"].startswith("offered after first-task: Thu 10 Dec 2026, the first place for it from Wed 9 Dec")
    assert found["rule"].endswith("because first-task was answered: not yet, in the way was 'rushed'")
    assert found["history"][0]["why"] == "an earlier answer led to it" and found["programme_version"] == 1
    assert explain(small, ADA, "recall", make.NOW).to_json()["led_by"] == {"step": "recall", "answer": "wrong"}


def test_the_answer_it_names_is_that_of_the_time_even_when_it_was_changed(small: House, tmp_path: Path) -> None:
    journey = Journey(small, tmp_path)
    journey.send(TASK_DAY)
    journey.answer("first-task", TASK_DAY, task="not_yet", barrier="rushed")
    journey.answer("first-task", TASK_DAY, "16:00", task="done", barrier="rushed")
    found = explain(small, ADA, "one-person", make.NOW)
    assert found.state == "skipped" and found.led_by == {
        "step": "first-task",
        "answer": "not yet, in the way was 'rushed'",
    }


def test_a_mail_that_was_put_off_says_why_it_goes_at_that_hour(small: House, tmp_path: Path) -> None:
    make.enrolled(small, [ADA])
    make.sent(small, tmp_path, make.berlin("2026-11-26", "03:00"))
    rule = explain(small, ADA, "baseline", make.NOW).rule
    assert "(put off: outside working hours)" in rule and "the hour of check-ins" not in rule
