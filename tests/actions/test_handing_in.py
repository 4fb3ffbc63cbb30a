"""Mails handed in one by one: acted on as those of a mailbox are, refused where the address is not ours."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from actions.erasing import erase
from actions.house import House
from actions.incoming.handing_in import hand_in, hand_in_once, is_ours
from actions.ledger import whole
from coaching.tokens import Purpose, derive
from delivery.addresses import tagged
from delivery.vendors import HandedIn
from storage.rows import ArrivalRow
from tests import make
from tests.actions.post import Post, ada_asked

ASKED = make.berlin("2026-11-25")
NEXT = ASKED + timedelta(hours=1)


@pytest.fixture
def post(house: House, tmp_path: Path) -> Post:
    """Ada alone, asked her baseline."""
    return ada_asked(house, tmp_path, ASKED)


def arrivals(post: Post) -> list[str]:
    with post.house.store.read() as session:
        return list(session.exec(select(ArrivalRow.outcome)))


def address(post: Post) -> str:
    return tagged(post.house.reply_address, derive(post.house.secret, Purpose.REPLY, post.message().key))


def test_the_envelope_says_whom_it_is_for_where_the_header_does_not(post: Post) -> None:
    assert hand_in(post.house, post.reply("3 4", to="undisclosed@example.org"), address(post), NEXT) == "answered"
    assert post.answers() == {"listening": "3", "thanking": "4"}
    assert whole(post.house).adds_up


def test_a_bounce_comes_by_its_envelope_too(post: Post) -> None:
    assert hand_in(post.house, post.bounce("5.1.1"), "", NEXT) == "bounced"
    assert post.suppressed() == ["bounced"]


def test_the_same_mail_by_two_ways_is_one(post: Post) -> None:
    raw = post.reply("3 4")
    assert post.collect(NEXT, raw).answered == 1
    assert hand_in(post.house, raw, address(post), NEXT) == "repeated"


def test_a_call_is_acted_on_once_whatever_mail_it_brings(post: Post) -> None:
    first = HandedIn(post.reply("3 4"), "", "mailgun:n1")
    assert hand_in_once(post.house, first, NEXT) == "answered"
    assert hand_in_once(post.house, HandedIn(post.reply("5 5"), "", "mailgun:n1"), NEXT) == "repeated"
    assert post.answers() == {"listening": "3", "thanking": "4"}
    assert hand_in_once(post.house, HandedIn(post.reply("5 5"), "", "mailgun:n2"), NEXT) == "answered"


def test_what_nobody_can_read_is_kept_for_a_person_to_look_at(post: Post) -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(200))
    assert hand_in(post.house, nested, address(post), NEXT) == "unreadable"
    assert arrivals(post) == ["unreadable"]


@pytest.mark.parametrize("word", ["REPLY", "BOUNCE"])
def test_an_address_is_ours_once_a_mail_of_ours_carried_it(house: House, tmp_path: Path, word: str) -> None:
    house = replace(house, bounce_address="bounce@example.org")
    base = house.reply_address if word == "REPLY" else house.bounce_address
    make.enrolled(house, ["ada@example.org"])
    post = Post(house, tmp_path)
    token = derive(house.secret, Purpose[word], "no-mail")
    assert not is_ours(house, tagged(base, token))
    post.send(ASKED)
    known = tagged(base, derive(house.secret, Purpose[word], post.message().key))
    assert is_ours(house, known) and is_ours(house, known.upper())
    assert is_ours(house, base)


@pytest.mark.parametrize("other", ["ada@example.org", "coach+@example.org", "", "coach", "coach+abc@elsewhere.org"])
def test_any_other_address_is_not_ours(post: Post, other: str) -> None:
    assert not is_ours(post.house, other)


def test_an_address_stays_ours_after_everything_is_erased(post: Post) -> None:
    known = address(post)
    erase(post.house, "ada@example.org", NEXT)
    assert is_ours(post.house, known)
    assert hand_in(post.house, post.reply("3 4", to=known), known, NEXT) in ("gone", "unknown")
    assert post.answers() == {}
