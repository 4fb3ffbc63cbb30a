"""Whom to ask for an interview: off at first, only who agreed, only answers after that, and never a name unasked."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update
from sqlmodel import col, select

from actions.agreeing import switch
from actions.auditing import audit
from actions.disclosing import disclose
from actions.enrolling import NewCohort, enroll
from actions.erasing import erase
from actions.house import House
from actions.interviewing import Cases, cases, name_one
from actions.own_data import export
from actions.standing import leave
from coaching.agreements import Agreement
from coaching.errors import NotFound
from content.roster import Roster, RosterRow
from storage import agreements
from storage.rows import CohortRow, EnrollmentRow, ResponseRow
from tests.actions.stories import AFTER, BEFORE, PROGRAMME, WORKSHOP, Story

WEEKS = 12
PEOPLE = [f"p{n}" for n in range(9)]
WEEKLY = "".join(f"  - {{name: c{n}, after_days: {7 * n}, check_in: [attention]}}\n" for n in range(1, WEEKS + 1))
GAP = "  - {name: gap, when: offered, task: {behaviour: attention, cue: At, act: Do, check: By}}\n"
LONG = PROGRAMME.partition("  - {name: early")[0] + WEEKLY + GAP


def told(folder: Path, on: bool = True, agreed: int = 9, steps: int = WEEKS, house: House | None = None) -> Story:
    """Tell of nine people, of whom each rose less than the one before, and *agreed* of whom may be asked."""
    story = Story(folder)
    story.house = house or story.house
    rows = tuple(RosterRow(n + 2, f"{one}@example.org", one) for n, one in enumerate(PEOPLE))
    enroll(story.house, NewCohort("autumn", LONG, "p.yaml", WORKSHOP, zone="Europe/Berlin"), Roster(rows, (), ()),
           BEFORE)  # fmt: skip
    if on:
        switch(story.house, "autumn", Agreement.INTERVIEWS, True, None, BEFORE)
        agree(story, agreed)
    say(story, steps)
    return story


def say(story: Story, steps: int) -> None:
    """Let everybody answer the first *steps* check-ins, all at once: what became of their mails is no matter here."""
    who = [one.enrollment_id for one in story.prompts("c1")]
    rows = []
    for one in story.prompts():
        step = int(one.step[1:]) if one.step[1:].isdecimal() else 0
        if 0 < step <= steps:
            value = round(min(5, max(0, 2.5 + (4 - who.index(one.enrollment_id)) * step / 19)))
            at = datetime.combine(one.local_day, time(12), UTC)
            rows.append({"prompt_id": one.id, "question": "attention", "value": str(value), "channel": "page",
                         "late": False, "answered_at": at, "words": "", "share": False, "suspect": False})  # fmt: skip
    if rows:
        story.run(insert(ResponseRow).values(rows))


def agree(story: Story, n: int) -> None:
    with story.house.store.write() as session:
        for one in session.exec(select(EnrollmentRow).order_by(col(EnrollmentRow.id)).limit(n)):
            agreements.agree(session, one.id or 0, Agreement.INTERVIEWS, BEFORE)
        session.commit()


def listed(story: Story) -> Cases:
    return cases(story.house, "autumn", None, AFTER)


def names(story: Story, end: str) -> set[str]:
    found = [one.called for one in listed(story).cases if one.end == end]
    return {name_one(story.house, "autumn", one, None, AFTER).name for one in found}


def test_both_ends_of_those_who_can_be_told_apart_are_listed_under_other_names(house: House, tmp_path: Path) -> None:
    story = told(tmp_path, house=house)
    found = listed(story)
    assert found.why_empty == "" and found.agreed == 9 and len(found.cases) == 6
    assert not any(one in repr(found.to_json()) for one in (*PEOPLE, "example.org"))
    assert names(story, "most") == {"p0", "p1", "p2"} and names(story, "least") == {"p6", "p7", "p8"}


@pytest.mark.parametrize(("given", "why"), [
    ({"on": False}, "switched off"), ({"agreed": 4}, "Fewer than 5 people agreed"),
    ({"steps": 3}, "cannot be told apart yet"), ({"steps": 0}, "cannot be told apart yet"),
])  # fmt: skip
def test_an_empty_list_says_why(tmp_path: Path, given: dict[str, int], why: str) -> None:
    found = listed(told(tmp_path, **given))
    assert found.cases == () and why in found.why_empty


def test_answers_from_before_the_switch_are_not_in_it(tmp_path: Path) -> None:
    story = told(tmp_path, on=False)
    switch(story.house, "autumn", Agreement.INTERVIEWS, True, None, AFTER)
    agree(story, 9)
    assert "cannot be told apart" in listed(story).why_empty


def test_who_leaves_or_is_erased_or_takes_it_back_is_on_no_list(house: House, tmp_path: Path) -> None:
    story = told(tmp_path, house=house)
    leave(story.house, "p0@example.org", AFTER, None)
    erase(story.house, "p1@example.org", AFTER)
    third = story.prompts("start", "p2")[0].enrollment_id
    story.run(update(EnrollmentRow).where(col(EnrollmentRow.id) == third).values(may_ask_at=None))
    found = listed(story)
    assert found.agreed == 6 and not {"p0", "p1", "p2"} & (names(story, "most") | names(story, "least"))


def test_switching_it_off_takes_everybodys_agreement_back(tmp_path: Path) -> None:
    story = told(tmp_path)
    switch(story.house, "autumn", Agreement.INTERVIEWS, False, None, AFTER)
    switch(story.house, "autumn", Agreement.INTERVIEWS, True, None, AFTER + timedelta(days=1))
    assert "Fewer than 5 people agreed" in listed(story).why_empty


def test_every_look_is_written_down_and_a_name_in_its_persons_own_data_too(tmp_path: Path) -> None:
    story = told(tmp_path)
    [first, *_] = listed(story).cases
    name_one(story.house, "autumn", first.called, None, AFTER)
    lines = [(one.who, one.page, bool(one.whom), one.cohort) for one in audit(story.house)]
    assert lines[:2] == [("command", "interview", True, "autumn"), ("command", "interviews", False, "autumn")]
    data = export(story.house, "p0@example.org", AFTER).everything
    assert data["enrollments"][0]["may_ask_at"] and "'page': 'interview'" in repr(data["notes"])


def test_nobody_is_named_who_is_not_on_the_list(tmp_path: Path) -> None:
    story = told(tmp_path)
    with pytest.raises(NotFound):
        name_one(story.house, "autumn", "p4", None, AFTER)


def test_the_works_council_reads_of_it_once_it_is_on(tmp_path: Path) -> None:
    story = told(tmp_path, on=False)
    before = repr(disclose(story.house, "autumn", AFTER).page)
    switch(story.house, "autumn", Agreement.INTERVIEWS, True, None, AFTER)
    after = disclose(story.house, "autumn", AFTER)
    assert "interview" not in before and after.version == 2 and "asked for an interview" in repr(after.page)
    with story.session() as session:
        assert session.exec(select(CohortRow)).one().settings["interviews"]
