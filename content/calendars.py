"""Calendars as iCalendar (RFC 5545): a person's feed, and the days of a cohort.

The library folds lines, escapes text and writes time zones; what stands in an entry is decided here. No answer, no
free text and no name of a person is ever in one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vText

PRODUCT = "-//Followthrough//EN"
LASTS = timedelta(minutes=5)
"""How much of a calendar one mail takes up, without blocking it; our choice."""
REFRESH = timedelta(hours=6)
"""How often a calendar program is asked to look again; our choice."""
AROUND = timedelta(days=400)
"""How far a zone's changes are listed around the first and the last entry."""
Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One prompt in a person's calendar.

    *uid* stays the same for ever, *sequence* grows with each change; *status* is TENTATIVE while somebody
    has paused, CANCELLED for what will not come.
    """

    uid: str
    sequence: int
    at: datetime
    title: str
    says: str
    changed_at: datetime
    status: Status = "CONFIRMED"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a cohort: what goes out on it, and to how many people."""

    uid: str
    day: date
    title: str
    says: str


def feed(name: str, entries: Sequence[Entry], zone: str, now: datetime) -> bytes:
    """Return a person's calendar, its times on the wall clock of *zone*; *now* is when it was made."""
    made = _calendar(name)
    for entry in entries:
        made.add_component(_event(entry, ZoneInfo(zone), now))
    moments = [entry.at.date() for entry in entries] or [now.date()]
    made.add_missing_timezones(min(moments) - AROUND, max(moments) + AROUND)
    return bytes(made.to_ical())


def days(name: str, found: Iterable[Day], now: datetime) -> bytes:
    """Return a cohort's days as all-day entries."""
    made = _calendar(name)
    for one in found:
        event = _blank(one.uid, 0, one.title, one.says, now)
        event.add("dtstart", one.day)
        event.add("dtend", one.day + timedelta(days=1))
        made.add_component(event)
    return bytes(made.to_ical())


def _calendar(name: str) -> Calendar:
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", vText(name))
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT6H")
    return made


def _event(entry: Entry, zone: ZoneInfo, now: datetime) -> Event:
    event = _blank(entry.uid, entry.sequence, entry.title, entry.says, now)
    event.add("dtstart", entry.at.astimezone(zone).replace(second=0, microsecond=0))
    event.add("duration", LASTS)
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("status", entry.status)
    return event


def _blank(uid: str, sequence: int, title: str, says: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", title)
    event.add("description", says)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event
