"""A cohort moved to another version: only the future changes, and what is measured stays what it was."""

from datetime import timedelta
from pathlib import Path

import pytest

from actions.house import House
from actions.migrating import migrate
from actions.migration.shape import Migrated
from actions.own_data import export
from actions.pages.answer import answer_page
from actions.plans.showing import plan_of_cohort
from actions.reporting import report
from actions.standing import leave, pause, resume
from coaching.errors import NotAllowed, NotFound, Refused
from coaching.tokens import Purpose, derive
from storage.rows import MessageRow
from tests import make
from tests.actions.journeys import ADA, LEADING, TASK_DAY, Journey

NOW = make.berlin(TASK_DAY, "16:00")
NEWER = (
    LEADING.replace("version: 1", "version: 2")
    .replace("name: thank-one, title: Thank one, after_days: 21", "name: thank-one, title: Thank one, after_days: 23")
    .replace("act: count}", "act: count slowly}")
    .replace("  - {name: thank-two, title: Thank two, after_days: 49, task: {behaviour: thanking, act: thank}}\n", "")
    .replace(
        "steps:\n", "steps:\n  - {name: extra, title: Extra, after_days: 56, task: {behaviour: thanking, act: x}}\n"
    )
)
"""A step moved, one reworded, one removed, one added."""


@pytest.fixture
def journey(house: House, tmp_path: Path) -> Journey:
    told = Journey(house, tmp_path, people=(ADA, "bo@example.org"))
    told.send(TASK_DAY)
    return told


def to(journey: Journey, text: str = NEWER, version: int | None = 2, only_show: bool = False) -> Migrated:
    file = journey.folder / "leading.yaml"
    file.write_text(text)
    return migrate(journey.house, "Hamburg", version, NOW, str(file), only_show=only_show)


def test_the_difference_is_told_person_by_person_and_step_by_step(journey: Journey) -> None:
    done = to(journey)
    assert done.people == 2 and done.done
    assert {step: dict(counted) for step, counted in done.by_step.items()} == {
        "extra": {"added": 2}, "thank-one": {"moved": 2}, "second-task": {"reworded": 2}, "thank-two": {"removed": 2},
    }  # fmt: skip
    moved = next(one for one in done.changes if (one.person, one.step) == (ADA, "thank-one"))
    assert "day 23: Fri 25 Dec 2026" in moved.why and moved.was and moved.will_be and moved.was < moved.will_be


def test_only_the_future_is_planned_anew_and_the_ledger_adds_up(journey: Journey) -> None:
    before = {row.id: (row.state, row.due_at) for row in journey.rows() if row.state != "planned"}
    to(journey)
    assert {row.id: (row.state, row.due_at) for row in journey.rows() if row.id in before} == before
    removed, added = journey.rows("thank-two")[0], journey.rows("extra")[0]
    assert (removed.state, removed.reason) == ("skipped", "edited")
    assert (added.cause, added.state, added.message_id is not None) == ("migration", "planned", True)
    assert journey.why_not() == ()


def test_a_step_added_during_a_pause_has_its_day_like_everybody_s_and_comes_once_they_go_on(journey: Journey) -> None:
    pause(journey.house, ADA, NOW)
    done = to(journey)
    mine, theirs = journey.rows("extra")
    assert (mine.local_day, bool(mine.message_id)) == (theirs.local_day, True)
    assert {one.will_be for one in done.changes if one.step == "extra"} == {mine.due_at, theirs.due_at}
    lines = [one["local"][11:14] for one in plan_of_cohort(journey.house, "Hamburg") if one["step"] == "extra"]
    assert lines == ["09:", "09:"]
    resume(journey.house, ADA, make.berlin("2027-01-11"))
    journey.send("2027-01-27")
    assert [row.state for row in journey.rows("extra")] == ["sent", "sent"] and journey.why_not() == ()


def test_a_step_added_during_a_pause_that_lasts_is_left_out_as_paused(journey: Journey) -> None:
    pause(journey.house, ADA, NOW)
    to(journey)
    journey.send("2027-01-27")
    assert [(row.state, row.reason) for row in journey.rows("extra")] == [("skipped", "paused"), ("sent", "")]
    assert journey.why_not() == ()


def test_nothing_that_was_sent_is_sent_again(journey: Journey) -> None:
    to(journey)
    tally = make.sent(journey.house, journey.folder, make.berlin(TASK_DAY, "17:00"))
    assert tally.claimed == 0
    journey.send("2026-12-16")
    assert [row.state for row in journey.rows("first-task")] == ["expired", "expired"] and journey.why_not() == ()


def test_what_was_asked_is_read_in_the_words_it_was_asked_in(journey: Journey) -> None:
    to(journey, NEWER.replace("act: wait", "act: hold on").replace("name: recall,", "name: recall-anew,"))
    with journey.house.store.read() as session:
        key = session.get_one(MessageRow, journey.rows("first-task")[0].message_id).key
    page = answer_page(journey.house, derive(journey.house.secret, Purpose.ANSWER, key), NOW)
    assert [one.step.task.act for one in page.prompts if one.step.task] == ["wait"]
    assert "recall" in [one.step.name for one in page.prompts]
    assert journey.answer("first-task", TASK_DAY, "17:00", task="not_yet", barrier="rushed").led
    journey.send("2026-12-16")


def test_a_person_s_export_tells_each_question_as_it_was_asked(journey: Journey) -> None:
    journey.answer("recall", TASK_DAY, "16:00", choice="1")
    to(journey, NEWER.replace("name: recall, title: Who is heard,", "name: recall-anew, title: Who was heard,"))
    (recalled,) = [one for one in export(journey.house, "bo@example.org", NOW).answers if one["step"] == "recall"]
    assert (recalled["title"], recalled["asks"], recalled["label"]) == ("Who is heard", "Who?", "Me")


def test_looking_first_changes_nothing(journey: Journey) -> None:
    before = [(row.state, row.due_at, row.nth) for row in journey.rows()]
    shown = to(journey, only_show=True)
    assert not shown.done and shown.changes and [(row.state, row.due_at, row.nth) for row in journey.rows()] == before
    assert {one.to_json()["step"] for one in to(journey).changes} == {one.step for one in shown.changes}


def test_a_second_migration_to_the_same_version_finds_nothing_to_do(journey: Journey) -> None:
    to(journey)
    rows = len(journey.rows())
    again = migrate(journey.house, "Hamburg", 2, NOW, only_show=False)
    assert (again.people, again.changes, len(journey.rows())) == (0, (), rows)


def test_newcomers_begin_on_the_new_version(journey: Journey) -> None:
    to(journey)
    make.enrolled(journey.house, ("cy@example.org",), programme=NEWER, now=NOW)
    assert len(journey.rows("extra")) == 3 and journey.why_not() == ()


BREAKING = {
    "another wording": ("let people finish?", "listen well?", "'listening' has been asked in other words"),
    "another window": ("your last five working days did you thank", "your last ten days did you thank", "'thanking'"),
    "another no-chance": ("Nobody was there", "I was alone", "'thanking' has been asked in other words"),
    "another primary": ("primary: listening", "primary: thanking", "declared before the first mail"),
}


@pytest.mark.parametrize(("find", "put", "says"), BREAKING.values(), ids=BREAKING)
def test_what_is_measured_keeps_its_words(journey: Journey, find: str, put: str, says: str) -> None:
    before = len(journey.rows())
    with pytest.raises(NotAllowed, match=says):
        to(journey, NEWER.replace(find, put))
    assert len(journey.rows()) == before and journey.why_not() == ()


REFUSED = {
    "another programme": (lambda text: text.replace("programme: leading", "programme: other"), "is of 'other'"),
    "another number than asked for": (lambda text: text.replace("version: 2", "version: 3"), "--to says 2"),
}


@pytest.mark.parametrize(("edit", "says"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_is_not_meant_is_refused(journey: Journey, edit, says: str) -> None:
    with pytest.raises(NotAllowed, match=says):
        to(journey, edit(NEWER))


def test_an_edited_file_with_the_same_number_is_refused(journey: Journey) -> None:
    to(journey)
    with pytest.raises(Refused, match="Raise `version:` in the file to 3"):
        to(journey, NEWER.replace("after_days: 23", "after_days: 24"))


def test_a_version_nobody_has_is_refused_with_those_there_are(journey: Journey) -> None:
    with pytest.raises(NotFound, match=r"no version 7 of 'leading'\. Known: 1"):
        migrate(journey.house, "Hamburg", 7, NOW, only_show=False)


def test_whoever_left_stays_as_they_are(journey: Journey) -> None:
    leave(journey.house, ADA, NOW)
    done = to(journey)
    assert done.people == 1 and {one.person for one in done.changes} == {"bo@example.org"} and journey.why_not() == ()


def test_the_report_keeps_the_answers_to_a_step_that_is_gone(house: House, tmp_path: Path) -> None:
    told = Journey(house, tmp_path, people=tuple(f"p{n}@example.org" for n in range(5)))
    told.send(TASK_DAY)
    for row in told.rows("first-task"):
        told.answer_at(row, NOW, task="done")
    before = steps_of(house)
    gone = NEWER.replace(
        "  - {name: first-task, title: Let one finish, after_days: 6, task: {behaviour: listening, act: wait}}\n", ""
    )
    to(told, gone)
    assert steps_of(house)["first-task"] == before["first-task"] == (5, 5)
    assert "thank-two" not in steps_of(house)


def steps_of(house: House) -> dict[str, tuple[int, int | None]]:
    """Return how many people were sent each step of the report, and how many answered."""
    found = report(house, "Hamburg", NOW + timedelta(days=10)).to_json()["completion"]["steps"]
    return {one["step"]: (one["sent"], one["answered"] and one["answered"]["n"]) for one in found}


DRAWN = make.SHORT + "  - {name: check-2, title: Again, after_days: 28, check_in: [listening, thanking]}\n"


@pytest.mark.parametrize("design", ["wait-list:3", "hold-back:2/2"])
def test_where_a_draw_decides_who_gets_which_act_a_new_act_is_refused(house: House, design: str) -> None:
    make.enrolled(house, programme=DRAWN, design=design, pooled=True)
    before = plan_of_cohort(house, "Hamburg")
    act = "task: {behaviour: listening, cue: When, act: wait., check: One sentence.}"
    more = DRAWN.replace("version: 1", "version: 2") + f"  - {{name: more, title: M, after_days: 20, {act}}}\n"
    with pytest.raises(NotAllowed, match="Cohort 'Hamburg' runs a drawn comparison, and step 'more' is new"):
        migrate(house, "Hamburg", None, make.NOW, text=more, only_show=False)
    assert plan_of_cohort(house, "Hamburg") == before
    reworded = DRAWN.replace("version: 1", "version: 2").replace("act: let them finish.", "act: let them end.")
    assert migrate(house, "Hamburg", None, make.NOW, text=reworded, only_show=False).version == 2
