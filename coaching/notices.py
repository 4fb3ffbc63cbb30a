"""Messages that may carry no prompts, by kind: when they may go, how long they are worth trying, what they open."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from coaching.tokens import IN_A_KEY_MAIL, IN_A_MAIL, KEY_LASTS, SIGN_IN_LASTS, Purpose

BETWEEN_KEYS = timedelta(minutes=10)
KEYS_A_DAY = 5
"""A forwarded mail must not let anybody fill somebody's inbox; both are our choice, unmeasured."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One kind. *at_once*: its recipient asked for it a moment ago, so that it goes at any hour.

    *lasts* is how long after it was due it is still tried again; *tokens* are the links it carries. *in_spite_of* are
    the reasons for sending nothing to an address that do not hold this kind back.
    """

    at_once: bool
    lasts: timedelta
    tokens: tuple[Purpose, ...]
    in_spite_of: tuple[str, ...] = ()


KEY, SILENCE, NUDGE, BRIEF, WORD, SIGN_IN = "key", "silence", "nudge", "brief", "word", "sign_in"
TO_COACHES = (BRIEF, WORD)
MANAGER = "manager"
"""To somebody whom participants report to: what to ask. It names no participant, so that nothing shows of any."""
BUDDY_ASK, BUDDY = "buddy_ask", "buddy"
TO_BUDDIES = (BUDDY_ASK, BUDDY)
"""To a colleague whom a participant asked to see what they do: the question whether they like to, and what was done."""
DATED = (*TO_COACHES, MANAGER, *TO_BUDDIES)
"""The kinds that are left out once they have waited too long: by then they are no news."""
LEFT_EVERYTHING = "left"
"""Why nothing goes to an address whose owner wanted no more mail. The key to their own data still goes when it is asked
for there and then: it answers a question and is no mail of a programme. It goes neither to an address that bounced,
where nobody would read it, nor to one that reported our mail as spam: one more such report harms everybody's mail."""
CLARIFY, UNVERIFIED = "clarify", "unverified"
WRITTEN_BACK = (CLARIFY, UNVERIFIED)
"""Mails that answer a mail: about what was asked before, whatever became of it. Without prompts: about a silence."""
NOTICES = {
    KEY: Notice(at_once=True, lasts=KEY_LASTS, tokens=IN_A_KEY_MAIL, in_spite_of=(LEFT_EVERYTHING,)),
    NUDGE: Notice(at_once=True, lasts=timedelta(hours=12), tokens=()),
    SILENCE: Notice(at_once=False, lasts=timedelta(days=2), tokens=IN_A_MAIL),
    **dict.fromkeys(WRITTEN_BACK, Notice(at_once=False, lasts=timedelta(days=2), tokens=IN_A_MAIL)),
    BRIEF: Notice(at_once=False, lasts=timedelta(days=5), tokens=(Purpose.BOUNCE,)),
    MANAGER: Notice(at_once=False, lasts=timedelta(days=7), tokens=(Purpose.LEAVE, Purpose.BOUNCE)),
    **dict.fromkeys(TO_BUDDIES, Notice(False, timedelta(days=30), (Purpose.LEAVE, Purpose.BUDDY, Purpose.BOUNCE))),
    WORD: Notice(at_once=True, lasts=timedelta(days=5), tokens=(Purpose.BOUNCE,)),
    SIGN_IN: Notice(True, SIGN_IN_LASTS, (Purpose.SIGN_IN, Purpose.BOUNCE), in_spite_of=(LEFT_EVERYTHING,)),
}
"""The kinds by the word their messages carry. Touches are the silence question, the brief, and mails to managers and
buddies. The last may wait for a month, since they give way to every other mail about colleagues.

What is `DATED` is not sent at all once it has waited for longer than it *lasts*."""


def may_mail_key(mailed: list[datetime], now: datetime) -> bool:
    """Return whether another key may be mailed, when those of the last day were made at these moments.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 25, 12, tzinfo=UTC)
    >>> may_mail_key([noon - timedelta(minutes=11)], noon), may_mail_key([noon - timedelta(minutes=9)], noon)
    (True, False)
    """
    return len(mailed) < KEYS_A_DAY and all(now - at >= BETWEEN_KEYS for at in mailed)
