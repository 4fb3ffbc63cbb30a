"""Mail services at the door: their mails are answers, and nobody else's are."""

import asyncio
import base64
import hmac
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import select

from coaching.tokens import Purpose, derive
from delivery.addresses import tagged
from delivery.vendors import read_hooks
from storage.rows import ArrivalRow, MessageRow
from tests import make
from tests.answers.visitors import Visit

KEY, LOGIN = "a-signing-key-of-ours", "ours:a-long-password"
HOOKS = read_hooks(f"mailgun:{KEY} postmark:{LOGIN} sendgrid:{LOGIN}")


def visit_with(folder: Path, **settings: Any) -> Visit:
    return Visit(folder, settings=settings).enroll().send(make.berlin("2026-11-25"))


@pytest.fixture
def visit(tmp_path: Path) -> Visit:
    return visit_with(tmp_path, mail_hooks=HOOKS)


def reply(visit: Visit, text: str = "3 4", charset: str = "latin-1") -> tuple[bytes, str]:
    """Return a reply to the mail that went out, by default in octets that are no UTF-8, and the address it was for."""
    with visit.house.store.read() as session:
        key = session.exec(select(MessageRow.key).where(MessageRow.state == "sent")).one()
    to = tagged(visit.house.reply_address, derive(visit.house.secret, Purpose.REPLY, key))
    head = f"From: ada@example.org\r\nTo: hidden\r\nMessage-ID: <{text[:1]}@mail.example>\r\n"
    said = f"Content-Type: text/plain; charset={charset}\r\n\r\n{text}\r\n\r\nFür alle früher\r\n"
    return (head + said).encode(charset), to


def by_mailgun(visit: Visit, number: str = "n1", key: str = KEY, text: str = "3 4") -> httpx.Response:
    raw, to = reply(visit, text)
    at = str(int(time.time()))
    signature = hmac.new(key.encode(), (at + number).encode(), "sha256").hexdigest()
    fields = {"timestamp": at, "token": number, "signature": signature, "recipient": to}
    return visit.ask("POST", "/hooks/mail/mailgun/mime", data=fields, files={"body-mime": raw})


def by_postmark(visit: Visit, login: str = LOGIN, text: str = "3 4") -> httpx.Response:
    raw, to = reply(visit, text, "utf-8")  # a mail in JSON is text
    body = json.dumps({"RawEmail": raw.decode(), "OriginalRecipient": to, "StrippedTextReply": "5 5"})
    return visit.ask("POST", "/hooks/mail/postmark", content=body.encode(), headers=basic(login))


def by_sendgrid(visit: Visit, login: str = LOGIN, text: str = "3 4") -> httpx.Response:
    raw, to = reply(visit, text)
    fields = {"envelope": json.dumps({"to": [to], "from": "ada@example.org"}), "text": "5 5"}
    return visit.ask("POST", "/hooks/mail/sendgrid", data=fields, files={"email": (None, raw)}, headers=basic(login))


def basic(login: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(login.encode()).decode()}


@pytest.mark.parametrize("by", [by_mailgun, by_postmark, by_sendgrid])
def test_a_reply_by_any_service_is_the_answer_that_its_raw_mail_gives(visit: Visit, by: Any) -> None:
    assert (by(visit).status_code, by(visit).json()) == (200, {"taken": True})
    assert visit.held() == {"listening": "3", "thanking": "4", "comment": "Für alle früher"}
    assert visit.count(ArrivalRow) == 1


@pytest.mark.parametrize(
    "ask", [lambda v: by_mailgun(v, key="a-signing-key-of-others"), lambda v: by_postmark(v, "ours:guessed"),
            lambda v: by_sendgrid(v, "x:y")],
)  # fmt: skip
def test_who_proves_nothing_is_told_nothing_and_leaves_no_row(visit: Visit, ask: Any, tmp_path: Path) -> None:
    before = visit.dump()
    answer = ask(visit)
    assert (answer.status_code, "FOLLOWTHROUGH_MAIL_HOOKS" in answer.text) == (401, True)
    unset = visit_with(tmp_path / "unset")
    assert ask(unset).text == answer.text
    assert visit.dump() == before


def test_a_call_seen_before_brings_no_other_mail(visit: Visit) -> None:
    by_mailgun(visit)
    assert by_mailgun(visit, text="5 5").status_code == 200
    assert visit.held()["listening"] == "3"


def test_a_service_that_sends_no_raw_mail_is_told_what_to_switch_on(visit: Visit) -> None:
    answer = visit.ask("POST", "/hooks/mail/postmark", content=b"{}", headers=basic(LOGIN))
    assert (answer.status_code, "Include raw email" in answer.json()["error"]) == (422, True)


def test_a_body_beyond_all_mails_is_turned_away(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("answers.mail_hooks.LARGEST", 200)
    answer = by_mailgun(visit)
    assert (answer.status_code, answer.json()["error"]) == (413, "More than 32 MB were sent.")
    assert visit.held() == {}


def test_a_picture_in_a_reply_is_no_hindrance(visit: Visit) -> None:
    assert by_sendgrid(visit, text="3 4\r\n\r\n" + "p" * 500_000).status_code == 200
    assert visit.held()["listening"] == "3"


def test_whom_the_headers_prove_false_has_no_body_read(visit: Visit) -> None:
    sent: list[bytes] = []

    async def body() -> AsyncIterator[bytes]:
        sent.append(b"x" * 1_000)
        yield sent[-1]

    answer = visit.ask("POST", "/hooks/mail/postmark", content=body(), headers=basic("ours:guessed"))
    assert (answer.status_code, sent) == (401, [])


def test_a_body_that_takes_for_ever_is_given_up(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("answers.mail_hooks.LONGEST_S", 0.05)

    async def body() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(5)

    answer = visit.ask("POST", "/hooks/mail/postmark", content=body(), headers=basic(LOGIN))
    assert answer.status_code == 408 and visit.held() == {}
