"""The end of a buddy from either side, by time or by erasure; and who can be asked at all."""

from datetime import timedelta

import pytest

from actions import keys
from actions.erasing import erase
from actions.leaving import leave_by_link, leave_page
from actions.ledger import whole
from actions.links import LinkIsGone
from actions.outgoing.sweeping import sweep
from actions.own_data import export
from actions.pages.buddy import buddy_page, end_by_buddy, write_line
from coaching.buddies import MOST, UNANSWERED, UNTOLD
from coaching.errors import Refused
from coaching.tokens import Purpose
from tests import make
from tests.actions.buddies import (
    ADA,
    ASKED,
    BO,
    MON,
    SAM,
    YES,
    answers,
    anywhere,
    ask,
    asked_about,
    is_kept,
    post,
    rows,
    said_yes,
    to,
    token,
    wish,
)
from tests.actions.post import Post

__all__ = ["anywhere", "post"]


@pytest.mark.parametrize("side", ["participant", "buddy", "one click", "leaving the programme"])
def test_either_side_ends_it_and_what_told_of_anybody_is_erased(post: Post, side: str) -> None:
    link = said_yes(post)
    about = asked_about(post, link)
    write_line(post.house, link, about, "Good", YES)
    if side == "participant":
        wish(post, YES, "buddy_end")
    elif side == "buddy":
        end_by_buddy(post.house, link, about, YES)
    elif side == "one click":
        leave = token(post, Purpose.LEAVE, "buddy_ask", SAM)
        assert leave_page(post.house, leave).buddy
        assert leave_by_link(post.house, leave, YES, cause="one_click").forgotten
    else:
        leave_by_link(post.house, token(post, Purpose.LEAVE, "prompt", ADA), YES)
    (row,) = rows(post)
    assert row.ended_at and (row.recipient_id, row.accepted_at, row.asked_in, row.line) == (None, None, None, "")
    assert not is_kept(post) and post.suppressed() == []
    with pytest.raises(LinkIsGone):
        write_line(post.house, link, about, "Hello", YES)
    assert to(SAM, post.send(MON)) == [] and whole(post.house).adds_up


def test_who_ended_it_is_told_nothing_of_what_is_done_then(post: Post) -> None:
    said_yes(post)
    wish(post, YES, "buddy_end")
    assert answers(post, MON, "1") == []
    with pytest.raises(Refused, match="not asked again"):
        ask(post, ADA, SAM, MON)


def test_ending_one_leaves_the_other(post: Post) -> None:
    link = said_yes(post)
    ask(post, BO, SAM, YES)
    end_by_buddy(post.house, link, asked_about(post, link), YES)
    assert [one.name for one in buddy_page(post.house, link, YES).people] == [BO] and is_kept(post)


def test_ending_it_before_the_mail_went_leaves_the_mail_out(post: Post) -> None:
    wish(post, ASKED, "buddy_end")
    assert to(SAM, post.send(YES)) == []


def test_a_colleague_who_takes_part_stays_known_when_it_ends(post: Post) -> None:
    wish(post, ASKED, "buddy_end")
    ask(post, ADA, BO, ASKED)
    wish(post, YES, "buddy_end")
    assert is_kept(post, BO) and [one.recipient_id for one in rows(post)] == [None, None]


def test_a_question_nobody_accepts_is_let_go_of(post: Post) -> None:
    post.send(ASKED)
    for days, there in ((UNANSWERED.days, True), (UNANSWERED.days + 1, False)):
        sweep(post.house, ASKED + timedelta(days=days))
        assert is_kept(post) is there


def test_a_buddy_with_nothing_to_be_told_is_let_go_of(anywhere: Post) -> None:
    said_yes(anywhere)
    for days, there in ((UNTOLD.days, True), (UNTOLD.days + 1, False)):
        sweep(anywhere.house, YES + timedelta(days=days))
        assert is_kept(anywhere) is there


def test_an_address_that_wants_no_mail_is_not_asked(post: Post) -> None:
    post.send(ASKED)
    leave_by_link(post.house, token(post, Purpose.LEAVE, "buddy_ask", SAM), YES, everything=True)
    assert not is_kept(post) and post.suppressed() == ["left"]
    ask(post, BO, SAM, YES)
    assert to(SAM, post.send(make.berlin("2026-12-10", "15:00"))) == []


def test_one_usable_address_of_somebody_else_is_asked(post: Post) -> None:
    wish(post, YES, "buddy_end")
    for written in ("", ADA, f" {ADA.upper()} ", "no address", "lou@example.org;kim@example.org"):
        with pytest.raises(Refused):
            ask(post, ADA, written, YES)


def test_one_is_asked_at_a_time_and_so_many_in_all(post: Post) -> None:
    with pytest.raises(Refused, match="End that first"):
        ask(post, ADA, "kim@example.org", YES)
    for n in range(1, MOST):
        wish(post, YES, "buddy_end")
        ask(post, ADA, f"kim{n}@example.org", YES)
    wish(post, YES, "buddy_end")
    with pytest.raises(Refused, match="At most three"):
        ask(post, ADA, "lou@example.org", YES)


def test_a_key_asks_for_its_owners_programmes_alone(post: Post) -> None:
    wish(post, YES, "key")
    wish(post, YES, "buddy_end")
    post.send(YES)
    key = token(post, Purpose.KEY, "key", ADA)
    keys.use_key(post.house, key, YES)
    others = export(post.house, BO, YES).everything["enrollments"][0]["key"]
    with pytest.raises(Refused, match="buttons"):
        keys.ask_buddy_by_key(post.house, key, others, "kim@example.org", YES)
    assert not is_kept(post, "kim@example.org")


def test_both_get_a_copy_of_what_is_kept(post: Post) -> None:
    link = said_yes(post)
    write_line(post.house, link, asked_about(post, link), "Good", YES)
    (kept,) = export(post.house, ADA, YES).everything["enrollments"][0]["buddies"]
    assert kept["address"] == SAM and kept["line"] == "Good"
    assert [one["line"] for one in export(post.house, SAM, YES).everything["buddy_of"]] == ["Good"]


@pytest.mark.parametrize("person", [ADA, SAM])
def test_an_erasure_of_either_takes_it_all_out(anywhere: Post, person: str) -> None:
    link = said_yes(anywhere)
    write_line(anywhere.house, link, asked_about(anywhere, link), "Good", YES)
    erase(anywhere.house, person, YES)
    assert rows(anywhere) == [] and not is_kept(anywhere)
    assert to(SAM, anywhere.send(MON)) == [] and whole(anywhere.house).adds_up
