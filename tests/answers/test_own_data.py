"""``/k/TOKEN``: one's own data behind a mailed key that opens once; and what an erasure leaves."""

import json
from pathlib import Path

import pytest
from sqlmodel import select

from actions.enrolling import enroll
from actions.ledger import ledger
from actions.own_data import export
from coaching.errors import NotFound
from coaching.tokens import keyed_hash
from storage.rows import MessageRow, PromptRow, SuppressionRow
from storage.suppressions import suppress
from tests import make
from tests.actions.test_observing import DAY_0, PULSES
from tests.answers.visitors import Visit, nonce_in, pass_in


def asked(visit: Visit) -> Visit:
    """Ask for the key on the own page and let its mail go out."""
    page = visit.link("p")
    answer = visit.post(page, {"nonce": nonce_in(visit.get(page).text), "do": "key"})
    assert "a link is on its way" in answer.text
    return visit.send()


def opened(visit: Visit) -> str:
    """Return the page that a fresh key opens."""
    link = asked(visit).link("k")
    return visit.post(link, {"nonce": nonce_in(visit.get(link).text)}).text


def do(visit: Visit, page: str, wish: str, **values: str):
    return visit.post(visit.link("k"), {"pass": pass_in(page), "do": wish} | values)


def by_leave_link(visit: Visit, person: str = "ada@example.org") -> str:
    """Ask for the key where mails are left, send what is due, and return what it opens."""
    assert "a link is on its way" in visit.press(visit.link("u", person), "key").text
    visit.send()
    return visit.press(visit.link("k", person), "").text


@pytest.mark.parametrize("left", ["", "leave", "everything"])
def test_whoever_left_still_reads_and_erases_what_is_kept(task: Visit, left: str) -> None:
    task.save(task.link("a"), answer="done", comment="quarter-end calls")
    link = task.link("u")
    if left:
        task.press(link, left)
    page = by_leave_link(task.later(days=400))
    assert "quarter-end calls" in page
    assert "Nothing that names you" in do(task, page, "erase", sure="1").text
    assert task.get(link).status_code == 410


def test_a_colleague_who_is_asked_has_a_key_too(tmp_path: Path) -> None:
    visit = Visit(tmp_path)
    people = make.roster(("ada@example.org",), observers="sam@example.org")
    enroll(visit.house, make.cohort(programme=PULSES), people, visit.now)
    assert "sam@example.org" in by_leave_link(visit.send(DAY_0).later(hours=1), "sam@example.org")


def test_what_a_colleague_answered_is_theirs_to_read_with_its_question(tmp_path: Path) -> None:
    visit = Visit(tmp_path)
    people = make.roster(("ada@example.org",), observers="sam@example.org")
    enroll(visit.house, make.cohort(programme=PULSES), people, visit.now)
    visit.send(DAY_0).later(hours=1)
    visit.save(visit.link("a", "sam@example.org"), **{"seen-0.listening": "3"})
    question = "On how many of your last five working days together did this person let people finish?"
    page = by_leave_link(visit, "sam@example.org")
    assert question in page and "asked as a colleague" in page and "ada@" not in page.split("Your answers so far")[1]
    copy = export(visit.house, "sam@example.org", visit.now)
    (pulse,) = [one for one in copy.everything["about_others"] if one["answers"]]
    assert [(one["asks"], one["answer"]) for one in pulse["answers"]] == [(question, "3")]
    assert pulse["title"] == "What you see" and question in copy.to_csv()


@pytest.mark.parametrize(("reason", "mailed"), [("left", 1), ("bounced", 0), ("complaint", 0), ("erased", 0)])
def test_only_whoever_wanted_no_more_mail_is_mailed_what_they_ask_for(task: Visit, reason: str, mailed: int) -> None:
    with task.house.store.write() as session:
        suppress(session, keyed_hash(task.house.secret, "ada@example.org"), reason, task.now)
        session.commit()
    assert "a link is on its way" in task.press(task.link("u"), "key").text
    task.send()
    with task.house.store.read() as session:
        sent = session.exec(select(MessageRow).where(MessageRow.kind == "key", MessageRow.state == "sent")).all()
    assert len(sent) == mailed


def test_a_program_that_submits_the_form_it_finds_uses_no_key_up(task: Visit) -> None:
    link = asked(task).link("k")
    assert "within a second" in task.press(link, "", after_s=0.3).text
    assert "Your answers so far" in task.press(link, "").text


def test_the_key_goes_to_the_enrolled_address_at_any_hour_and_is_no_touch(task: Visit) -> None:
    asked(task.later(hours=12))
    with task.house.store.read() as session:
        [row] = session.exec(select(MessageRow).where(MessageRow.kind == "key"))
    assert (row.state, row.touch) == ("sent", False)


def test_looking_at_a_key_shows_nothing_and_uses_nothing_up(task: Visit) -> None:
    task.save(task.link("a"), comment="quarter-end calls")
    link = asked(task).link("k")
    before = task.dump()
    for method in ("GET", "HEAD", "GET"):
        assert "quarter-end" not in task.ask(method, link).text
    assert task.dump() == before


def test_a_key_opens_once_and_what_it_opened_works_for_a_quarter_of_an_hour(task: Visit) -> None:
    task.save(task.link("a"), answer="not_yet", comment="quarter-end calls")
    page = opened(task)
    assert "quarter-end calls" in page and "Not yet, leave it open" in page
    link = task.link("k")
    assert task.get(link).status_code == 410 and task.post(link, {"nonce": "x"}).status_code == 410
    assert "quarter-end calls" in do(task.later(minutes=14), page, "csv").text
    assert do(task.later(minutes=2), page, "csv").status_code == 410


def test_a_key_left_lying_about_ends_after_an_hour(task: Visit) -> None:
    link = asked(task).link("k")
    assert task.later(minutes=61).get(link).status_code == 410


def test_a_form_from_elsewhere_does_not_use_the_key_up(task: Visit) -> None:
    link = asked(task).link("k")
    assert task.post(link, {}).status_code == 422
    assert task.post(link, {"pass": nonce_in(task.get(link).text), "do": "json"}).status_code == 410
    assert task.get(link).status_code == 200


def test_asking_again_and_again_gets_the_same_answer_and_few_mails(task: Visit) -> None:
    page = task.link("p")
    answers = set()
    for _ in range(9):
        form = {"nonce": nonce_in(task.get(page).text), "do": "key"}
        answers.add(task.post(page, form).text.partition('role="status">')[2].partition("<")[0])
        task.later(minutes=4)
    with task.house.store.read() as session:
        made = session.exec(select(MessageRow).where(MessageRow.kind == "key")).all()
    assert len(answers) == 1 and len(made) == 3


def test_the_copy_holds_everything_and_is_the_commands_too(task: Visit) -> None:
    task.save(task.link("a"), answer="done", comment="=quarter", share="1")
    found = do(task, opened(task), "json").json()
    [enrollment] = found["enrollments"]
    prompt = next(one for one in enrollment["prompts"] if one["step"] == "first-task")
    assert [one["words"] or one["label"] for one in prompt["answers"]] == ["Did it", "=quarter"]
    assert found["person"]["address"] == "ada@example.org" and enrollment["coach"] == "maria@example.org"
    assert export(task.house, "ada@example.org", task.now).everything["enrollments"] == found["enrollments"]
    assert "'=quarter" in do(task, opened(task.later(minutes=20)), "csv").text


def test_mails_go_to_the_new_address_once_it_was_written_twice(task: Visit) -> None:
    page = opened(task)
    slip = do(task, page, "address", address="ada@new.example", again="ado@new.example")
    assert slip.status_code == 422 and "differ" in slip.text
    said = do(task, page, "address", address="ada@new.example", again="ada@new.example")
    assert "ada@new.example from now on" in said.text
    task.send(make.berlin("2026-12-16"))
    assert task.link("a", person="ada@new.example")


def test_an_address_that_is_anothers_is_not_taken(task: Visit) -> None:
    answer = do(task, opened(task), "address", address="maria@example.org", again="maria@example.org")
    assert answer.status_code == 422 and "cannot be taken" in answer.text


def test_erasing_wants_a_tick_and_leaves_counts_that_add_up(task: Visit) -> None:
    task.save(task.link("a"), answer="not_yet", comment="quarter-end calls", share="1")
    page, before = opened(task), ledger(task.house, "Hamburg", task.now).prompts
    assert do(task, page, "erase").status_code == 422
    assert "Nothing that names you" in do(task, page, "erase", sure="1").text
    left = json.dumps(task.dump(), default=str)
    assert not any(secret in left for secret in ("ada@", "quarter-end"))
    counted = ledger(task.house, "Hamburg", task.now)
    assert counted.adds_up and counted.prompts == before
    with task.house.store.read() as session:
        assert {(one.step, one.state, one.reason) for one in session.exec(select(PromptRow))} == {
            ("baseline", "expired", ""), ("first-task", "expired", "erased"), ("check-1", "skipped", "erased"),
        }  # fmt: skip
    assert task.count(SuppressionRow) == 1


def test_nothing_opens_after_an_erasure(task: Visit) -> None:
    links = [task.link(kind) for kind in "aup"]
    do(task, opened(task), "erase", sure="1")
    assert {task.get(link).status_code for link in links} == {410}
    with pytest.raises(NotFound):
        export(task.house, "ada@example.org", task.now)
