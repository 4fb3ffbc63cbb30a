"""Whole mails: what kind each is, and that no octets upset the reader."""

import json
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delivery.replies import Reply, read_reply


def _mail(text: str = "2\r\n", subject: str = "Re: Two questions", **headers: str) -> bytes:
    usual = {"From": "Ada <ada@example.org>", "To": "coach+tok@example.org", "Subject": subject} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in usual.items())
    return f"{head}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}".encode()


def _report(status: str, action: str = "failed", kind: str = "delivery-status") -> bytes:
    return (
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.org\r\nTo: bounce+tok@example.org\r\n"
        f"Subject: Undelivered\r\nContent-Type: multipart/report; report-type={kind}; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\n2\r\n"
        f"--b\r\nContent-Type: message/{kind}\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        f"Final-Recipient: rfc822; ada@example.org\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <ours@go.example.org>\r\n\r\n5\r\n--b--\r\n"
    ).encode()


def test_a_reply_gives_its_answer_and_where_it_belongs() -> None:
    raw = _mail("2\n\nOn Monday.\n", Message_ID="<r1@mail.org>", In_Reply_To="<ours@x.org>", References="<a@x.org>")
    assert read_reply(raw) == Reply(
        "answer",
        text="2\n\nOn Monday.",
        first_line="2",
        answer="2",
        comment="On Monday.",
        numbers=("2",),
        recipients=("coach+tok@example.org",),
        references=("ours@x.org", "a@x.org"),
        sender="ada@example.org",
        message_id="r1@mail.org",
    )


def test_every_header_that_may_carry_a_token_is_looked_at() -> None:
    raw = _mail(Delivered_To="coach+a@x.org", X_Original_To="coach+b@x.org", Cc='"C, D" <coach+c@x.org>, e@y.org')
    read = read_reply(raw).recipients
    assert read == ("coach+a@x.org", "coach+b@x.org", "coach+tok@example.org", "coach+c@x.org", "e@y.org")


@pytest.mark.parametrize(
    ("raw", "kind", "status"),
    [
        (_report("5.1.1"), "bounce", "5.1.1"),
        (_report("4.2.2", "delayed"), "bounce", "4.2.2"),
        (_report("2.0.0", "delivered"), "auto", ""),
        (_report("", "failed"), "bounce", "5.0.0"),
        (_report("", kind="feedback-report"), "complaint", ""),
        (_report("", kind="disposition-notification"), "auto", ""),
        (_mail("550 5.1.1 no such user", X_Failed_Recipients="ada@example.org"), "bounce", "5.1.1"),
    ],
    ids=["failed", "delayed", "delivered", "no-status", "complaint", "read-receipt", "old-server"],
)
def test_a_report_is_never_an_answer(raw: bytes, kind: str, status: str) -> None:
    read = read_reply(raw)
    assert (read.kind, read.status, read.answer) == (kind, status, "")


def test_a_bounce_names_the_mail_that_came_back() -> None:
    read = read_reply(_report("5.1.1"))
    assert (read.references, read.recipients) == (("ours@go.example.org",), ("bounce+tok@example.org",))


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated (vacation)"},
        {"X_Autoreply": "yes"},
        {"Precedence": "auto_reply"},
        {"Return_Path": "<>"},
        {"subject": "Automatic reply: Two questions"},
        {"subject": "Auto reply: Two questions"},
        {"subject": "Automatische Antwort: Zwei Fragen"},
        {"subject": "Abwesenheitsnotiz"},
        {"subject": "=?utf-8?q?R=C3=A9ponse_automatique_=3A_Deux?="},
        {"subject": "Respuesta automática: Dos"},
        {"subject": "Out of Office: back Monday"},
    ],
    ids=lambda headers: " ".join(headers.values()),
)
def test_an_automatic_answer_is_never_an_answer(headers: dict[str, str]) -> None:
    read = read_reply(_mail("2\r\n", **headers))
    assert (read.kind, read.answer, read.text) == ("auto", "", "2")


@pytest.mark.parametrize("headers", [{"Auto_Submitted": "no"}, {"subject": "Re: Away days: two questions"}])
def test_a_person_is_not_taken_for_a_machine(headers: dict[str, str]) -> None:
    assert read_reply(_mail("2\r\n", **headers)).kind == "answer"


def test_a_reaction_is_seen_and_is_no_answer() -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ada@example.org", "coach+tok@example.org", "Re: Two"
    mail.set_content("2")
    sign = json.dumps({"emoji": "👍", "version": 1}).encode()
    mail.add_alternative(sign, maintype="text", subtype="vnd.google.email-reaction+json")
    assert (read_reply(mail.as_bytes()).kind, read_reply(mail.as_bytes()).text) == ("reaction", "👍")


def test_a_stop_in_the_subject_counts_only_where_nothing_else_is_said() -> None:
    assert read_reply(_mail("", subject="unsubscribe")).command == "stop"
    assert read_reply(_mail("", subject="Re: unsubscribe")).kind == "needs_review"
    assert read_reply(_mail("2", subject="Stop")).kind == "answer"


def test_words_without_an_answer_are_for_review_and_kept() -> None:
    read = read_reply(_mail("It was a hard week.\r\n\r\nI tried twice."))
    assert (read.kind, read.answer, read.comment) == ("needs_review", "", "It was a hard week.\n\nI tried twice.")


def test_html_is_read_where_there_is_no_text() -> None:
    mail = EmailMessage()
    mail.set_content("\n")
    mail.add_alternative("<div>2</div><blockquote>5</blockquote>", subtype="html")
    assert read_reply(mail.as_bytes()).text == "2"


def test_an_attachment_is_not_what_the_person_wrote() -> None:
    mail = EmailMessage()
    mail.set_content("2")
    mail.add_attachment("5", filename="notes.txt")
    assert read_reply(mail.as_bytes()).text == "2"


def test_a_forwarded_mail_is_not_what_the_person_wrote() -> None:
    inner, mail = EmailMessage(), EmailMessage()
    inner.set_content("5")
    mail.set_content("see attached")
    mail.add_attachment(inner)
    assert (read_reply(mail.as_bytes()).text, read_reply(mail.as_bytes()).answer) == ("see attached", "")


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
def test_words_survive_charset_and_encoding(charset: str, encoding: str) -> None:
    mail = EmailMessage()
    mail.set_content("2\n\nfür Größe\n", charset=charset, cte=encoding)
    assert read_reply(mail.as_bytes()).comment == "für Größe"


def test_flowed_lines_are_one_paragraph() -> None:
    raw = _mail("2 \r\n\r\nIt was \r\nfine.\r\n-- \r\nAda").replace(b"charset=utf-8", b"charset=utf-8; format=flowed")
    assert read_reply(raw).comment == "It was fine."


def _nested(depth: int) -> bytes:
    opening = "".join(
        f'Content-Type: multipart/mixed; boundary="b{level}"\r\n\r\n--b{level}\r\n' for level in range(depth)
    )
    return f"From: a@b.c\r\n{opening}Content-Type: text/plain\r\n\r\n2\r\n".encode()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "on": lambda: _mail("On " * 40_000),
    "on-lines": lambda: _mail("On a\n" * 30_000),
    "on-wrote": lambda: _mail("On Mon, 1 Jan 2026\nx\nx wrote\n" * 9_000),
    "on-comma": lambda: _mail("On " + "a, " * 40_000),
    "dashes": lambda: _mail("-" * 100_000),
    "from": lambda: _mail("From: a\n" * 30_000),
    "bold-from": lambda: _mail("*From:* a\n" * 30_000),
    "quotes": lambda: _mail(">" * 100_000),
    "best": lambda: _mail("Best\n" * 40_000),
    "blank": lambda: _mail("\n" * 200_000 + "2"),
    "spaces": lambda: _mail(" " * 500_000 + ":"),
    "numbers": lambda: _mail("1 " * 200_000),
    "digits": lambda: _mail("9" * 200_000),
    "enumerated": lambda: _mail("1. 1\n2. 2\n" * 20_000),
    "subject": lambda: _mail(subject="=?utf-8?q?" * 50_000),
    "addresses": lambda: _mail(Cc="(" * 100_000 + "<a@b>," * 50_000),
    "references": lambda: _mail(References="<" * 100_000 + "a" * 100_000),
    "parameters": lambda: _mail().replace(b"charset=utf-8", b'charset="' + b";" * 200_000),
    "folded": lambda: _mail().replace(b"charset=utf-8", b'a="\r\n' + b" ;\r\n" * 100_000),
    "headers": lambda: b"a:\r\n" * 200_000 + b"\r\n2",
    "nested-30": lambda: _nested(30),
    "nested-1000": lambda: _nested(1_000),
    "messages": lambda: b"Content-Type: message/rfc822\r\n\r\n" * 5_000,
    "statuses": lambda: _report("5.1.1").replace(b"Status: 5.1.1\r\n", b"Status: x\r\n\r\n" * 20_000),
    "punycode": lambda: _mail("a" * 100_000 + "-" + "b" * 100_000).replace(b"utf-8", b"punycode"),
    "idna-8bit": lambda: _mail("ä" * 100_000).replace(b"utf-8", b"idna"),
    "tags": lambda: _mail("<" * 300_000).replace(b"text/plain", b"text/html"),
    "comments": lambda: _mail("<!--" * 100_000).replace(b"text/plain", b"text/html"),
    "divs": lambda: _mail("<div>" * 100_000 + "</div>" * 50_000).replace(b"text/plain", b"text/html"),
    "unclosed-quotes": lambda: _mail('<a b="' * 50_000 + ">").replace(b"text/plain", b"text/html"),
    "entities": lambda: _mail("&#" + "9" * 100_000 + ";").replace(b"text/plain", b"text/html"),
    "style": lambda: _mail("<style>" * 100_000).replace(b"text/plain", b"text/html"),
    "blockquotes": lambda: _mail("<blockquote>" * 60_000 + "2").replace(b"text/plain", b"text/html"),
    "base64": lambda: _mail("=" * 500_000 + "A").replace(
        b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n", 1
    ),
    "huge": lambda: _mail("2\r\n" + "word " * 2_000_000),
    "reaction": lambda: _mail("[" * 100_000).replace(b"text/plain", b"text/vnd.google.email-reaction+json"),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_crafted_mail_is_read_to_its_end(make: Callable[[], bytes]) -> None:
    assert read_reply(make()).kind in ("answer", "needs_review", "bounce", "reaction")


@settings(max_examples=300)
@given(st.binary(max_size=400))
def test_no_octets_make_it_raise(raw: bytes) -> None:
    assert read_reply(raw).kind


SCRAPS = st.sampled_from(
    [
        b"Content-Type: ", b"text/plain", b"multipart/report", b"message/delivery-status", b"message/rfc822", b"; ",
        b"=",
        b"boundary=b", b"\r\n", b"\r\n\r\n", b"--b", b"--b--", b"charset=", b"charset*0*=x''%ff", b"utf-7",
        b"\xff\xfe", b'"',
        b"Content-Transfer-Encoding: ", b"base64", b"quoted-printable", b"x-uuencode", b"Status: 5.1.1", b"From: ",
        b"<@>", b"text/html", b"<div>", b"&#x110000;", b"> ", b"2", b"Subject: =?x?b?!!?=",
        b"\0", b"report-type=delivery-status",
    ]
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(SCRAPS, max_size=40))
def test_no_order_of_the_words_of_mail_makes_it_raise(scraps: list[bytes]) -> None:
    assert read_reply(b"".join(scraps)).kind


@given(comment=st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=80))
def test_an_answer_sent_by_us_as_mail_is_read_back(make_mail: Any, comment: str) -> None:
    from delivery.mail import build

    read = read_reply(build(make_mail(text=f"2\n\nx{comment}", auto_submitted="no", to=("", "coach+tok@x.org"))))
    assert (read.answer, read.recipients) == ("2", ("coach+tok@x.org",))
