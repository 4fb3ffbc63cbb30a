"""What is meant is what the standard library reads back."""

import datetime as dt
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.errors import NaiveMoment, Refused
from delivery.mail import build, needs_smtputf8

WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=200)
BODY = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
PLAIN_LOCAL = st.text("abcXYZ019!#$%&'*+/=?^_`{|}~-", min_size=1, max_size=40)
CONTROL = st.sampled_from(["\r", "\n", "\r\n", "\0", "\t", "\x0b", "\x0c", "\x7f", "\x85", "\u2028", "\u2029"])


def _read(raw: bytes) -> EmailMessage:
    read = BytesParser(policy=policy.default).parsebytes(raw)
    assert isinstance(read, EmailMessage)
    return read


def _part(read: EmailMessage, number: int) -> str:
    payload = list(read.iter_parts())[number].get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def _lines(body: str) -> str:
    return body.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


@given(subject=WORDS)
def test_a_subject_is_read_back_as_meant(make_mail: Any, subject: str) -> None:
    assert _read(build(make_mail(subject=subject)))["Subject"] == " ".join(subject.split())


@given(name=WORDS)
def test_a_name_is_read_back_as_meant(make_mail: Any, name: str) -> None:
    """By `email.header`: the newer parser of Python 3.11 keeps the space between two encoded words of a name."""
    old = BytesParser(policy=policy.compat32).parsebytes(build(make_mail(to=(name, "ada@example.org"))))
    read, address = parseaddr("".join(old["To"].splitlines()))
    assert (str(make_header(decode_header(read))), address) == (" ".join(name.split()), "ada@example.org")


@given(name=WORDS, local=PLAIN_LOCAL)
def test_an_address_is_read_back_as_meant(make_mail: Any, name: str, local: str) -> None:
    read = _read(build(make_mail(to=(name, f"{local}@example.org"), sender=(name, "c@example.org"))))
    assert [one.addr_spec for one in read["To"].addresses] == [f"{local}@example.org"]
    assert [one.addr_spec for one in read["From"].addresses] == ["c@example.org"]


@given(name=st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=60))
def test_an_ascii_name_is_read_back_by_either_parser(make_mail: Any, name: str) -> None:
    (mailbox,) = _read(build(make_mail(to=(name, "ada@example.org"))))["To"].addresses
    assert mailbox.display_name == " ".join(name.split())


@given(text=BODY, html=BODY)
def test_both_bodies_are_read_back_as_meant(make_mail: Any, text: str, html: str) -> None:
    read = _read(build(make_mail(text=text, html=html)))
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]
    assert (_part(read, 0), _part(read, 1)) == (_lines(text), _lines(html))


@given(subject=WORDS, name=WORDS, text=BODY)
def test_lines_are_short_and_end_in_crlf(make_mail: Any, subject: str, name: str, text: str) -> None:
    raw = build(make_mail(subject=subject, to=(name, "ada@example.org"), text=text))
    assert raw.isascii()
    assert raw.count(b"\r\n") == raw.count(b"\n") == raw.count(b"\r")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78


@settings(max_examples=30)
@given(control=CONTROL, before=st.text(max_size=5), after=st.text(max_size=5))
@pytest.mark.parametrize("field", ["subject", "name", "sender", "message_id", "in_reply_to", "list_id", "url", "to"])
def test_a_control_character_never_gets_into_a_header(
    make_mail: Any, field: str, control: str, before: str, after: str
) -> None:
    value = before + control + after
    special: dict[str, dict[str, Any]] = {
        "name": {"to": (value, "ada@example.org")},
        "sender": {"sender": ("", f"c{value}@example.org")},
        "to": {"to": ("", f"ada@example.org{value}")},
        "url": {"unsubscribe_url": f"https://x.org/{value}"},
    }
    with pytest.raises(Refused):
        build(make_mail(**special.get(field, {field: value})))


@given(value=st.text(max_size=30))
def test_no_value_of_any_kind_makes_a_header_of_its_own(make_mail: Any, value: str) -> None:
    try:
        raw = build(make_mail(subject=value, list_id=value, language=value, to=(value, f"{value}@example.org")))
    except Refused:
        return
    assert set(_read(raw).keys()) <= {*HEADERS, "Content-Language", "Content-Type"}


HEADERS = {
    "From": "Lead for loyalty <coach@example.org>",
    "To": "Ada Lovelace <ada@example.org>",
    "Subject": "Two questions about your last five days",
    "Reply-To": "coach+tok@example.org",
    "Date": "Mon, 23 Nov 2026 09:00:00 +0000",
    "Message-ID": "<a1b2@go.example.org>",
    "List-Id": "<lead-for-loyalty.example.org>",
    "List-Unsubscribe": "<https://go.example.org/u/TOKEN>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    "Auto-Submitted": "auto-generated",
    "X-Auto-Response-Suppress": "DR, RN, NRN, AutoReply",
    "MIME-Version": "1.0",
}


def test_the_headers_are_those_a_bulk_sender_owes(make_mail: Any) -> None:
    read = _read(build(make_mail()))
    assert {name: str(read[name]).strip("<>") for name in HEADERS} == {k: v.strip("<>") for k, v in HEADERS.items()}
    assert read.get_content_type() == "multipart/alternative"


def test_a_thread_is_named_in_both_headers(make_mail: Any) -> None:
    read = _read(build(make_mail(in_reply_to="first@example.org")))
    assert (read["In-Reply-To"], read["References"]) == ("<first@example.org>", "<first@example.org>")


def test_what_is_empty_leaves_no_header(make_mail: Any) -> None:
    read = _read(build(make_mail(list_id="", unsubscribe_url="", reply_to="", sender=("", "c@example.org"))))
    assert not {"List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Reply-To", "In-Reply-To"} & set(read.keys())


def test_the_same_mail_gives_the_same_octets(make_mail: Any) -> None:
    assert build(make_mail()) == build(make_mail())


def test_a_date_without_offset_is_refused(make_mail: Any) -> None:
    with pytest.raises(NaiveMoment):
        build(make_mail(date=dt.datetime(2026, 11, 23, 9, 0)))  # noqa: DTZ001


def test_a_refusal_keeps_the_address_to_itself(make_mail: Any) -> None:
    with pytest.raises(Refused) as refused:
        build(make_mail(to=("", "ada lovelace@example.org")))
    assert "lovelace" not in str(refused.value)


@pytest.mark.parametrize("field", ["to", "sender", "reply_to", "bounce_to"])
def test_a_local_part_beyond_ascii_needs_smtputf8(make_mail: Any, field: str) -> None:
    address = "jörg@example.org"
    mail = make_mail(**{field: ("", address) if field in ("to", "sender") else address})
    assert needs_smtputf8(mail)
    assert build(mail).isascii() == (field == "bounce_to")


def test_a_domain_beyond_ascii_needs_none(make_mail: Any) -> None:
    mail = make_mail(to=("", "ada@bücher.example"))
    assert not needs_smtputf8(mail)
    assert b"ada@xn--bcher-kva.example" in build(mail)
