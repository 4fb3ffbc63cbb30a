"""The silence question at the door: a look changes nothing, a tap and Save do, a reply does too."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from actions.collecting import take
from coaching.tokens import Purpose, derive
from delivery.addresses import tagged
from storage.rows import EnrollmentRow, MessageRow, SilenceRow
from tests import make
from tests.actions.test_silence import ADA, silent
from tests.answers.visitors import Visit, nonce_in


@pytest.fixture
def asked(tmp_path: Path) -> Visit:
    """A door on the day after Ada was asked."""
    visit = Visit(tmp_path)
    silent(visit.house, tmp_path)
    visit.now = make.berlin("2026-12-31", "15:00")
    return visit


def question(visit: Visit) -> MessageRow:
    with visit.house.store.read() as session:
        return session.exec(select(MessageRow).where(MessageRow.kind == "silence")).one()


def said(visit: Visit) -> str:
    with visit.house.store.read() as session:
        return session.exec(select(SilenceRow.answer)).one()


def link(visit: Visit) -> str:
    return f"/a/{derive(visit.house.secret, Purpose.ANSWER, question(visit).key)}"


def reply(visit: Visit, words: str) -> str | None:
    token = derive(visit.house.secret, Purpose.REPLY, question(visit).key)
    to = tagged(visit.house.reply_address, token)
    raw = f"From: {ADA}\r\nTo: {to}\r\nSubject: Re: One question\r\nMessage-ID: <{words}@x>\r\n\r\n{words}\r\n"
    return take(visit.house, raw.encode(), visit.now)


def test_a_look_shows_the_tapped_answer_and_changes_nothing(asked: Visit) -> None:
    before = asked.dump()
    page = asked.get(link(asked) + "?c=1")
    assert page.status_code == 200
    assert 'value="fewer" checked' in page.text
    assert asked.dump() == before


@pytest.mark.parametrize("answer", ["fewer", "pause", "stop", "read"])
def test_a_tap_and_save_do_it(asked: Visit, answer: str) -> None:
    signed = nonce_in(asked.get(link(asked)).text)
    page = asked.later(seconds=5).post(link(asked), {"nonce": signed, "answer": answer})
    assert (page.status_code, said(asked)) == (200, answer)


def test_without_its_nonce_nothing_is_done(asked: Visit) -> None:
    assert asked.post(link(asked), {"answer": "stop"}).status_code == 422
    assert said(asked) == ""


def test_nothing_chosen_is_said_so(asked: Visit) -> None:
    signed = nonce_in(asked.get(link(asked)).text)
    page = asked.later(seconds=5).post(link(asked), {"nonce": signed})
    assert page.status_code == 422
    assert "Choose one of the four" in page.text


@pytest.mark.parametrize(
    ("words", "answer"), [("1", "fewer"), ("2", "pause"), ("stop", "stop"), ("4", "read"), ("fewer", "fewer")]
)
def test_a_reply_does_the_same(asked: Visit, words: str, answer: str) -> None:
    assert reply(asked, words) == "commanded"
    assert said(asked) == answer


def test_fewer_is_understood_in_a_reply_to_any_mail_once_asked(asked: Visit) -> None:
    with asked.house.store.read() as session:
        key = session.exec(select(MessageRow.key).where(MessageRow.local_day == date(2026, 12, 23))).one()
    to = tagged(asked.house.reply_address, derive(asked.house.secret, Purpose.REPLY, key))
    raw = f"From: {ADA}\r\nTo: {to}\r\nMessage-ID: <f@x>\r\n\r\nfewer please\r\n".encode()
    assert take(asked.house, raw, asked.now) == "commanded"
    assert said(asked) == "fewer"


def test_a_reply_from_somebody_else_does_nothing(asked: Visit) -> None:
    token = derive(asked.house.secret, Purpose.REPLY, question(asked).key)
    to = tagged(asked.house.reply_address, token)
    take(asked.house, f"From: eve@example.org\r\nTo: {to}\r\nMessage-ID: <e@x>\r\n\r\n3\r\n".encode(), asked.now)
    with asked.house.store.read() as session:
        assert session.exec(select(EnrollmentRow.state)).one() == "active"


def test_no_reply_is_shown_to_nobody_and_can_still_be_answered(asked: Visit) -> None:
    make.sent(asked.house, asked.folder, asked.now + timedelta(days=12))
    asked.later(days=12)
    page = asked.get(link(asked))
    assert said(asked) == "none"
    assert "checked" not in page.text
