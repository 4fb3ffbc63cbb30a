"""A stranger's mail, opened: its headers and its parts, within limits.

Whoever knows the address can send anything, so nothing here takes more than linear time, and what a crafted mail
makes the standard library's parser do (endless nesting, quadratic parameters) is stopped before it begins.
"""

import codecs
import re
from dataclasses import dataclass
from email import policy
from email.message import Message
from email.parser import BytesParser

from delivery.headers import plain_words

MOST_OCTETS = 1 << 20
"""What is read of one mail; text stands at its beginning, attachments behind."""
_MOST_LINES, _MOST_PARTS, _MOST_BOUNDARIES = 40_000, 100, 40
_MOST_IN_HEADER, _MOST_OF_A_NAME = 8_000, 20
_REPORTS = ("message/delivery-status", "message/feedback-report", "message/disposition-notification")
"""Parts that are lists of fields, though they are called messages."""
_PARTS_HEADER = re.compile(rb"content-", re.IGNORECASE)
_ID = re.compile(r"<([^<>\s]{3,250})>")
_NO_CHARSETS = {"idna", "punycode", "unicode_escape", "raw-unicode-escape", "undefined", "utf-7"}
_SEPARATORS = re.compile(r"""[\s<>,;:"'()\[\]]+""")


class Unreadable(Exception):
    """A mail that no honest program makes; it is looked at by a person or not at all."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part that is not made of others. *kind* is ``text/plain`` and the like, in lower case."""

    kind: str
    text: str
    attached: bool
    flowed: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """An opened mail. *headers* are by lower-case name, undecoded; *returned* holds the ids of a mail sent back."""

    headers: dict[str, list[str]]
    report: str
    parts: tuple[Part, ...]
    returned: str = ""

    def header(self, name: str) -> str:
        """Return the first header *name* as text on one line, "" where there is none."""
        return plain_words(next(iter(self.headers.get(name.lower(), ())), ""))

    def addresses(self, *names: str) -> tuple[str, ...]:
        """Return every address in the headers *names*, in order, each once, at most 50."""
        found = (
            word for name in names for value in self.headers.get(name.lower(), ()) for word in _SEPARATORS.split(value)
        )
        return tuple(dict.fromkeys(word for word in found if word.count("@") == 1 and word.strip("@") == word))[:50]

    def ids(self, *names: str) -> tuple[str, ...]:
        """Return every message id in the headers *names*, without brackets, each once."""
        found = (one for name in names for value in self.headers.get(name.lower(), ()) for one in _ID.findall(value))
        return tuple(dict.fromkeys(found))


def open_mail(raw: bytes) -> Received:
    """Return *raw*, opened.

    Raises:
        Unreadable: it is nested or folded beyond what mail programs do.
    """
    octets = _within_limits(raw)
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(octets)
        leaves = _leaves(message)
        report = str(message.get_param("report-type", "") or "").lower()
        parts = tuple(
            _part(leaf) for leaf, inside in leaves if not inside and leaf.get_content_maintype() != "multipart"
        )
        return Received(_headers(message), report, parts, _returned(leaves))
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        raise Unreadable("The mail is not built as mail is.") from None  # all five were seen from the parser


def ids_in(text: str) -> tuple[str, ...]:
    """Return the message ids in the first lines of *text*, without brackets."""
    return tuple(dict.fromkeys(_ID.findall(text[:_MOST_IN_HEADER])))


def _within_limits(raw: bytes) -> bytes:
    lines = raw[:MOST_OCTETS].splitlines(keepends=True)[:_MOST_LINES]
    if sum(b"boundary" in line.lower() for line in lines) > _MOST_BOUNDARIES:
        raise Unreadable("The mail has more parts than mail has.")
    folded = 0
    for line in lines:
        continues = line[:1] in (b" ", b"\t") and folded
        folded = folded + len(line) if continues else len(line) if _PARTS_HEADER.match(line) else 0
        if folded > _MOST_IN_HEADER:
            raise Unreadable("The mail has a header longer than any.")
    return b"".join(lines)


def _headers(message: Message) -> dict[str, list[str]]:
    """Return the headers by lower-case name, at most 20 of a name; octets beyond ASCII are taken for UTF-8."""
    found: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        values = found.setdefault(name.lower(), [])
        if len(values) < _MOST_OF_A_NAME:
            octets = str(value)[:_MOST_IN_HEADER].encode("ascii", "surrogateescape")
            values.append(octets.decode("utf-8", "replace"))
    return found


def _leaves(message: Message) -> list[tuple[Message, bool]]:
    """Return the parts, and whether each stands inside a mail that is returned or forwarded."""
    found: list[tuple[Message, bool]] = []
    waiting: list[tuple[Message, bool]] = [(message, False)]
    while waiting and len(found) < _MOST_PARTS:
        one, inside = waiting.pop()
        found.append((one, inside))
        if one.get_content_type() not in _REPORTS:
            deeper = inside or one.get_content_maintype() == "message"
            waiting += [(child, deeper) for child in reversed(_children(one))]
    return [(one, inside) for one, inside in found if not inside] + [(one, True) for one, inside in found if inside][:1]


def _children(one: Message) -> list[Message]:
    """Return what *one* is made of; a part that is text is not asked, the answer would decode it."""
    payload = one.get_payload() if one.is_multipart() else []
    return [child for child in payload[:_MOST_PARTS] if isinstance(child, Message)] if isinstance(payload, list) else []


def _returned(leaves: list[tuple[Message, bool]]) -> str:
    for leaf, inside in leaves:
        if inside:
            return "\n".join(_headers(leaf).get("message-id", ()))
        if leaf.get_content_type() in ("text/rfc822-headers", "message/rfc822-headers"):
            lines = _text(leaf).splitlines()[:200]
            return "\n".join(line for line in lines if line.lower().startswith(("message-id:", " <", "\t<")))
    return ""


def _part(leaf: Message) -> Part:
    kind = leaf.get_content_type()
    attached = str(leaf.get("Content-Disposition", "")).strip().lower().startswith("attachment")
    if kind in _REPORTS:
        return Part(kind, _blocks(leaf), attached)
    readable = kind.startswith("text/")
    flowed = str(leaf.get_param("format", "") or "").lower() == "flowed"
    return Part(kind, _text(leaf) if readable and not attached else "", attached, flowed)


def _blocks(leaf: Message) -> str:
    blocks = _children(leaf)
    if not blocks:
        return _text(leaf)
    return "\n\n".join("\n".join(f"{name}: {value}" for name, value in block.items()) for block in blocks)


def _text(leaf: Message) -> str:
    octets = leaf.get_payload(decode=True)
    if not isinstance(octets, bytes):
        return ""
    text = octets.decode(_charset(leaf), "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _charset(leaf: Message) -> str:
    named = leaf.get_content_charset("utf-8")
    try:
        codec = codecs.lookup(named)
    except (LookupError, ValueError):
        return "utf-8"
    if codec.name in _NO_CHARSETS or not codec._is_text_encoding:
        return "utf-8"
    return "utf-8" if codec.name == "ascii" else codec.name
