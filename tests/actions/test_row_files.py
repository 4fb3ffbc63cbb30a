"""Row-level files: off at first, only who ticked it, only after that, and nothing that tells who, or when exactly."""

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import delete, insert, update
from sqlmodel import col, select

from actions.agreeing import switch
from actions.auditing import audit
from actions.disclosing import disclose
from actions.erasing import erase
from actions.house import House
from actions.own_data import export
from actions.reporting import report
from actions.row_files import Line, hand_out, row_file
from actions.row_tables import COLUMNS, FORMS, codebook, rows_codebook_csv, rows_csv, rows_xlsx
from actions.standing import leave
from coaching.agreements import Agreement
from coaching.errors import NotFound
from storage import agreements
from storage.rows import EnrollmentRow, ParticipantRow, PromptRow, ReleaseRow, ResponseRow
from tests.actions.stories import AFTER, BEFORE, Story

PEOPLE = ("annika", "bendix", "chiyo", "devika", "evander", "fayola")
OTHERS = ("gita", "hanno", "ivar", "jonna", "kofi")
"""Who did not tick it."""
HOUR = datetime(2026, 9, 15, 15, 30, tzinfo=UTC)
"""Half past midnight of the next day in Tokyo."""


def told(folder: Path, agreed: int = 6, answered: int = 6, others: int = 5, house: House | None = None) -> Story:
    """Tell of six people, the first *agreed* of whom ticked it and *answered* of whom answered, and of *others*."""
    story = Story(folder)
    story.house = house or story.house
    story.enroll((*PEOPLE, *OTHERS[:others]))
    switch(story.house, "autumn", Agreement.ROWS, True, None, BEFORE)
    story.run(update(PromptRow).where(col(PromptRow.asked_of) == 0).values(state="expired"))
    for person in PEOPLE[:agreed]:
        tick(story, person, BEFORE)
    for n, person in enumerate((*PEOPLE[:answered], *OTHERS[:others])):
        say(story, person, "early", "attention", str(n % 6))
    return story


def tick(story: Story, person: str, at: datetime | None, cohort: str = "autumn") -> None:
    with story.house.store.write() as session:
        agreements.agree(session, story.prompts("start", person, cohort)[0].enrollment_id, Agreement.ROWS, at)
        session.commit()


def say(story: Story, person: str, step: str, question: str, value: str, at: datetime = HOUR, **more: Any) -> None:
    """Let somebody answer; what became of the mail is no matter here."""
    asked = story.prompts(step, person, more.pop("cohort", "autumn"))[0].id
    row = {"prompt_id": asked, "question": question, "value": value, "channel": "page", "late": False,
           "answered_at": at, "words": "", "share": False, "suspect": False}  # fmt: skip
    story.run(insert(ResponseRow).values(row | more))


def lines(story: Story) -> tuple[Line, ...]:
    return row_file(story.house, "autumn", AFTER).lines


def test_each_answer_is_a_row_under_another_name_with_its_day_alone(house: House, tmp_path: Path) -> None:
    story = told(tmp_path, house=house)
    say(story, "annika", "drawer", "task", "done")
    found = {(one.step, one.item, one.behaviour, one.week, one.answered_on, one.score, one.choice, one.late)
             for one in lines(story)}  # fmt: skip
    early = {("early", "attention", "attention", 2, "2026-09-15", n, "", 0) for n in range(6)}
    assert found == early | {("drawer", "task", "attention", 1, "2026-09-15", None, "done", 0)}
    assert len({one.person for one in lines(story)}) == 6


def test_no_file_holds_a_name_an_address_a_key_a_word_or_an_hour(tmp_path: Path) -> None:
    story = told(tmp_path)
    say(story, "annika", "early", "comment", "", words="planted-words", share=True)
    say(story, "annika", "drawer", "when", "planted-value", words="planted-words")
    say(story, "annika", "middle", "attention", "planted-value")
    found = hand_out(story.house, "autumn", "csv", None, AFTER)
    with story.session() as session:
        keys = session.exec(select(EnrollmentRow.key)).all()
    text = rows_csv(found) + rows_codebook_csv(found) + repr(cells(rows_xlsx(found)))
    hidden = (*PEOPLE, *OTHERS, "example.org", "planted", "15:30", "T15", *keys)
    assert len(found.lines) == 6 and [one for one in hidden if one.lower() in text.lower()] == []


def cells(book: bytes) -> dict[str, list[tuple[Any, ...]]]:
    found = openpyxl.load_workbook(io.BytesIO(book))
    return {sheet.title: list(sheet.values) for sheet in found.worksheets}


def test_the_workbook_holds_the_rows_of_the_table_and_every_name_in_them_is_explained(tmp_path: Path) -> None:
    story = told(tmp_path)
    say(story, "annika", "drawer", "task", "na")
    found = row_file(story.house, "autumn", AFTER)
    table = list(csv.DictReader(io.StringIO(rows_csv(found))))
    sheets = cells(rows_xlsx(found))
    assert list(table[0]) == list(COLUMNS) and sheets["Answers"][0] == COLUMNS
    assert [tuple("" if cell is None else str(cell) for cell in row) for row in sheets["Answers"][1:]] == [
        tuple(row.values()) for row in table
    ]
    told_of = {(part, name) for part, name, _ in codebook(found)}
    assert {("item", f"{one.step}.{one.item}") for one in found.lines} | {("choice", "drawer.task=na")} <= told_of
    assert {("column", name) for name in COLUMNS} <= told_of and ("item", "start.comment") not in told_of


def test_an_answer_from_before_the_switch_or_the_tick_or_since_it_was_taken_back_is_in_none(tmp_path: Path) -> None:
    story = told(tmp_path)
    say(story, "annika", "start", "attention", "1", BEFORE - timedelta(days=1))
    say(story, "bendix", "middle", "attention", "1", BEFORE + timedelta(days=1))
    assert {one.step for one in lines(story)} == {"early", "middle"}
    tick(story, "bendix", BEFORE + timedelta(days=2))
    assert {one.step for one in lines(story)} == {"early"} and len(lines(story)) == 6
    tick(story, "bendix", None)
    assert len(lines(story)) == 5
    tick(story, "bendix", HOUR + timedelta(days=1))
    assert len(lines(story)) == 5


def test_what_was_replaced_or_is_a_machines_or_asks_the_coach_for_a_word_is_in_none(tmp_path: Path) -> None:
    story = told(tmp_path)
    say(story, "annika", "middle", "attention", "2", replaced_at=AFTER)
    say(story, "annika", "middle", "patience", "2", suspect=True)
    say(story, "annika", "drawer", "barrier", "ask-coach")
    say(story, "bendix", "drawer", "barrier", "back-to-back")
    assert [one.choice for one in lines(story) if one.step != "early"] == ["back-to-back"]


def test_a_late_answer_is_marked_and_its_day_is_that_of_its_persons_calendar(tmp_path: Path) -> None:
    story = told(tmp_path)
    story.run(update(ParticipantRow).values(zone="Asia/Tokyo"))
    say(story, "annika", "middle", "attention", "na", late=True)
    assert {one.answered_on for one in lines(story)} == {"2026-09-16"}
    assert [(one.choice, one.score) for one in lines(story) if one.late] == [("na", None)]


@pytest.mark.parametrize(("agreed", "answered", "why"), [
    (4, 6, "Fewer than 5 people agreed, so there is no row"), (6, 4, "Fewer than 5 of those who agreed have answered"),
])  # fmt: skip
def test_under_five_people_the_file_says_why_it_is_empty(tmp_path: Path, agreed: int, answered: int, why: str) -> None:
    found = row_file(told(tmp_path, agreed, answered).house, "autumn", AFTER)
    [row] = csv.DictReader(io.StringIO(rows_csv(found)))
    assert why in row.pop("withheld") and set(row.values()) == {""}
    assert found.people is None and why in repr(cells(rows_xlsx(found))["Answers"])


FEW = "held back: beside the report it would tell what fewer than 5 others answered"


def held(story: Story) -> set[tuple[str, str, str]]:
    return set(row_file(story.house, "autumn", AFTER).held_back)


@pytest.mark.parametrize("others", range(6))
def test_no_row_stands_beside_a_figure_from_which_it_would_tell_what_few_others_answered(
    tmp_path: Path, others: int
) -> None:
    story = told(tmp_path, others=others)
    for person in PEOPLE:
        say(story, person, "start", "attention", "2")
    assert {one.step for one in lines(story)} == ({"early", "start"} if others in (0, 5) else set())
    assert (("early", "attention", FEW) in held(story)) is (others not in (0, 5))
    why = row_file(story.house, "autumn", AFTER).why_empty
    assert why == "" if others in (0, 5) else "fewer than 5 others answered, who did not agree" in why


def test_a_number_of_few_others_is_kept_back_though_more_of_them_had_no_chance(tmp_path: Path) -> None:
    story = told(tmp_path)
    for n, person in enumerate((*PEOPLE, *OTHERS)):
        say(story, person, "middle", "attention", "na" if n > 6 else "3")
    assert held(story) == {("middle", "attention", FEW)} and {one.step for one in lines(story)} == {"early"}


def test_a_question_whose_step_is_known_of_too_few_by_what_is_held_back_is_held_back_too(tmp_path: Path) -> None:
    story = told(tmp_path)
    apart = [one.id for other in OTHERS for one in story.prompts("middle", other)]
    story.run(update(PromptRow).where(col(PromptRow.id).in_(apart)).values(state="skipped"))
    for person in PEOPLE[:5]:
        say(story, person, "middle", "attention", "2")
    assert held(story) == {("middle", "attention", FEW)}  # five of the six whom it went to
    say(story, PEOPLE[5], "middle", "patience", "2")
    assert held(story) == set()
    say(story, PEOPLE[0], "middle", "patience", "2", BEFORE - timedelta(days=1))
    assert held(story) == {("middle", "attention", FEW), ("middle", "patience", FEW)}


def test_what_can_still_be_answered_waits_and_its_line_says_so(tmp_path: Path) -> None:
    story = told(tmp_path)
    say(story, "annika", "drawer", "task", "done")
    waiting = [one.id for one in story.prompts("drawer", "gita")]
    story.run(update(PromptRow).where(col(PromptRow.id).in_(waiting)).values(state="sent"))
    [(step, item, why)] = held(story)
    assert (step, item) == ("drawer", "task") and why.startswith("still open")
    last = list(csv.DictReader(io.StringIO(rows_csv(row_file(story.house, "autumn", AFTER)))))[-1]
    assert (last["person"], last["step"], last["withheld"]) == ("", "drawer", why)


def test_a_barrier_that_few_others_chose_is_not_in_it_and_others_are(tmp_path: Path) -> None:
    story = told(tmp_path)
    for person in PEOPLE:
        say(story, person, "drawer", "task", "not_yet")
        say(story, person, "drawer", "barrier", "back-to-back")
    assert "back-to-back" in {one.choice for one in lines(story)}
    say(story, "gita", "drawer", "barrier", "back-to-back")
    assert {one.choice for one in lines(story)} == {"", "not_yet"} and held(story) == {("drawer", "barrier", FEW)}


def test_an_earlier_print_over_fewer_people_keeps_the_rows_of_its_check_in_back(house: House, tmp_path: Path) -> None:
    story = told(tmp_path, others=1, house=house)
    report(story.house, "autumn", AFTER)
    story.enroll(OTHERS[1:], now=BEFORE)
    story.run(update(PromptRow).where(col(PromptRow.asked_of) == 0).values(state="expired"))
    for person in OTHERS[1:]:
        say(story, person, "early", "attention", "3")
    assert held(story) == {("early", "attention", FEW)}
    with story.house.store.write() as session:
        session.execute(delete(ReleaseRow))
        session.commit()
    assert held(story) == set() and len(lines(story)) == 6


def test_switched_off_there_is_no_row_and_everybody_would_have_to_agree_anew(tmp_path: Path) -> None:
    story = told(tmp_path)
    switch(story.house, "autumn", Agreement.ROWS, False, None, AFTER)
    assert "switched off" in row_file(story.house, "autumn", AFTER).why_empty and not lines(story)
    switch(story.house, "autumn", Agreement.ROWS, True, None, AFTER)
    assert "Fewer than 5 people agreed" in row_file(story.house, "autumn", AFTER).why_empty


def test_the_two_agreements_are_given_and_taken_back_apart(tmp_path: Path) -> None:
    story = told(tmp_path)
    switch(story.house, "autumn", Agreement.INTERVIEWS, True, None, BEFORE)
    switch(story.house, "autumn", Agreement.INTERVIEWS, False, None, AFTER)
    assert len(lines(story)) == 6


def test_who_leaves_or_is_erased_is_in_no_later_file(house: House, tmp_path: Path) -> None:
    story = told(tmp_path, house=house)
    leave(story.house, "annika@example.org", AFTER, None)
    assert sorted(one.score for one in lines(story)) == [1, 2, 3, 4, 5]
    erase(story.house, "bendix@example.org", AFTER)
    with story.house.store.read() as session:
        assert len([at for at in session.exec(select(EnrollmentRow.may_list_at)) if at]) == 5
    assert lines(story) == ()


def test_a_name_stays_the_same_in_every_file_of_a_cohort_and_is_another_elsewhere(tmp_path: Path) -> None:
    story = told(tmp_path)
    first = {one.person for one in lines(story)}
    say(story, "annika", "middle", "attention", "4")
    assert {one.person for one in lines(story)} == first
    story.enroll(PEOPLE, cohort="winter")
    story.run(update(PromptRow).values(state="expired"))
    switch(story.house, "winter", Agreement.ROWS, True, None, BEFORE)
    for person in PEOPLE:
        tick(story, person, BEFORE, "winter")
        say(story, person, "early", "attention", "3", cohort="winter")
    other = {one.person for one in row_file(story.house, "winter", AFTER).lines}
    assert len(other) == 6 and not first & other


def test_every_file_is_written_down_and_the_person_finds_their_agreement_in_their_own_data(tmp_path: Path) -> None:
    story = told(tmp_path)
    for form in FORMS:
        hand_out(story.house, "autumn", form, None, AFTER)
    assert [(one.who, one.page, one.cohort) for one in audit(story.house)][: len(FORMS)] == [
        ("command", f"rows.{form}", "autumn") for form in reversed(FORMS)
    ]
    row_file(story.house, "autumn", AFTER)
    assert len([one for one in audit(story.house) if one.page.startswith("rows")]) == len(FORMS)
    hand_out(story.house, "autumn", "codebook.csv", None, AFTER)
    hers, others = (export(story.house, f"{one}@example.org", AFTER).everything for one in ("annika", "gita"))
    assert hers["enrollments"][0]["may_list_at"] and files_told(hers) == len(FORMS) and files_told(others) == 0


def files_told(data: Mapping[str, Any]) -> int:
    return [one["what"] for one in data["notes"]].count("in_row_file")


def test_the_works_council_reads_of_it_once_it_is_on(tmp_path: Path) -> None:
    story = Story(tmp_path)
    story.enroll(PEOPLE)
    before = repr(disclose(story.house, "autumn", AFTER).page)
    switch(story.house, "autumn", Agreement.ROWS, True, None, AFTER)
    after = disclose(story.house, "autumn", AFTER)
    assert "may be in files" not in before and after.version == 2 and "may be in files" in repr(after.page)
    assert "under another name, where it is ticked" in repr(after.page["table"])


def test_there_is_no_file_of_a_cohort_that_is_not(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        hand_out(Story(tmp_path).house, "spring", "csv", None, AFTER)
