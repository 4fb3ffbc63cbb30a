"""Days and how many mails go out on each, as the weeks of a calendar whose colour says how many."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

LEVELS = 4
"""Shades of a day; one more is a day without mail."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day. *level* is 0 for none, and grows with *mails* up to `LEVELS`."""

    on: date
    mails: int
    level: int
    is_today: bool


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday, or, where *gap* is more than 0, that many weeks without a mail."""

    monday: date
    days: tuple[Day, ...]
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Calendar:
    """The weeks from the first mail to the last; *mails* in all, *most* on one day."""

    weeks: tuple[Week, ...]
    mails: int
    most: int

    @property
    def first(self) -> date | None:
        """The day of the first mail."""
        return next((day.on for week in self.weeks for day in week.days if day.mails), None)

    @property
    def last(self) -> date | None:
        """The day of the last mail."""
        return max((day.on for week in self.weeks for day in week.days if day.mails), default=None)


def calendar_of(mails: Mapping[date, int], today: date) -> Calendar:
    """Return the calendar of so many *mails* by day.

    >>> found = calendar_of({date(2026, 12, 2): 4, date(2026, 12, 30): 1}, date(2026, 12, 1))
    >>> [(week.monday.isoformat(), week.gap) for week in found.weeks]
    [('2026-11-30', 0), ('2026-12-07', 3), ('2026-12-28', 0)]
    >>> [day.level for day in found.weeks[0].days]
    [0, 0, 4, 0, 0, 0, 0]
    """
    most = max(mails.values(), default=0)
    busy = sorted({_monday(day) for day, n in mails.items() if n})
    weeks: list[Week] = []
    for monday in busy:
        after = weeks[-1].monday + timedelta(days=7) if weeks else monday
        if gap := (monday - after).days // 7:
            weeks.append(Week(after, (), gap))
        weeks.append(Week(monday, tuple(_day(monday + timedelta(days=n), mails, most, today) for n in range(7))))
    return Calendar(tuple(weeks), sum(mails.values()), most)


def mails_of(lines: Iterable[tuple[str, date]]) -> Counter[date]:
    """Return how many mails go out on each day, of (recipient, day) of each prompt: one day's travel in one mail."""
    return Counter(day for _, day in set(lines))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _day(on: date, mails: Mapping[date, int], most: int, today: date) -> Day:
    n = mails.get(on, 0)
    level = -(-n * LEVELS // most) if n else 0
    return Day(on, n, level, on == today)
