"""Mails that a mail service hands in over the web, reduced to one thing: the octets as they came, and for whom.

What a service makes of a mail ("stripped" text, a parsed body) is left alone: our own reader knows what a person wrote.
Each service proves in its own way that it is the caller, and each was read from its own documentation:
Mailgun signs a time and a number of its own; Postmark and SendGrid sign nothing and give the user and password that
stand in the address they call.
"""

import base64
import binascii
import hmac
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote

from python_multipart import parse_form
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File

from coaching.errors import Refused

Vendor = Literal["mailgun", "postmark", "sendgrid"]
RETRIED_FOR_S = 9 * 3600
"""How old a signature may be: Mailgun tries again for eight hours. Its number is taken once."""
_AHEAD_S = 300
_SECONDS = re.compile(r"[0-9]{1,12}")
_ADDRESS = re.compile(r"[^\s<>,;@]{1,128}@[^\s<>,;@]{1,253}")
_LONGEST_FIELD = 512
"""Octets of a field that is no mail."""
_MOST_FIELDS = 200


class NotTheirs(Exception):
    """Whoever called did not prove to be the service."""


@dataclass(frozen=True, slots=True)
class MailHook:
    """A service that may hand in mails. *proof* is its signing key, or ``user:password``."""

    vendor: Vendor
    proof: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A mail as it came in. *recipient* is the envelope's, "" where it was not told; *once* names a call."""

    raw: bytes
    recipient: str = ""
    once: str = ""


def read_hooks(text: str) -> tuple[MailHook, ...]:
    """Return the services named in *text*, separated by commas or spaces; one named twice changes its key just now.

    >>> [one.vendor for one in read_hooks("mailgun:key-0123456789abcdef, postmark:ours:0123456789abcdef")]
    ['mailgun', 'postmark']

    Raises:
        Refused: one of them is unknown or without a proof; what was seen is not repeated.
    """
    return tuple(_hook(one) for one in re.split(r"[,\s]+", text) if one)


def _hook(one: str) -> MailHook:
    vendor, _, proof = one.partition(":")
    if vendor not in READERS:
        raise Refused(f"A service is none of {', '.join(READERS)}.")
    if len(proof) < 16 or (vendor != "mailgun" and ":" not in proof):
        wants = "its signing key" if vendor == "mailgun" else "a user and a password, as user:password"
        raise Refused(f"'{vendor}:' is followed by {wants}, at least 16 characters.")
    return MailHook(vendor, unquote(proof))  # type: ignore[arg-type]


def may_be(hook: MailHook, headers: Mapping[str, str]) -> bool:
    """Return whether a call can be of *hook*'s service, before its body is read: Mailgun's proof is in there."""
    if hook.vendor == "mailgun":
        return True
    try:
        _signed_in(hook, headers)
    except NotTheirs:
        return False
    return True


def read_handed_in(hook: MailHook, headers: Mapping[str, str], body: bytes, wall_s: float) -> HandedIn:
    """Return the mail in a call of *hook*'s service. *wall_s* is the second it is on the wall.

    Raises:
        NotTheirs: it is not proved that the service called.
        Refused: the raw mail is not in it; the sentence says which switch of the service is meant.
    """
    return READERS[hook.vendor](hook, headers, body, wall_s)


def _mailgun(hook: MailHook, headers: Mapping[str, str], body: bytes, wall_s: float) -> HandedIn:
    fields = _fields(headers, body)
    at, number = _text(fields, "timestamp"), _text(fields, "token")
    signed = hmac.new(hook.proof.encode(), f"{at}{number}".encode(), "sha256").hexdigest()
    in_time = _SECONDS.fullmatch(at) and -_AHEAD_S <= wall_s - int(at) <= RETRIED_FOR_S
    if not in_time or not number or not hmac.compare_digest(signed.encode(), _text(fields, "signature").encode()):
        raise NotTheirs
    raw = fields.get("body-mime", b"")
    if not raw:
        raise Refused("The field 'body-mime' is missing: let the route's address end with /mime.")
    return HandedIn(raw, _address(_text(fields, "recipient")), f"mailgun:{number}")


def _postmark(hook: MailHook, headers: Mapping[str, str], body: bytes, wall_s: float) -> HandedIn:
    _signed_in(hook, headers)
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    raw = found.get("RawEmail") if isinstance(found, dict) else None
    if not isinstance(raw, str) or not raw:
        raise Refused("'RawEmail' is missing: switch on 'Include raw email content in JSON payload'.")
    return HandedIn(raw.encode("utf-8", "replace"), _address(found.get("OriginalRecipient")))


def _sendgrid(hook: MailHook, headers: Mapping[str, str], body: bytes, wall_s: float) -> HandedIn:
    _signed_in(hook, headers)
    fields = _fields(headers, body)
    raw = fields.get("email", b"")
    if not raw:
        raise Refused("The field 'email' is missing: switch on 'POST the raw, full MIME message'.")
    try:
        envelope: Any = json.loads(_text(fields, "envelope") or "{}")
    except (ValueError, RecursionError):
        envelope = {}
    to = envelope.get("to") if isinstance(envelope, dict) else None
    return HandedIn(raw, _address(to[0] if isinstance(to, list) and to else ""))


Reader = Callable[[MailHook, Mapping[str, str], bytes, float], HandedIn]
READERS: dict[str, Reader] = {"mailgun": _mailgun, "postmark": _postmark, "sendgrid": _sendgrid}


def _signed_in(hook: MailHook, headers: Mapping[str, str]) -> None:
    kind, _, given = headers.get("authorization", "").partition(" ")
    try:
        said = base64.b64decode(given.strip(), validate=True)
    except (binascii.Error, ValueError):
        said = b""
    if kind.lower() != "basic" or not hmac.compare_digest(said, hook.proof.encode()):
        raise NotTheirs


def _fields(headers: Mapping[str, str], body: bytes) -> dict[str, bytes]:
    """Return the fields of a form as octets: a mail in it may be in any encoding, or in several."""
    kind = headers.get("content-type", "")
    try:
        if not kind.startswith("multipart/"):
            pairs = parse_qsl(body.decode("latin-1"), True, encoding="latin-1", max_num_fields=_MOST_FIELDS)
            return {name: value.encode("latin-1") for name, value in pairs}
        return _parts(kind, body)
    except (FormParserError, ValueError):
        return {}


def _parts(kind: str, body: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}

    def keep(name: bytes | None, value: bytes) -> None:
        if len(found) >= _MOST_FIELDS:
            raise FormParserError("More fields than any service sends.")
        found.setdefault((name or b"").decode("utf-8", "replace"), value)

    def keep_field(part: Field) -> None:
        keep(part.field_name, part.value or b"")

    def keep_file(part: File) -> None:
        part.file_object.seek(0)
        keep(part.field_name, part.file_object.read())

    parse_form({"Content-Type": kind.encode("latin-1", "replace")}, io.BytesIO(body), keep_field, keep_file)
    return found


def _text(fields: Mapping[str, bytes], name: str) -> str:
    value = fields.get(name, b"")
    return value.decode("utf-8", "replace") if len(value) <= _LONGEST_FIELD else ""


def _address(said: object) -> str:
    """Return *said* if it is an address that can stand in a header, else ""."""
    found = str(said or "").strip().strip("<>")
    return found if _ADDRESS.fullmatch(found) else ""
