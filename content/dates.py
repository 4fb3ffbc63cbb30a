"""Days, states and reasons as the desk of staff writes them, in English."""

from collections.abc import Mapping
from datetime import date

STATE_WORDS: Mapping[str, str] = {
    "planned": "Still to come", "claimed": "Being sent", "handed_over": "Sent", "skipped": "Left out",
    "failed": "Could not be delivered", "unsure": "Sent, not confirmed",
}  # fmt: skip
REASONS = {
    "late": "too late", "away": "away", "paused": "paused", "left": "left", "suppressed": "address closed",
    "budget": "no room between other mails", "edited": "changed by hand", "not_drawn": "not drawn",
    "erased": "erased", "not_started": "never started",
    "refused": "refused by the server", "gave_up": "given up", "bounced": "came back",
    "delayed": "delayed", "lease_ran_out": "taken up again", "connection": "connection lost", "shifted": "shifted",
    "restored": "unknown: due after a backup that was put back",
    "own_reasons": "away, paused, left or not started",
}  # fmt: skip


def written_day(on: date) -> str:
    """Return a day as it is written in a sentence.

    >>> written_day(date(2026, 12, 2))
    '2 December 2026'
    """
    return f"{on.day} {on:%B %Y}"


def short_day(on: date) -> str:
    """Return a day as a narrow column has it.

    >>> short_day(date(2026, 12, 2))
    '2 Dec'
    """
    return f"{on.day} {on:%b}"


def reasons(counted: Mapping[str, int]) -> str:
    """Return reasons with their counts, the most frequent first.

    >>> reasons({"left": 6, "away": 14})
    '14 away, 6 left'
    """
    ordered = sorted(counted.items(), key=lambda one: -one[1])
    return ", ".join(f"{n} {REASONS.get(reason, reason.replace('_', ' '))}" for reason, n in ordered)
