"""``/a/TOKEN``: looking changes nothing, saving records once, and what is wrong is said beside the field."""

import pytest

from tests import make
from tests.answers.visitors import Visit, checked_in, nonce_in


def test_a_look_shows_the_questions_and_who_reads_the_answers_above_them(visit: Visit) -> None:
    page = visit.get(visit.link("a")).text
    assert page.index("maria@example.org, your coach") < page.index('name="baseline.listening"')
    assert "check-in 1 of 2" in page and "two questions" in page


def test_nothing_is_selected_that_was_not_tapped(visit: Visit) -> None:
    assert checked_in(visit.get(visit.link("a")).text) == []


@pytest.mark.parametrize(
    ("tapped", "value"), [("1", "done"), ("2", "not_yet"), ("3", "na"), ("4", None), ("x%27", None), ("", None)]
)
def test_the_tapped_number_is_the_one_the_mail_printed(task: Visit, tapped: str, value: str | None) -> None:
    page = task.get(f"{task.link('a')}?c={tapped}&utm=scrambled").text
    assert checked_in(page) == ([("first-task.task", value)] if value else [])


def test_saving_records_each_answer_and_answers_the_prompt(visit: Visit) -> None:
    saved = visit.save(visit.link("a"), baseline__listening="3", baseline__thanking="na")
    assert saved.status_code == 200 and "3 of 5 days" in saved.text and "Nobody was there" in saved.text
    assert visit.held() == {"listening": "3", "thanking": "na"}
    assert visit.prompt("baseline").state == "answered"
    assert visit.prompt("baseline").answered_at == visit.now


def test_one_question_of_a_check_in_is_enough(visit: Visit) -> None:
    visit.save(visit.link("a"), baseline__listening="0")
    assert visit.prompt("baseline").state == "answered" and visit.held() == {"listening": "0"}


def test_saving_the_same_twice_is_saving_it_once(visit: Visit) -> None:
    visit.save(visit.link("a"), baseline__listening="3")
    before = visit.dump()
    assert visit.save(visit.link("a"), baseline__listening="3").status_code == 200
    assert visit.dump() == before


def test_an_answer_changed_within_its_window_keeps_the_earlier_one(visit: Visit) -> None:
    visit.save(visit.link("a"), baseline__listening="3", baseline__thanking="1")
    visit.save(visit.link("a"), baseline__listening="4")
    assert visit.held() == {"listening": "4", "thanking": "1"}
    assert [(one.value, one.replaced_at is None) for one in visit.responses() if one.question == "listening"] == [
        ("3", False),
        ("4", True),
    ]
    assert visit.events("baseline")[-1] == "answer_changed"


def test_not_yet_leaves_a_task_open_and_done_closes_it(task: Visit) -> None:
    page = task.save(task.link("a"), answer="not_yet")
    assert "left open" in page.text and task.prompt("first-task").state == "sent"
    task.save(task.link("a"), answer="done")
    assert task.prompt("first-task").state == "answered"
    assert task.events("first-task")[-2:] == ["left_open", "answered"]


def test_a_comment_alone_is_kept_and_leaves_the_prompt_open(task: Visit) -> None:
    task.save(task.link("a"), comment="quarter-end calls")
    assert task.held() == {"comment": "quarter-end calls"}
    assert task.prompt("first-task").state == "sent" and task.events("first-task")[-1] == "commented"


def test_words_are_their_writers_unless_the_box_is_ticked(task: Visit) -> None:
    task.save(task.link("a"), answer="done", comment="mine")
    assert [one.share for one in task.responses() if one.words] == [False]
    task.save(task.link("a"), answer="done", comment="mine", share="1")
    assert [one.share for one in task.responses() if one.words and not one.replaced_at] == [True]


def test_without_a_coach_nobody_is_offered_to_read(tmp_path) -> None:
    door = Visit(tmp_path).enroll().send(make.berlin("2026-11-25")).later(hours=1)
    assert 'name="share"' not in door.get(door.link("a")).text
    door.save(door.link("a"), comment="mine", share="1")
    assert [one.share for one in door.responses()] == [False]


@pytest.mark.parametrize("value", ["6", "-1", "done", "3.5", "' or 1=1", "3\x00"], ids=repr)
def test_a_value_that_is_no_choice_is_turned_back_and_nothing_is_recorded(visit: Visit, value: str) -> None:
    before = visit.dump()
    answer = visit.save(visit.link("a"), baseline__listening=value, baseline__thanking="2")
    if value == "3\x00":
        assert answer.status_code == 200
        return
    assert answer.status_code == 422 and "not one of the answers" in answer.text
    assert checked_in(answer.text) == [("baseline.thanking", "2")]
    assert visit.dump() == before


def test_nothing_chosen_is_said_so(visit: Visit) -> None:
    answer = visit.save(visit.link("a"))
    assert answer.status_code == 422 and "Nothing was chosen yet" in answer.text and visit.responses() == []


def test_a_text_too_long_is_turned_back_with_the_text_kept(visit: Visit) -> None:
    answer = visit.save(visit.link("a"), baseline__listening="3", comment="x" * 4001)
    assert answer.status_code == 422 and "longer than 4000" in answer.text and "x" * 4001 in answer.text
    assert visit.responses() == []


def test_a_form_without_its_nonce_records_nothing_and_keeps_what_was_entered(visit: Visit) -> None:
    answer = visit.post(visit.link("a"), {"baseline.listening": "3"})
    assert answer.status_code == 422 and visit.responses() == []
    assert checked_in(answer.text) == [("baseline.listening", "3")]
    assert visit.app.state.door.counted["no_nonce"] == 1


def test_a_nonce_of_another_link_records_nothing(task: Visit) -> None:
    foreign = nonce_in(task.get(task.link("a", nth=0)).text)
    assert task.post(task.link("a", nth=1), {"answer": "done", "nonce": foreign}).status_code == 422


def test_a_page_left_open_for_weeks_has_to_be_loaded_again(visit: Visit) -> None:
    answer = visit.save(visit.link("a"), after_s=15 * 86400, baseline__listening="3")
    assert answer.status_code == 422 and visit.responses() == []


@pytest.mark.parametrize(("after_s", "suspect"), [(0.4, True), (1, False), (30, False)])
def test_an_answer_faster_than_reading_is_kept_and_marked(visit: Visit, after_s: float, suspect: bool) -> None:
    visit.save(visit.link("a"), after_s=after_s, baseline__listening="3")
    assert [one.suspect for one in visit.responses()] == [suspect]


def test_one_late_answer_is_taken_and_a_second_is_not(visit: Visit) -> None:
    visit.later(days=30)
    assert "One late answer is still taken" in visit.get(visit.link("a")).text
    assert "late answer" in visit.save(visit.link("a"), baseline__listening="3").text
    assert visit.prompt("baseline").state == "expired" and [one.late for one in visit.responses()] == [True]
    assert visit.events("baseline")[-2:] == ["expired", "late_answer"]
    again = visit.post(visit.link("a"), {"baseline.listening": "4", "nonce": visit_nonce(visit)})
    assert again.status_code == 409 and visit.held() == {"listening": "3"}


def visit_nonce(visit: Visit) -> str:
    return nonce_in(visit.get(visit.link("a")).text)


def test_the_change_button_shows_what_was_saved_and_records_nothing(visit: Visit) -> None:
    saved = visit.save(visit.link("a"), baseline__listening="3", comment="mine")
    before = visit.dump()
    values = {"change": "1", "nonce": nonce_in(saved.text), "baseline.listening": "3", "comment": "mine"}
    page = visit.post(visit.link("a"), values).text
    assert ("baseline.listening", "3") in checked_in(page) and ">mine</textarea>" in page
    assert visit.dump() == before


def test_a_text_deleted_from_the_changed_form_holds_no_longer(visit: Visit) -> None:
    visit.save(visit.link("a"), baseline__listening="3", comment="mine")
    visit.save(visit.link("a"), baseline__listening="3", comment="", whole="1")
    assert visit.held() == {"listening": "3"}


def test_a_look_after_saving_does_not_show_what_was_saved(visit: Visit) -> None:
    visit.save(visit.link("a"), baseline__listening="3", comment="a private line")
    page = visit.get(visit.link("a")).text
    assert checked_in(page) == [] and "a private line" not in page and "Saving again changes it" in page


def test_after_a_second_check_in_the_page_shows_the_persons_own_line(visit: Visit) -> None:
    visit.save(visit.link("a"), baseline__listening="2")
    visit.send(make.berlin("2026-12-16")).later(hours=1)
    page = visit.save(visit.link("a"), check_1__listening="4").text
    assert "Now 4 of five working days; before the workshop 2." in page
    assert page.count("<circle") == 2 and '<path class="trace"' in page and " style=" not in page
    assert "<tr><td>Before the workshop</td><td>2</td></tr>" in page


def test_a_week_without_a_chance_breaks_the_line_and_is_no_zero(visit: Visit) -> None:
    visit.save(visit.link("a"), baseline__listening="na")
    visit.send(make.berlin("2026-12-16")).later(hours=1)
    page = visit.save(visit.link("a"), check_1__listening="0").text
    assert "0 of five working days so far." in page and page.count("<circle") == 1
    assert "<td>No chance</td>" in page and '<path class="trace"' not in page


def test_a_window_ends_in_the_words_of_the_persons_own_week(visit: Visit) -> None:
    assert "You can change them until Wednesday 2 December." in visit.get(visit.link("a")).text
