"""One mail as a value, and as the bytes a server takes.

The bytes are put together here, not by ``email.message``: that took 2.6 ms for a 10 KB mail where this takes
under 0.1 (measured, Python 3.11, one core), and sending is the hot path. The price is paid in tests: whatever
is meant is read back with the parser of the standard library and must be the same.
"""

import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache

from coaching.errors import NaiveMoment, Refused
from delivery.addresses import wire_address
from delivery.headers import checked, mailbox_header, token_header, words_header

_ID = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,120}@[A-Za-z0-9._-]{1,120}")
_LIST = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,250}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")
_URI = re.compile(r"https?://[!-;=?-~]{1,900}")
_SUBMITTED = ("auto-generated", "auto-replied", "no")
_NO_ANSWERS_PLEASE = "DR, RN, NRN, AutoReply"
"""MS-OXCMAIL 2.1.3.2.20. Never ``All``: that asks for no bounces either. Out-of-office may come: it tells us
to offer a pause."""
_BASE64_FROM = 6
"""Quoted-printable triples an octet beyond ASCII; from one in six on, base64 is the shorter of the two."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one person.

    *message_id* is ``local@domain`` without brackets and the same for every attempt. *sender* and *to* are a
    display name (may be empty) and an address. *bounce_to* is the envelope sender, "" for a mail that nobody is to
    answer (RFC 3834). *list_id*, *unsubscribe_url*, *reply_to*, *in_reply_to* and *language* (a BCP 47 tag) may be
    empty; then their headers are left out.
    """

    message_id: str
    sender: tuple[str, str]
    to: tuple[str, str]
    bounce_to: str
    reply_to: str
    subject: str
    text: str
    html: str
    date: datetime
    list_id: str
    unsubscribe_url: str
    in_reply_to: str = ""
    auto_submitted: str = "auto-generated"
    language: str = ""


def build(mail: Mail) -> bytes:
    """Return *mail* as RFC 5322 bytes: CRLF, text first, then HTML. The same mail gives the same bytes.

    Raises:
        Refused: a header could not carry its value (a control character, no address, no URI).
        NaiveMoment: ``mail.date`` has no offset.
    """
    boundary = "=_" + hashlib.sha256(mail.message_id.encode("utf-8", "replace")).hexdigest()[:32]
    lines = "".join(
        (*_people(mail), *_ids(mail), *_list(mail), _kind(mail.auto_submitted, mail.language), _mime(boundary))
    )
    head = lines.encode()
    opening = b"\r\n--" + boundary.encode()
    plain, rich = _part("plain", mail.text), _part("html", mail.html)
    return b"".join((head, opening, b"\r\n", plain, opening, b"\r\n", rich, opening, b"--\r\n"))


def needs_smtputf8(mail: Mail) -> bool:
    """Return whether an address of *mail* has a local part beyond ASCII, which few servers take (RFC 6531)."""
    addresses = (mail.sender[1], mail.to[1], mail.bounce_to, mail.reply_to)
    return not all(wire_address(address).isascii() for address in addresses if address)


def _people(mail: Mail) -> list[str]:
    if mail.bounce_to:
        wire_address(mail.bounce_to)
    lines = [_from(*mail.sender), mailbox_header("To", *mail.to), _subject(mail.subject)]
    if mail.reply_to:
        lines.append(mailbox_header("Reply-To", "", mail.reply_to))
    return lines


@lru_cache(maxsize=64)
def _from(display: str, address: str) -> str:
    """Return the header that all mails of one programme have in common; so with the others that are kept."""
    return mailbox_header("From", display, address)


@lru_cache(maxsize=64)
def _subject(words: str) -> str:
    return words_header("Subject", words)


@lru_cache(maxsize=64)
def _date(date: datetime) -> str:
    if date.utcoffset() is None:
        raise NaiveMoment("Mail.date", date.isoformat())
    return f"Date: {format_datetime(date)}\r\n"


def _ids(mail: Mail) -> list[str]:
    lines = [_date(mail.date), _reference("Message-ID", mail.message_id)]
    if mail.in_reply_to:
        lines += [_reference("In-Reply-To", mail.in_reply_to), _reference("References", mail.in_reply_to)]
    return lines


def _reference(name: str, message_id: str) -> str:
    if not _ID.fullmatch(message_id):
        raise Refused(f"The header {name} needs an id such as 'a1b2@example.org', without angle brackets.")
    return token_header(name, f"<{message_id}>")


def _list(mail: Mail) -> list[str]:
    lines = []
    if mail.list_id:
        lines.append(_list_id(mail.list_id))
    if mail.unsubscribe_url:
        if not _URI.fullmatch(mail.unsubscribe_url):
            raise Refused("The header List-Unsubscribe needs one http or https address of at most 900 characters.")
        lines.append(token_header("List-Unsubscribe", f"<{mail.unsubscribe_url}>"))
        lines.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")
    return lines


@lru_cache(maxsize=64)
def _list_id(name: str) -> str:
    if not _LIST.fullmatch(name):
        raise Refused("The header List-Id needs a name such as 'programme.example.org', without brackets.")
    return token_header("List-Id", f"<{name}>")


@lru_cache(maxsize=64)
def _kind(auto_submitted: str, language: str) -> str:
    if auto_submitted not in _SUBMITTED:
        raise Refused(f"The header Auto-Submitted is one of {', '.join(_SUBMITTED)} (RFC 3834).")
    lines = [f"Auto-Submitted: {auto_submitted}\r\n", f"X-Auto-Response-Suppress: {_NO_ANSWERS_PLEASE}\r\n"]
    if language:
        if not _LANGUAGE.fullmatch(checked("Content-Language", language)):
            raise Refused("The header Content-Language needs a tag such as 'de' or 'pt-BR'.")
        lines.append(f"Content-Language: {language}\r\n")
    return "".join(lines)


def _mime(boundary: str) -> str:
    return f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n'


def _part(subtype: str, body: str) -> bytes:
    octets = _lines_of(body)
    encoding, encoded = _transfer(octets)
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode() + encoded


def _lines_of(body: str) -> bytes:
    try:
        octets = body.encode()
    except UnicodeEncodeError:
        raise Refused("The body of a mail holds half a surrogate pair. Write it as Unicode text.") from None
    if b"\r" in octets:
        octets = octets.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return octets.replace(b"\n", b"\r\n")


def _transfer(octets: bytes) -> tuple[str, bytes]:
    beyond = 0 if octets.isascii() else len(octets) - len(octets.decode().encode("ascii", "ignore"))
    if beyond * _BASE64_FROM < len(octets) or not octets:
        return "quoted-printable", binascii.b2a_qp(octets, istext=True)
    packed = binascii.b2a_base64(octets, newline=False)
    return "base64", b"\r\n".join(packed[start : start + 76] for start in range(0, len(packed), 76))
