"""What a mail that came back means for its address: whether nothing goes there again, and whose fault it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

GONE = frozenset({"5.1.1", "5.1.10", "5.2.1"})
"""No such mailbox, a domain that takes no mail, a mailbox that is disabled (RFC 3463, RFC 7505): once is enough."""
OWN_POLICY = frozenset({"5.7.2", "5.7.13", "5.7.17", "5.7.18", "5.7.124", "5.7.133", "5.7.134", "5.7.135", "5.7.136"})
"""Policies of one recipient (a list closed to strangers, an account disabled): no reason to doubt the relay."""
TWICE_WITHIN = timedelta(days=14)
"""Any other permanent failure has to come twice in this time; our choice, unmeasured."""


class Means(StrEnum):
    """What to do: *suppress* the address, only *fail* what the mail carried, doubt the *relay*, or *wait*."""

    SUPPRESS = "suppress"
    FAIL = "fail"
    RELAY = "relay"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Returned:
    """One mail that came back to us before: when, and the enhanced status it came back with."""

    at: datetime
    status: str


def means(status: str, earlier: Sequence[Returned], now: datetime) -> Means:
    """Return what a bounce with *status* means, given the *earlier* ones of the same address.

    A report of a delay (``4.x.x``) never counts, however often it comes. A refusal for policy (``5.7.x``) is about
    who sends, so the address is left alone. A status that nobody gave counts like ``5.0.0``.

    >>> from datetime import UTC
    >>> now = datetime(2026, 12, 1, tzinfo=UTC)
    >>> means("5.1.1", [], now).value, means("5.2.2", [], now).value, means("5.7.26", [], now).value
    ('suppress', 'fail', 'relay')
    >>> means("5.2.2", [Returned(now - timedelta(days=13), "5.2.2")], now).value
    'suppress'
    """
    if status.startswith("4."):
        return Means.WAIT
    if is_about_sender(status):
        return Means.RELAY
    again = any(now - TWICE_WITHIN <= one.at and _counts(one.status) for one in earlier)
    return Means.SUPPRESS if status in GONE or again else Means.FAIL


def is_about_sender(status: str) -> bool:
    """Return whether a permanent refusal is about us or our relay, so that every next mail would meet the same.

    >>> is_about_sender("5.7.1"), is_about_sender("5.7.13"), is_about_sender("5.1.1")
    (True, False, False)
    """
    return status.startswith("5.7.") and status not in OWN_POLICY


def _counts(status: str) -> bool:
    return not status.startswith("4.") and not is_about_sender(status)
