"""Whether a reminder may go today: once, for a check-in, on the second or third working day, within the budget."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice

from coaching import budget
from coaching.calendars import Calendar, Hours, spread

REMIND_ON = (2, 3)
"""Working days after the mail on which a reminder may go (reminded after 48 to 72 hours: evidence, section 1)."""


class Remind(StrEnum):
    """The three answers: now, not yet, and never, for want of room."""

    NOW = "now"
    WAIT = "wait"
    DROP = "drop"


def decide(
    asked_at: datetime, now: datetime, calendar: Calendar, hours: Hours, address: str, touches: Collection[date]
) -> Remind:
    """Return whether to remind of what was asked at *asked_at*; *touches* are all days with other mails.

    A planned prompt counts like a sent one, since prompts outrank reminders.
    """
    today = calendar.day_of(now)
    days = list(islice(calendar.working_from(calendar.day_of(asked_at) + timedelta(days=1)), REMIND_ON[1]))
    window = days[REMIND_ON[0] - 1 :]
    if not window or today > window[-1]:
        return Remind.DROP
    if today not in window or now < calendar.at(today, hours.within(hours.check_in_at)) + spread(address):
        return Remind.WAIT
    if hours.is_quiet(calendar.wall(now).time()):
        return Remind.WAIT if today != window[-1] else Remind.DROP
    if budget.fits(today, touches):
        return Remind.NOW
    return Remind.DROP if today == window[-1] else Remind.WAIT
