"""What to do with a prompt whose moment has come or gone: send it, put it off, or leave it out."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
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
    due_at: datetime, first_due_at: datetime, now: datetime, late: Late, calendar: Calendar, hours: Hours, key: str
) -> Decision:
    """Return what to do at *now* with what is due.

    *first_due_at* is the moment before any delay of ours, from which lateness counts; *due_at* the present
    one. *key* spreads a backlog by hash, the same each time it is asked.
    """
    if late.then == "skip" and _days_late(first_due_at, now, calendar) > late.up_to_days:
        return Decision(Do.SKIP, now, f"more than {late.up_to_days} days late")
    if not _may_go(now, calendar, hours):
        return Decision(Do.DELAY, _on_next_day(now, calendar, hours, key), "outside working hours")
    if now - due_at > BACKLOG:
        return Decision(Do.DELAY, _spread_from(now, calendar, hours, key), "a backlog is spread over the day")
    return Decision(Do.SEND, now)


def _days_late(due_at: datetime, now: datetime, calendar: Calendar) -> int:
    return (calendar.day_of(now) - calendar.day_of(due_at)).days


def _may_go(now: datetime, calendar: Calendar, hours: Hours) -> bool:
    wall = calendar.wall(now)
    return calendar.works(wall.date()) and not hours.is_quiet(wall.time())


def _spread_from(now: datetime, calendar: Calendar, hours: Hours, key: str) -> datetime:
    rest = calendar.at(calendar.day_of(now), hours.quiet_from) - now
    if rest < LEAST_REST:
        return _on_next_day(now, calendar, hours, key)
    return now + rest * share_of("backlog", key)


def _on_next_day(now: datetime, calendar: Calendar, hours: Hours, key: str) -> datetime:
    """Return a moment on the next stretch of working hours: later today if they have not begun, else tomorrow."""
    wall = calendar.wall(now)
    early = calendar.works(wall.date()) and wall.time() < _opening(hours)
    first = wall.date() if early else wall.date() + timedelta(days=1)
    day = next(calendar.working_from(first), first)
    start, end = calendar.at(day, _opening(hours)), calendar.at(day, hours.quiet_from)
    return start + (end - start) * share_of("backlog", key)


def _opening(hours: Hours) -> time:
    return max(hours.quiet_until, min(hours.task_at, hours.check_in_at))
