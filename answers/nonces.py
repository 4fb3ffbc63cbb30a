"""Signed render times: a form proves that its page was shown, when, and for which link."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from coaching.tokens import digest
from content.words import marked

LONGEST = timedelta(days=14)
"""How long a page may stay open in a browser before it has to be loaded again; our choice, unmeasured."""
SUSPECT = timedelta(seconds=1)
"""Nobody reads and answers a page in less."""
TOO_FAST = marked(
    "This button was pressed within a second of opening the page, as programs do that look through mails. Nothing was "
    "done: if it was you, press it again."
)
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def nonce(secret: bytes, link: str, now: datetime) -> str:
    """Return what the form of *link*, shown at *now*, carries: a moment in microseconds and its signature."""
    shown = f"{(now - EPOCH) // timedelta(microseconds=1):x}"
    return f"{shown}.{_sign(secret, link, shown)}"


def age(secret: bytes, link: str, seen: str, now: datetime) -> timedelta | None:
    """Return how long ago the page with this nonce was shown; None for a foreign, altered or outdated one.

    >>> now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    >>> age(b"k", "link", nonce(b"k", "link", now), now + timedelta(seconds=5))
    datetime.timedelta(seconds=5)
    >>> age(b"k", "another", nonce(b"k", "link", now), now) is None
    True
    """
    shown, _, signature = seen.partition(".")
    if not hmac.compare_digest(signature.encode(), _sign(secret, link, shown).encode()):
        return None
    past = now - (EPOCH + timedelta(microseconds=int(shown, 16)))
    return past if timedelta(0) <= past <= LONGEST else None


def is_suspect(past: timedelta) -> bool:
    """Return whether an answer came faster than anybody reads. No time at all means a clock that stands still."""
    return timedelta(0) < past < SUSPECT


def objection(past: timedelta | None, outdated: str) -> str:
    """Return why a button is not obeyed that changes more than an answer: *outdated*, or `TOO_FAST`; "" if it is.

    Some scanners of mail submit the forms they find, at once. A wrong answer can be changed by whoever gave the right
    one; a leave, a pause or a key that is used up cannot.
    """
    if past is None:
        return outdated
    return TOO_FAST if is_suspect(past) else ""


def _sign(secret: bytes, link: str, shown: str) -> str:
    raw = hmac.new(secret, b"nonce\x1f" + digest(link) + shown.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(raw[:12]).decode()
