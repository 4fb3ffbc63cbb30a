"""Buddies: how many may be asked, how often one is written to, and for how long nothing may happen before it ends."""

from collections.abc import Collection
from datetime import date
from itertools import dropwhile

from coaching.calendars import Calendar
from coaching.observing import APART_DAYS
from coaching.retention import Kept

MOST = 3
"""Colleagues whom one participant may ask in one programme, one after another. Our choice, unmeasured."""
LONGEST = 280
"""Characters of a buddy's line. Our choice, unmeasured."""
UNANSWERED = Kept("invitation that a colleague did not accept", 45)
"""Longer than the invitation may have to wait for its place among other mails to the same colleague."""
UNTOLD = Kept("buddy to whom there was nothing to tell", 120)
"""Longer than a programme's tasks are apart; after the last one it ends by itself."""


def has_room(day: date, mails: Collection[date]) -> bool:
    """Return whether a mail to a colleague may go on *day*, given the days of all that ask or tell them something.

    >>> monday = date(2026, 12, 7)
    >>> has_room(monday, [date(2026, 11, 23)]), has_room(monday, [date(2026, 12, 20)])
    (True, False)
    """
    return all(abs((day - other).days) >= APART_DAYS for other in mails)


def first_day(today: date, mails: Collection[date], calendar: Calendar) -> date:
    """Return the first working day from *today* on that has room.

    >>> monday = date(2026, 12, 7)
    >>> first_day(monday, [date(2026, 12, 5)], Calendar("UTC")).isoformat()
    '2026-12-21'
    """
    return next(dropwhile(lambda day: not has_room(day, mails), calendar.working_from(today)))
