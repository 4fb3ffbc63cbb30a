"""Header lines of a mail: checked, encoded where they leave ASCII, folded under 78 characters.

One way in for every value, because bytes put together by hand are only as safe as their narrowest door: a
control character in a header is a second header, or a second mail.
"""

import binascii
import re
from email.errors import HeaderParseError
from email.header import decode_header

from coaching.errors import Refused
from delivery.addresses import wire_address

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_PLAIN_WORDS = re.compile(r"[A-Za-z0-9-]+(?: [A-Za-z0-9-]+)*")
"""A name that stands in a header as it is: words with one space between them."""
_WIDTH, _LIMIT = 76, 990
"""Octets in a line: we fold under 78 (RFC 5322, 2.1.1 SHOULD) and stay under 998 (MUST) with room to spare."""
_WORD_OCTETS = 42
"""UTF-8 octets in one encoded word: 56 characters of base64, 68 with its frame, under 75 (RFC 2047, 2)."""

_READ_AT_MOST = 2_000
"""Characters of a stranger's header that are decoded: the decoder takes quadratic time on crafted ones."""


def checked(name: str, value: str) -> str:
    """Return *value* unless it could end its header line.

    Raises:
        Refused: a control character, a line separator or half a surrogate pair. The sentence names the header.
    """
    if _CONTROL.search(value):
        raise Refused(f"The header {name} holds a line break or another control character. Remove it.")
    return value


def words_header(name: str, value: str) -> str:
    """Return one header of running text; runs of white space count as one space.

    >>> words_header("Subject", "Two questions")
    'Subject: Two questions\\r\\n'
    """
    words = checked(name, value).split()
    plain = value.isascii() and "=?" not in value and all(len(word) < 60 for word in words)
    return _folded(name, words if plain else _encoded_words(" ".join(words)))


def token_header(name: str, value: str) -> str:
    """Return one header whose value stays in one piece: an id, a URI, a keyword."""
    if not checked(name, value).isascii() or len(name) + len(value) > _LIMIT:
        raise Refused(f"The header {name} must be ASCII and shorter than {_LIMIT} characters.")
    return f"{name}: {value}\r\n"


def mailbox_header(name: str, display: str, address: str) -> str:
    """Return one header with a display name (may be empty) and an address.

    >>> mailbox_header("To", "Lovelace, Ada", "ada@example.org")
    'To: "Lovelace, Ada" <ada@example.org>\\r\\n'
    """
    route = f"<{wire_address(address)}>"
    if len(name) + len(display) + len(route) < _WIDTH - 3 and _PLAIN_WORDS.fullmatch(display):
        return f"{name}: {display} {route}\r\n"
    shown = " ".join(checked(name, display).split())
    return _folded(name, [*_phrase(shown), route] if shown else [route])


def plain_words(value: object) -> str:
    """Return a received header as text on one line, "" for none; what cannot be decoded stays as it came.

    >>> plain_words("=?utf-8?q?R=C3=A9ponse?= automatique")
    'Réponse automatique'
    """
    text = " ".join(str(value or "")[:_READ_AT_MOST].split())
    try:
        pieces = [_decoded(piece, charset) for piece, charset in decode_header(text)]
    except (HeaderParseError, ValueError, LookupError):
        return text
    return " ".join("".join(pieces).split())


def _decoded(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    return piece.decode(charset or "utf-8", "replace")


def _phrase(shown: str) -> list[str]:
    if not shown.isascii() or "=?" in shown or len(shown) > 60:
        return _encoded_words(shown)
    if _PLAIN_NAME.fullmatch(shown):
        return shown.split()
    escaped = shown.replace("\\", "\\\\").replace('"', '\\"')
    return [f'"{escaped}"']


def _encoded_words(text: str) -> list[str]:
    """Return *text* as RFC 2047 words of whole characters; the space between two of them is not part of it."""
    words, octets = [], b""
    for character in text:
        more = character.encode()
        if len(octets) + len(more) > _WORD_OCTETS:
            words.append(octets)
            octets = b""
        octets += more
    return [f"=?utf-8?b?{binascii.b2a_base64(word, newline=False).decode()}?=" for word in (*words, octets)]


def _folded(name: str, words: list[str]) -> str:
    lines, line = [], f"{name}:"
    for word in words:
        if len(line) + 1 + len(word) > _WIDTH and line != f"{name}:":
            lines.append(line)
            line = ""
        line = f"{line} {word}"
    return "\r\n".join([*lines, line]) + "\r\n"
