"""Replies from the mailbox to the ledger: read once, counted only for who was asked, asked about where unsure."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlmodel import select

from actions.house import House
from actions.ledger import whole
from actions.own_data import export
from delivery.outbox import drop_reply
from storage.rows import ArrivalRow, EnrollmentRow, ParticipantRow, ResponseRow
from tests import make
from tests.actions.post import Post, ada_asked

ASKED = make.berlin("2026-11-25")
"""The baseline of the small programme (two questions) goes out."""
NEXT = ASKED + timedelta(hours=1)
TASK = make.berlin("2026-12-07", "09:15")


@pytest.fixture
def post(house: House, tmp_path: Path) -> Post:
    """Ada alone, asked her baseline."""
    return ada_asked(house, tmp_path, ASKED)


@pytest.fixture
def task(post: Post) -> Post:
    """Ada, asked for her first task."""
    post.collect(NEXT, post.reply("3 4"))
    assert post.send(TASK)
    return post


def test_two_numbers_answer_two_questions(post: Post) -> None:
    counted = post.collect(NEXT, post.reply("3\n4\n\nIt was a quiet week.\n\n> On how many days?\n> 5"))
    assert (counted.answered, counted.read) == (1, 1)
    assert post.answers() == {"listening": "3", "thanking": "4", "comment": "It was a quiet week."}
    assert post.states("baseline") == ["answered"]
    assert whole(post.house).adds_up


@pytest.mark.parametrize(
    ("words", "value"),
    [("1", "done"), ("2", "not_yet"), ("3", "na"), ("Did it", "done"), ("no chance", "na"), ("Ja!", "done"),
     ("pas encore", "not_yet"), ("Not yet, leave it open", "not_yet"), ("hecho", "done")],
)  # fmt: skip
def test_a_task_is_answered_by_number_label_or_word(task: Post, words: str, value: str) -> None:
    assert task.collect(TASK + timedelta(hours=1), task.reply(words)).answered == 1
    assert task.answers()["task"] == value


def test_the_same_mail_twice_is_one(post: Post) -> None:
    first = post.reply("3 4")
    again = b"Received: from another.example\r\nDelivered-To: list@example.org\r\n" + first
    assert post.collect(NEXT, first).answered == 1
    counted = post.collect(NEXT, first, again)
    assert (counted.repeated, counted.answered) == (2, 0)


def test_a_second_reply_corrects_the_first_within_one_pass(post: Post) -> None:
    assert post.collect(NEXT, post.reply("3 4"), post.reply("5 4")).answered == 2
    assert post.answers() == {"listening": "5", "thanking": "4"}


def test_a_reply_is_known_by_what_it_refers_to(post: Post) -> None:
    key = post.message().key
    raw = post.reply("3 4", to="coach@example.org", In_Reply_To=f"<{key}@localhost.localdomain>")
    assert post.collect(NEXT, raw).answered == 1


def test_an_address_alone_recognises_nobody(post: Post) -> None:
    counted = post.collect(NEXT, post.reply("3 4", to="coach@example.org"))
    assert (counted.unknown, post.answers()) == (1, {})


def test_a_reply_from_elsewhere_counts_nothing_and_is_told(post: Post) -> None:
    raw = post.reply("3 4\n\nsecret words", sender="eve@example.org", about=post.message())
    assert post.collect(NEXT, raw, post.reply("5 5", sender="eve@example.org", about=post.message())).unverified == 2
    (told,) = post.send(NEXT)
    assert (told.to, post.answers()) == ("ada@example.org", {})
    assert "came from another address" in post.text(told)
    assert "secret" not in post.text(told) and "eve@" not in post.text(told)


def test_what_could_mean_two_things_is_asked_about_once(task: Post) -> None:
    later = TASK + timedelta(hours=1)
    assert task.collect(later, task.reply("2 or 3, secret"), task.reply("maybe")).review == 2
    (asked,) = task.send(later)
    assert asked.subject == "Which answer did you mean?"
    assert all(f"?c={n}" in task.text(asked) for n in (1, 2, 3)) and "secret" not in task.text(asked)
    assert "task" not in task.answers()
    assert task.send(later + timedelta(hours=1)) == []


def test_a_mail_that_answers_goes_as_nobodys(task: Post) -> None:
    task.collect(TASK, task.reply("hm"))
    task.send(TASK)
    raw = sorted(task.folder.glob("*.eml"))[-1].read_bytes()
    assert b"X-Envelope-From: <>\r\n" in raw and b"Auto-Submitted: auto-replied\r\n" in raw


def test_the_answer_to_the_question_back_counts(task: Post) -> None:
    task.collect(TASK, task.reply("hm"))
    task.send(TASK)
    assert task.collect(TASK, task.reply("1", about=task.message("clarify"))).answered == 1
    assert task.states("first-task") == ["answered"]


def test_being_asked_back_takes_no_reminder_away(task: Post) -> None:
    check_in = make.berlin("2026-12-16")
    task.send(check_in)
    task.collect(check_in, task.reply("hm"))
    task.send(check_in)
    (reminder,) = task.send(check_in + timedelta(days=2))
    assert reminder.subject.startswith("Still open")


def test_unsure_words_are_kept_for_their_writer(task: Post) -> None:
    task.collect(TASK, task.reply("It was a hard week."))
    assert task.answers()["comment"] == "It was a hard week."
    assert task.states("first-task") == ["sent"]


@pytest.mark.parametrize(
    ("words", "state"), [("stop", "left"), ("Abmelden", "left"), ("pause", "paused"), ("Désabonner", "left")]
)
def test_a_command_is_obeyed(post: Post, words: str, state: str) -> None:
    assert post.collect(NEXT, post.reply(words)).commands == 1
    with post.house.store.read() as session:
        assert session.exec(select(EnrollmentRow.state)).one() == state


@pytest.mark.parametrize(
    "words", ["away until 20 December", "Abwesend bis 20.12.", "absent jusqu'au 20 décembre", "ausente hasta el 20/12"]
)
def test_away_until_a_day_moves_what_comes(post: Post, words: str) -> None:
    assert post.collect(NEXT, post.reply(words)).commands == 1
    assert post.send(TASK) == []
    assert post.noted("away") == [{"from": "2026-11-25", "until": "2026-12-20"}]


@pytest.mark.parametrize("words", ["away until 3/4", "away until whenever", "away until 1 January 2020"])
def test_a_day_nobody_can_be_sure_of_is_asked_about(post: Post, words: str) -> None:
    assert post.collect(NEXT, post.reply(words)).review == 1
    (asked,) = post.send(NEXT)
    assert "/p/" in post.text(asked) and post.noted("away") == []


def test_an_automatic_answer_offers_away_in_the_next_mail(post: Post) -> None:
    raw = post.reply("Ich bin bis Montag im Urlaub. 3 4", subject="Automatische Antwort: Start")
    assert post.collect(NEXT, raw).automatic == 1
    assert (post.answers(), post.send(NEXT)) == ({}, [])
    (mail,) = post.send(TASK)
    assert "says that you are away" in post.text(mail)
    (mail,) = post.send(make.berlin("2026-12-16"))
    assert "says that you are away" not in post.text(mail)


def test_a_reaction_is_no_answer(post: Post) -> None:
    raw = post.reply("👍").replace(b"text/plain", b"text/vnd.google.email-reaction+json")
    assert post.collect(NEXT, raw).automatic == 1
    assert (post.answers(), post.send(NEXT)) == ({}, [])


def test_a_late_reply_to_something_over_asks_nothing(post: Post) -> None:
    later, baseline = ASKED + timedelta(days=30), post.message()
    post.send(later)
    post.collect(later, post.reply("3 4", about=baseline))
    assert post.collect(later, post.reply("hm", about=baseline)).review == 1


def test_one_poisonous_mail_loses_none_of_the_others(house: House, tmp_path: Path) -> None:
    make.enrolled(house, ["ada@example.org", "bo@example.org"])
    post = Post(house, tmp_path)
    post.send(ASKED)
    poison = post.reply("poison 3 4", message_id="<p@x>")
    good = [post.reply("3 4"), post.reply("1 2", sender="bo@example.org")]
    event.listen(house.store.engine, "before_cursor_execute", _refuse_poison)
    counted = post.collect(NEXT, good[0], poison, good[1])
    assert (counted.quarantined, counted.answered) == (1, 2)
    assert post.states("baseline") == ["answered", "answered"]
    (aside,) = (post.folder / "replies" / "quarantine").iterdir()
    assert aside.read_bytes() == poison


def _refuse_poison(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
    """Fail on a mail that holds the word, as a fault of ours that nobody has thought of would."""
    values = parameters.values() if isinstance(parameters, dict) else parameters
    held = [getattr(one, "obj", one) for one in values]  # psycopg wraps octets
    octets = [bytes(one) for one in held if isinstance(one, bytes | memoryview)]
    if "INSERT INTO arrival" in statement and any(b"poison" in one for one in octets):
        raise ValueError("a fault of the tests")


def test_what_no_program_wrote_is_put_aside(post: Post) -> None:
    raw = post.reply("3 4").replace(b"charset=utf-8", b'a="' + b";" * 20_000)
    assert post.collect(NEXT, raw).quarantined == 1


def test_a_database_that_is_away_loses_no_mail(small: House, tmp_path: Path) -> None:
    post = Post(small, tmp_path)
    raw = b"Message-ID: <a@b>\r\n\r\n2"
    drop_reply(post.folder, raw)
    ArrivalRow.__table__.drop(small.store.engine)  # type: ignore[attr-defined]
    with pytest.raises(Exception, match="arrival"):
        post.collect(NEXT)
    assert len(list((post.folder / "replies" / "new").iterdir())) == 1


@pytest.mark.parametrize("allowed", [True, False])
def test_a_coach_reads_a_reply_only_where_its_writer_allowed_that(house: House, tmp_path: Path, allowed: bool) -> None:
    make.enrolled(house, ["ada@example.org"], coach="coach@example.org")
    post = Post(house, tmp_path)
    post.send(ASKED)
    with house.store.write() as session:
        session.execute(update(ParticipantRow).values(share_replies=allowed))
        session.commit()
    post.collect(NEXT, post.reply("3 4\n\nIt was hard."))
    with house.store.read() as session:
        shared = {row.words: row.share for row in session.exec(select(ResponseRow)) if row.words}
    assert shared == {"It was hard.": allowed}


def test_unsure_words_are_shared_with_nobody_whatever_was_allowed(house: House, tmp_path: Path) -> None:
    make.enrolled(house, ["ada@example.org"], coach="coach@example.org")
    post = Post(house, tmp_path)
    post.send(ASKED)
    with house.store.write() as session:
        session.execute(update(ParticipantRow).values(share_replies=True))
        session.commit()
    post.collect(NEXT, post.reply("It was hard."))
    with house.store.read() as session:
        assert [row.share for row in session.exec(select(ResponseRow))] == [False]


def test_a_stranger_s_words_are_in_nobody_s_copy(post: Post) -> None:
    post.collect(NEXT, post.reply("3 4\n\nsecret words", sender="eve@example.org", about=post.message()))
    copy = repr(export(post.house, "ada@example.org", NEXT))
    assert "unverified" in copy and "secret words" not in copy and "eve@" not in copy
