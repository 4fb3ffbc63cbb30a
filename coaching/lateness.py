"""What to do with a prompt whose moment has come or gone: send it, put it off, or leave it out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from coaching.calendars import Calendar, Hours, share_of
from coaching.programmes import Late

BACKLOG = timedelta(hours=6)
"""What was due longer ago than this is spread over the day; our choice, unmeasured."""
LEAST_REST = timedelta(hours=1)
"""With less than this left of today, a backlog goes to the next working day; our choice, unmeasured."""


class Do(StrEnum):
    """The three answers."""

    SEND = "send"
    DELAY = "delay"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do, from when, and why."""

    do: Do
    at: datetime
    why: str = ""


def decide(
    due_at: datetime, planned_on: date, now: datetime, late: Late, calendar: Calendar, hours: Hours, key: str
) -> Decision:
    """Return what to do at *now* with what is due.

    Lateness counts in days from *planned_on*, the day before any delay of ours, to the day on which it would go
    now: nothing is put off to a day on which it is too late. *due_at* is the present moment; *key* spreads a
    backlog by hash, the same each time it is asked.
    """
    decision = _when(due_at, now, calendar, hours, key)
    if late.then == "skip" and days_late(planned_on, decision.at, calendar) > late.up_to_days:
        return Decision(Do.SKIP, now, f"more than {late.up_to_days} days late")
    return decision


def days_late(planned_on: date, at: datetime, calendar: Calendar) -> int:
    """Return how many days after *planned_on* the day of *at* is, on the person's calendar."""
    return (calendar.day_of(at) - planned_on).days


def _when(due_at: datetime, now: datetime, calendar: Calendar, hours: Hours, key: str) -> Decision:
    if not _may_go(now, calendar, hours):
        return Decision(Do.DELAY, _on_next_day(now, calendar, hours, key), "outside working hours")
    if now - due_at > BACKLOG:
        return Decision(Do.DELAY, _spread_from(now, calendar, hours, key), "a backlog is spread over the day")
    return Decision(Do.SEND, now)


def _may_go(now: datetime, calendar: Calendar, hours: Hours) -> bool:
    wall = calendar.wall(now)
    return calendar.works(wall.date()) and not hours.is_quiet(wall.time())


def _spread_from(now: datetime, calendar: Calendar, hours: Hours, key: str) -> datetime:
    rest = _closing(calendar.day_of(now), calendar, hours) - now
    if rest < LEAST_REST:
        return _on_next_day(now, calendar, hours, key)
    return now + rest * share_of("backlog", key)


def _on_next_day(now: datetime, calendar: Calendar, hours: Hours, key: str) -> datetime:
    """Return a moment on the next stretch of working hours: later today if they have not begun, else tomorrow."""
    wall = calendar.wall(now)
    early = calendar.works(wall.date()) and wall.time() < hours.opening
    first = wall.date() if early else wall.date() + timedelta(days=1)
    day = next(calendar.working_from(first), first)
    start = calendar.at(day, hours.opening)
    return start + (_closing(day, calendar, hours) - start) * share_of("backlog", key)


def _closing(day: date, calendar: Calendar, hours: Hours) -> datetime:
    """Return the moment from which nothing goes any more on *day*."""
    over = hours.quiet_from > hours.quiet_until
    return calendar.at(day, hours.quiet_from) if over else calendar.end_of(day)
