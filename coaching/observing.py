"""On which day an observer is asked: one mail however many people they observe, at most one in fourteen days."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from itertools import takewhile

from coaching import budget
from coaching.calendars import Calendar

APART_DAYS = 14
"""Days between two mails that ask one person what they saw; our choice, unmeasured."""
SLIDE_DAYS = 14
"""How far a pulse may move from its place before it is left out; our choice, unmeasured."""


def pulse_day(
    wanted: date, pulses: Mapping[date, bool], touches: Collection[date], calendar: Calendar, first_day: date
) -> date | None:
    """Return the day of a pulse that the programme puts on *wanted*, or None where none has room.

    *pulses* are the observer's pulse mails by day, True for one that is still to come: another person's pulse
    joins it when they are less than fourteen days apart. *touches* are the days of their other mails, their own
    programme's among them. Nothing goes before *first_day*.

    >>> tuesday = date(2026, 12, 1)
    >>> pulse_day(tuesday, {date(2026, 12, 10): True}, [], Calendar("UTC"), tuesday).isoformat()
    '2026-12-10'
    >>> pulse_day(tuesday, {date(2026, 11, 24): False}, [], Calendar("UTC"), tuesday).isoformat()
    '2026-12-08'
    """
    joined = [day for day, to_come in pulses.items() if to_come and day >= first_day and _near(day, wanted)]
    if joined:
        return min(joined, key=lambda day: (abs((day - wanted).days), day))
    start = max(wanted, first_day)
    last = start + timedelta(days=SLIDE_DAYS)
    days = takewhile(lambda day: day <= last, calendar.working_from(start))
    return next((day for day in days if not any(_near(day, one) for one in pulses) and _fits(day, touches)), None)


def _near(day: date, other: date) -> bool:
    return abs((day - other).days) < APART_DAYS


def _fits(day: date, touches: Collection[date]) -> bool:
    return budget.fits(day, touches)
