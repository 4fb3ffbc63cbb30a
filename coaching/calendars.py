"""Days a person works, hours on their wall, and the moments these make in UTC."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

MONDAY_TO_FRIDAY = frozenset(range(5))
SATURDAY_AND_SUNDAY = frozenset({5, 6})
RECALL_DAYS = 5
"""Check-ins ask about so many working days (the recall window of the questions)."""
SPREAD_S = 600
"""Mails of one hour are spread over ten minutes; our choice, unmeasured."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours on the wall at which things go out, and the quiet ones (from evening to morning).

    Defaults are our choice, unmeasured, but for the early afternoon of check-ins, when answers came best in
    ten pooled diary studies (PMID 30394762: 12:00 to 13:30).
    """

    task_at: time = time(9)
    check_in_at: time = time(13)
    quiet_from: time = time(18)
    quiet_until: time = time(7, 30)

    def is_quiet(self, at: time) -> bool:
        """Return whether nothing may be sent at this hour.

        >>> Hours().is_quiet(time(7, 29)), Hours().is_quiet(time(17, 59))
        (True, False)
        """
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= at < self.quiet_until
        return at >= self.quiet_from or at < self.quiet_until

    def is_over(self, at: time) -> bool:
        """Return whether nothing more may be sent before midnight."""
        return self.quiet_from > self.quiet_until and at >= self.quiet_from

    @property
    def opening(self) -> time:
        """The hour from which a day's mails may go."""
        return max(self.quiet_until, min(self.task_at, self.check_in_at))

    def within(self, at: time) -> time:
        """Return *at*, or the nearest hour at which a mail spread over ten minutes keeps clear of the quiet ones.

        >>> Hours().within(time(6)), Hours().within(time(17, 55)), Hours().within(time(22))
        (datetime.time(7, 30), datetime.time(17, 50), datetime.time(17, 50))
        """
        last = (datetime.combine(date.min, self.quiet_from) - timedelta(seconds=SPREAD_S)).time()
        if self.is_over(at) or (last < at <= self.quiet_from and self.quiet_from != self.quiet_until):
            return last
        return self.quiet_until if self.is_quiet(at) else at


@dataclass(frozen=True, slots=True)
class Calendar:
    """When one person can be reached: zone, working weekdays (0 is Monday) and days off by name.

    *days_off* maps a public holiday to its name ("Christmas Day"); *away* are the days the person is not there;
    *weekend* only words why a day is off.
    """

    zone: str
    working_days: frozenset[int] = MONDAY_TO_FRIDAY
    days_off: Mapping[date, str] = field(default_factory=dict)
    away: frozenset[date] = frozenset()
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY

    def off(self, day: date) -> str:
        """Return why nobody is asked on *day*, or "" for a working day."""
        if day.weekday() not in self.working_days:
            return "a weekend" if day.weekday() in self.weekend else "not a working day"
        return self.days_off.get(day, "") or ("a day away" if day in self.away else "")

    def has_worked_since_away(self, day: date, days: int = RECALL_DAYS) -> bool:
        """Return whether the last *days* working days before *day* all lie after the last absence.

        A check-in asks about them, so it waits for them. Weekends and public holidays are no absence.

        >>> back = Calendar("UTC", away=frozenset({date(2026, 12, 4)}))
        >>> back.has_worked_since_away(date(2026, 12, 11)), back.has_worked_since_away(date(2026, 12, 14))
        (False, True)
        """
        if not self.away:
            return True
        before = (one for n in range(1, 366) if self._usually_works(one := day - timedelta(days=n)))
        return not any(one in self.away for one in islice(before, days))

    def _usually_works(self, day: date) -> bool:
        return day.weekday() in self.working_days and day not in self.days_off

    def works(self, day: date) -> bool:
        """Return whether *day* is a working day."""
        return not self.off(day)

    def working_from(self, day: date) -> Iterator[date]:
        """Yield the working days from *day* on, at most a year of them."""
        return (one for n in range(366) if self.works(one := day + timedelta(days=n)))

    def day_of(self, moment: datetime) -> date:
        """Return the date on this person's calendar at *moment*."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def wall(self, moment: datetime) -> datetime:
        """Return *moment* as this person's wall clock shows it, with its offset."""
        return moment.astimezone(ZoneInfo(self.zone))

    def at(self, day: date, hour: time) -> datetime:
        """Return the moment, in UTC, when this person's wall clock shows *hour* on *day*.

        An hour that is skipped when the clocks go forward becomes the same number of minutes after the gap
        (02:30 becomes 03:30); an hour that happens twice is taken the first time.

        >>> Calendar("Europe/Berlin").at(date(2026, 3, 29), time(9)).isoformat()
        '2026-03-29T07:00:00+00:00'
        >>> Calendar("Europe/Berlin").at(date(2026, 3, 29), time(2, 30)).isoformat()
        '2026-03-29T01:30:00+00:00'
        >>> Calendar("Europe/Berlin").at(date(2026, 10, 25), time(2, 30)).isoformat()
        '2026-10-25T00:30:00+00:00'
        """
        return datetime.combine(day, hour, ZoneInfo(self.zone)).astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """Return the moment *day* ends for this person, in UTC."""
        return self.at(day + timedelta(days=1), time(0))

    def closes_at(self, sent_at: datetime, working_days: int) -> datetime:
        """Return the end of the last of *working_days* working days after the day of *sent_at*."""
        days = self.working_from(self.day_of(sent_at) + timedelta(days=1))
        last = self.day_of(sent_at)
        for _ in range(working_days):
            last = next(days, last)
        return self.end_of(last)


def share_of(*parts: str) -> float:
    """Return a number from 0 up to 1 that depends on *parts* alone, evenly spread.

    Used wherever chance must be repeatable: the spread of a peak, of a backlog, and draws.

    >>> share_of("ada@example.org") == share_of("ada@example.org")
    True
    """
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def spread(address: str, within_s: float = SPREAD_S) -> timedelta:
    """Return how long after the hour this person's mails go, in whole seconds below *within_s*."""
    return timedelta(seconds=int(share_of("spread", address.casefold()) * within_s))
