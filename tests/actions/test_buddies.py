"""Buddies: one invitation, a yes by a button, done tasks alone and once in 14 days, and a line back."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from actions.enrolling import enroll
from actions.house import House
from actions.ledger import whole
from actions.outgoing.buddy_mails import plan_buddy_mails
from actions.outgoing.sweeping import sweep
from actions.pages.answer import answer_page
from actions.pages.buddy import accept, buddy_page, write_line
from actions.pages.own import own_page
from coaching.errors import Refused
from coaching.tokens import Purpose
from delivery.outbox import OutboxMail
from tests import make
from tests.actions.buddies import (
    ADA,
    ASKED,
    ASKS,
    BO,
    MON,
    NEXT_MON,
    SAM,
    START,
    THU,
    THU_AFTER,
    THU_LATER,
    YES,
    answers,
    anywhere,
    ask,
    asked_about,
    post,
    said_yes,
    to,
    token,
    wish,
)
from tests.actions.post import Post
from tests.actions.test_observing import DAY_0, PULSES

__all__ = ["anywhere", "post"]


def test_one_mail_asks_and_nothing_follows_before_a_yes(post: Post) -> None:
    (mail,) = to(SAM, post.send(ASKED))
    assert "List-Unsubscribe-Post" in mail.raw.decode() and "/b/" in post.text(mail) and "/u/" in post.text(mail)
    (about,) = buddy_page(post.house, token(post, Purpose.BUDDY, "buddy_ask", SAM), YES).people
    assert about.name == ADA and not about.accepted
    assert answers(post, MON, "1") == [] and whole(post.house).adds_up


def test_done_is_told_at_most_once_in_fourteen_days(anywhere: Post) -> None:
    said_yes(anywhere)
    assert answers(anywhere, MON, "1") == []
    (mail,) = to(SAM, anywhere.send(THU))
    assert mail.subject == "What ada@example.org did" and told(anywhere, mail) == ["Task of day 5"]
    anywhere.collect(THU_LATER, anywhere.reply("1", message_id="<8@x>"))
    assert answers(anywhere, NEXT_MON, "1") == []
    (later,) = to(SAM, anywhere.send(THU_AFTER))
    assert told(anywhere, later) == ["Task of day 8", "Task of day 12"] and whole(anywhere.house).adds_up


def told(post: Post, mail: OutboxMail) -> list[str]:
    return [line for line in post.text(mail).split("\r\n") if "Task of" in line]


def test_who_did_nothing_costs_no_question_each(post: Post) -> None:
    link = said_yes(post)
    alone = statements(post)
    ask(post, BO, SAM, YES)
    accept(post.house, link, asked_about(post, link, BO), YES)
    assert statements(post) == alone == 2  # the beginning of a transaction, and one question


def statements(post: Post) -> int:
    """Return how many statements it takes to find that there is nothing to tell."""
    asked: list[str] = []
    engine = post.house.store.engine
    event.listen(engine, "before_cursor_execute", lambda connection, cursor, said, *rest: asked.append(said))
    with post.house.store.read() as session:
        assert plan_buddy_mails(post.house, session, MON) == 0
    return len(asked)


def test_what_the_mail_carries_is_no_prompt_and_changes_no_count(post: Post) -> None:
    said_yes(post)
    before = whole(post.house).prompts
    answers(post, THU, "1")
    assert whole(post.house).prompts == before
    assert whole(post.house).adds_up


def test_who_is_the_buddy_of_two_people_gets_one_mail_about_both(anywhere: Post) -> None:
    link = said_yes(anywhere)
    ask(anywhere, BO, SAM, YES)
    assert to(SAM, anywhere.send(YES)) == []
    accept(anywhere.house, link, asked_about(anywhere, link, BO), YES)
    assert answers(anywhere, MON, "1") == []
    (mail,) = answers(anywhere, THU, "1", BO)
    assert told(anywhere, mail) == [f"{ADA}: Task of day 5", f"{BO}: Task of day 8"]


def test_the_second_question_waits_for_fourteen_days_after_the_first(post: Post) -> None:
    post.send(ASKED)
    ask(post, BO, SAM, YES)
    assert to(SAM, post.send(ASKED + timedelta(days=13))) == []
    (mail,) = to(SAM, post.send(ASKED + timedelta(days=14)))
    assert f"{BO} asks" in mail.subject


def test_the_question_waits_for_fourteen_days_after_a_pulse_to_the_same_colleague(small: House, tmp_path: Path) -> None:
    post = Post(small, tmp_path)
    enroll(small, make.cohort(programme=PULSES), make.roster((ADA,), observers=SAM), make.NOW)
    ask(post, ADA, SAM, START)
    assert [one.subject for one in to(SAM, post.send(DAY_0))] == [f"One question about {ADA}"]
    assert to(SAM, post.send(DAY_0 + timedelta(days=13))) == []
    assert [one.subject for one in to(SAM, post.send(DAY_0 + timedelta(days=14)))] == [ASKS.format(ADA)]


def test_a_pulse_that_is_planned_later_keeps_fourteen_days_from_the_question(post: Post) -> None:
    post.send(ASKED)
    enroll(
        post.house,
        make.cohort(programme=PULSES.replace("version: 1", "version: 2"), name="Other"),
        make.roster((BO,), observers=SAM),
        YES,
    )
    assert to(SAM, post.send(DAY_0)) == to(SAM, post.send(ASKED + timedelta(days=13))) == []
    (mail,) = to(SAM, post.send(ASKED + timedelta(days=14, hours=4)))
    assert mail.subject == f"One question about {BO}"


@pytest.mark.parametrize("says", ["2", "3"], ids=["not yet", "no chance"])
def test_what_was_not_done_is_never_told(post: Post, says: str) -> None:
    said_yes(post)
    assert answers(post, MON, says) == []
    (mail,) = answers(post, THU, "1")
    assert "Task of day 8" in post.text(mail) and "Task of day 5" not in mail.raw.decode()


def test_what_was_taken_back_before_the_mail_went_is_not_told(post: Post) -> None:
    said_yes(post)
    assert answers(post, MON, "1") == []
    sweep(post.house, THU.replace(hour=8))
    post.collect(THU.replace(hour=8, minute=30), post.reply("2", message_id="<2@x>"))
    assert to(SAM, post.send(THU)) == to(SAM, post.send(THU_LATER)) == []


def test_what_was_done_before_the_yes_is_not_told(post: Post) -> None:
    post.send(ASKED)
    assert answers(post, MON, "1") == []
    link = token(post, Purpose.BUDDY, "buddy_ask", SAM)
    accept(post.house, link, asked_about(post, link), MON.replace(hour=15))
    assert to(SAM, post.send(THU)) == to(SAM, post.send(THU_LATER)) == []


def test_nothing_is_told_of_somebody_who_paused(post: Post) -> None:
    said_yes(post)
    post.send(MON)
    post.collect(MON.replace(hour=11), post.reply("1", message_id="<1@x>"))
    wish(post, MON.replace(hour=12), "pause")
    assert to(SAM, post.send(THU_LATER)) == []


def test_a_line_stands_in_the_next_mail_once_and_makes_none(anywhere: Post) -> None:
    link = said_yes(anywhere)
    write_line(anywhere.house, link, asked_about(anywhere, link), "Good to\nhear <b>", YES)
    assert anywhere.send(make.berlin("2026-11-27", "10:00")) == []
    page = own_page(anywhere.house, token(anywhere, Purpose.OWN_PAGE, "prompt", ADA), YES)
    assert page.parts[0].line == "Good to hear <b>"
    (mail,) = to(ADA, anywhere.send(MON))
    assert "Your buddy writes: Good to hear <b>" in anywhere.text(mail)
    assert "Your buddy is told which tasks you did, and nothing else." in anywhere.text(mail)
    (next_one,) = to(ADA, anywhere.send(THU))
    assert "buddy writes" not in anywhere.text(next_one)


def test_who_is_told_is_said_above_the_choices_of_a_task(post: Post) -> None:
    post.send(ASKED)
    post.send(MON)
    link, page = token(post, Purpose.ANSWER, "prompt", ADA), token(post, Purpose.BUDDY, "buddy_ask", SAM)
    assert not answer_page(post.house, link, MON).sheets[0].buddy
    accept(post.house, page, asked_about(post, page), MON)
    assert answer_page(post.house, link, MON).sheets[0].buddy


def test_a_line_is_one_of_at_most_280_characters(post: Post) -> None:
    link = said_yes(post)
    for line in ("", " \n ", "x" * 281):
        with pytest.raises(Refused, match="280"):
            write_line(post.house, link, asked_about(post, link), line, YES)


def test_nobody_writes_who_has_not_said_yes(post: Post) -> None:
    post.send(ASKED)
    link = token(post, Purpose.BUDDY, "buddy_ask", SAM)
    with pytest.raises(Refused, match="yes first"):
        write_line(post.house, link, asked_about(post, link), "Hello", YES)
