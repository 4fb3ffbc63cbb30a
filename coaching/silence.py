"""The question after a silence: when it is asked, its four answers, and what each leaves out.

Silence must not destroy the measurement, and nobody is called unresponsive for it: it is asked, not concluded.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from coaching.programmes import Kind, Measure
from coaching.words import marked

MAILS = 3
SPAN = timedelta(days=14)
"""So many mails in a row without an answer, and so long from the first to the last; our choice, unmeasured."""
AGAIN_AFTER = timedelta(days=84)
"""It is asked once; again only after another silence that began after this, and after an answer in between."""


class Answer(StrEnum):
    """What came of the question. NONE: no reply came; OPEN: it can still come."""

    OPEN = ""
    FEWER = "fewer"
    PAUSE = "pause"
    STOP = "stop"
    READ = "read"
    NONE = "none"


CHOICES = (
    (Answer.FEWER, marked("Fewer: the check-ins, and every other act")),
    (Answer.PAUSE, marked("Pause: nothing until I go on")),
    (Answer.STOP, marked("Stop: I leave")),
    (Answer.READ, marked("I read them, I just don't answer: go on as before")),
)
"""The answers as the mail prints them, numbered from 1."""
COMMANDS = {"fewer": Answer.FEWER, "pause": Answer.PAUSE, "stop": Answer.STOP, "reads": Answer.READ}
"""The answers by the word a reply may say."""


class Coming(NamedTuple):
    """One planned prompt, as thinning sees it."""

    id: int
    kind: str
    measure: str


def is_due(mails: Sequence[date]) -> bool:
    """Return whether it is time to ask, given the days of the mails since the last answer, all of them over.

    >>> is_due([date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16)])
    True
    >>> is_due([date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 15)]), is_due([date(2026, 3, 2), date(2026, 3, 30)])
    (False, False)
    """
    return len(mails) >= MAILS and max(mails) - min(mails) >= SPAN


def may_ask_again(answer: str, asked_on: date, today: date) -> bool:
    """Return whether the question may come a second time: never to somebody who reads, left, or did not reply."""
    return answer in (Answer.FEWER, Answer.PAUSE) and today - asked_on >= AGAIN_AFTER


def left_out(answer: Answer, coming: Sequence[Coming]) -> list[int]:
    """Return the prompts that an answer leaves out, of *coming* in the order they are due.

    Fewer keeps every check-in and every other one of the rest, beginning with the next. Without a reply only the
    last check-in and the follow-up still go.

    >>> kinds = [("task", ""), ("check_in", "check_in"), ("task", ""), ("check_in", "last")]
    >>> rest = [Coming(n, *kind) for n, kind in enumerate(kinds, start=1)]
    >>> left_out(Answer.FEWER, rest), left_out(Answer.NONE, rest), left_out(Answer.READ, rest)
    ([3], [1, 2, 3], [])
    """
    if answer is Answer.FEWER:
        return [one.id for one in coming if one.kind != Kind.CHECK_IN][1::2]
    if answer is Answer.NONE:
        return [one.id for one in coming if one.measure not in (Measure.LAST, Measure.FOLLOW_UP)]
    return []
