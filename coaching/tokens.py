"""Tokens: 128 bits that open one thing for one purpose.

A token is derived by keyed HMAC from its message and purpose, so that a second attempt at the same message makes
the same link; only its SHA-256 is stored, so that a copy of the database opens nothing.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from datetime import timedelta
from enum import StrEnum

BYTES = 16


class Purpose(StrEnum):
    """What a token opens."""

    ANSWER = "answer"
    LEAVE = "leave"
    OWN_PAGE = "own_page"
    CALENDAR = "calendar"
    REPLY = "reply"
    BOUNCE = "bounce"
    SIGN_IN = "sign_in"
    SESSION = "session"
    KEY = "key"
    BUDDY = "buddy"
    NOTE = "note"


IN_A_MAIL = (Purpose.ANSWER, Purpose.LEAVE, Purpose.OWN_PAGE, Purpose.REPLY, Purpose.BOUNCE)
"""The tokens that every mail with prompts carries."""
IN_A_KEY_MAIL = (Purpose.KEY, Purpose.LEAVE, Purpose.REPLY, Purpose.BOUNCE)
"""The tokens of the mail that opens a person's own data: no others, since it is about nothing else."""
OWN_PAGE_LASTS = timedelta(days=60)
"""Mails get forwarded; each new one brings a fresh link to the person's own page."""
SIGN_IN_LASTS = timedelta(minutes=15)
"""How long a sign-in link works; it works once."""
KEY_LASTS = timedelta(hours=1)
"""How long the mailed key to one's own data opens it; it opens once. Our choice, unmeasured."""
LASTS = {
    Purpose.OWN_PAGE: OWN_PAGE_LASTS,
    Purpose.BUDDY: OWN_PAGE_LASTS,
    Purpose.KEY: KEY_LASTS,
    Purpose.SIGN_IN: SIGN_IN_LASTS,
}
"""How long the tokens live that do not live for ever, counted from the claim of their mail."""
_LOWER_CASE = frozenset({Purpose.REPLY, Purpose.BOUNCE, Purpose.NOTE})
_IN_ADDRESSES = bytes.maketrans(b"+/", b"-_")
"""RFC 4648, 5: base64 that can stand in a URL."""


def derive(secret: bytes, purpose: Purpose, message_key: str) -> str:
    """Return the token of *purpose* for one message: 22 characters, or 26 lower-case ones for mail addresses.

    >>> derive(b"k", Purpose.ANSWER, "m1") == derive(b"k", Purpose.ANSWER, "m1")
    True
    >>> len(derive(b"k", Purpose.ANSWER, "m1")), len(derive(b"k", Purpose.REPLY, "m1"))
    (22, 26)
    """
    raw = hmac.digest(secret, (purpose + "\x1f" + message_key).encode(), "sha256")[:BYTES]
    return _text(raw, purpose)


def fresh(purpose: Purpose) -> str:
    """Return a random token, for what no message derives (signing in)."""
    return _text(secrets.token_bytes(BYTES), purpose)


def digest(token: str) -> bytes:
    """Return what is stored of *token*: its SHA-256, 32 bytes."""
    return hashlib.sha256(token.encode()).digest()


def keyed_hash(secret: bytes, address: str) -> bytes:
    """Return the keyed hash under which a suppressed address is remembered, which outlives its erasure."""
    return keyed_digest(secret, "suppression", address.strip().casefold())


def keyed_digest(secret: bytes, kept_for: str, text: str) -> bytes:
    """Return the digest that is kept of *text* for one purpose, which without *secret* nobody can try guesses against.

    >>> keyed_digest(b"k", "endpoint", "x") == keyed_digest(b"k", "chat", "x")
    False
    """
    return hmac.digest(secret, f"{kept_for}\x1f{text}".encode(), "sha256")


def _text(raw: bytes, purpose: Purpose) -> str:
    if purpose in _LOWER_CASE:
        return base64.b32encode(raw).decode().rstrip("=").lower()
    return binascii.b2a_base64(raw, newline=False).translate(_IN_ADDRESSES).decode().rstrip("=")
