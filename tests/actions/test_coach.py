import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update
from sqlmodel import col, select

from actions.pages.coach import cohort_page, cohorts_of
from coaching.errors import NotFound
from content.coaches import coach_html
from storage.rows import AbsenceRow, EnrollmentRow, RecipientRow, ResponseRow
from tests.actions.stories import AFTER, Story

SECRET = "planted words nobody may read"


@pytest.fixture
def story(tmp_path: Path) -> Story:
    told = Story(tmp_path)
    told.enroll(["ada", "bo", "cy"])
    for step in ("start", "drawer", "early"):
        told.send(step)
    told.answer("start", "ada", attention=4, patience="na", words=SECRET)
    told.answer("drawer", "ada", task="done")
    told.answer("drawer", "cy", task="not_yet", words="My team laughed.", share=True)
    told.answer("early", "bo", attention=2, obstacle="ask-coach")
    for step in ("start", "drawer", "early"):
        told.expire(step)
    return told


def coach(story: Story) -> int:
    with story.session() as session:
        return session.exec(select(RecipientRow.id).where(RecipientRow.folded == "coach@example.org")).one() or 0


def page(story: Story) -> dict[str, Any]:
    return cohort_page(story.house, coach(story), "autumn", AFTER).to_json()


def person(story: Story, name: str) -> dict[str, Any]:
    return next(one for one in page(story)["people"] if one["name"] == name)


def as_line_manager(story: Story) -> None:
    story.run(update(EnrollmentRow).values(coach_role="line-manager"))


def test_an_independent_coach_sees_tasks_and_scale_answers_by_name(story: Story) -> None:
    ada = person(story, "Ada")
    assert ada["tasks"] == {"answered": 1, "done": 1}
    assert ada["check_ins"][0]["answers"] == {"whole attention": 4, "letting people finish": None}
    assert ada["last_answered"] == "2026-09-05"


def test_whoever_asked_for_a_word_comes_first_with_a_question_to_open_with(story: Story) -> None:
    first = page(story)["people"][0]
    assert first["name"] == "Bo" and first["asked_for_a_word"] == "2026-09-16"
    assert first["open_with"] == "What made you tap that?"
    assert page(story)["headline"] == "One person asked for a word with you"


def test_words_are_quoted_only_where_their_writer_ticked_so(story: Story) -> None:
    assert person(story, "Cy")["quotations"][0]["words"] == "My team laughed."
    assert person(story, "Ada")["quotations"] == [] and person(story, "Ada")["private_texts"] is True


@pytest.mark.parametrize("role", ["independent", "line-manager"])
def test_a_text_that_was_not_shared_is_nowhere_on_the_page(story: Story, role: str) -> None:
    story.run(update(EnrollmentRow).values(coach_role=role))
    found = cohort_page(story.house, coach(story), "autumn", AFTER)
    assert SECRET not in json.dumps(found.to_json()) + coach_html(found)
    assert "only they see" in coach_html(found)


def test_an_answer_that_was_replaced_is_not_quoted(story: Story) -> None:
    story.run(update(ResponseRow).where(col(ResponseRow.share).is_(True)).values(replaced_at=AFTER))
    assert person(story, "Cy")["quotations"] == []


def test_a_line_manager_sees_no_answer_and_no_date_of_one(story: Story) -> None:
    as_line_manager(story)
    for one in page(story)["people"]:
        assert (one["check_ins"], one["tasks"], one["last_answered"]) == ([], None, None)
    assert "Days out of five" not in coach_html(cohort_page(story.house, coach(story), "autumn", AFTER))


def test_a_line_manager_still_gets_what_was_meant_for_them(story: Story) -> None:
    as_line_manager(story)
    assert person(story, "Cy")["quotations"][0]["words"] == "My team laughed."
    assert person(story, "Bo")["asked_for_a_word"] == "2026-09-16"


def test_a_line_manager_is_not_shown_an_obstacle_chosen_for_oneself(story: Story) -> None:
    story.run(update(ResponseRow).where(col(ResponseRow.value) == "ask-coach").values(value="back-to-back"))
    assert person(story, "Bo")["barriers"][0]["text"] == "Meetings back to back"
    assert person(story, "Bo")["open_with"] == "Which of your calls could start two minutes later?"
    as_line_manager(story)
    assert person(story, "Bo")["barriers"] == []


@pytest.mark.parametrize(
    "state, independent, manager",
    [("active", "active", "active"), ("paused", "paused", "away"), ("left", "left", "quiet")],
)
def test_a_line_manager_learns_neither_of_a_pause_nor_of_leaving(
    story: Story, state: str, independent: str, manager: str
) -> None:
    story.run(update(EnrollmentRow).values(state=state))
    assert person(story, "Ada")["state"] == independent
    as_line_manager(story)
    assert person(story, "Ada")["state"] == manager


def test_three_questions_in_a_row_without_an_answer_are_called_quiet(story: Story) -> None:
    story.enroll(["dee"])
    for step in ("start", "drawer"):
        story.send(step, "dee")
        story.expire(step)
    assert person(story, "Dee")["state"] == "active"
    story.send("early", "dee")
    story.expire("early")
    assert person(story, "Dee")["state"] == "quiet"


def test_somebody_away_today_is_called_away(story: Story) -> None:
    today = AFTER.date()
    story.run(insert(AbsenceRow).values(participant_id=1, kind="away", from_on=today, until_on=today, made_at=AFTER))
    story.run(insert(AbsenceRow).values(participant_id=2, kind="away", from_on=date(2026, 1, 1),
                                        until_on=today - timedelta(days=1), made_at=AFTER))  # fmt: skip
    assert [person(story, name)["state"] for name in ("Ada", "Bo")] == ["away", "active"]


def test_another_coach_finds_no_such_cohort(story: Story) -> None:
    with pytest.raises(NotFound) as refusal:
        cohort_page(story.house, 999, "autumn", AFTER)
    assert "autumn" not in str(refusal.value).replace("'autumn'", "", 1)


def test_people_of_another_coach_are_not_on_the_page(story: Story) -> None:
    story.run(update(EnrollmentRow).where(col(EnrollmentRow.id) == 1).values(coach_id=None))
    assert {one["name"] for one in page(story)["people"]} == {"Bo", "Cy"}
    assert cohorts_of(story.house, coach(story)) == [("autumn", 2)]


def test_the_order_of_a_line_managers_people_does_not_tell_who_answered(story: Story) -> None:
    as_line_manager(story)
    assert [one["name"] for one in page(story)["people"]] == ["Bo", "Cy", "Ada"]
    story.answer("start", "ada", late=True, attention=5)
    assert [one["name"] for one in page(story)["people"]] == ["Bo", "Cy", "Ada"]


def test_what_people_type_is_text_and_not_markup(story: Story) -> None:
    story.run(update(ResponseRow).where(col(ResponseRow.share).is_(True)).values(words="<b>loud</b>"))
    assert "<b>loud" not in coach_html(cohort_page(story.house, coach(story), "autumn", AFTER))
