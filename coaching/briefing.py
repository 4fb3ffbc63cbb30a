"""Whom a coach's brief names, in which order, and when it may go: rules over what people did, never over what they are.

A slope picks nobody here: with the three fortnightly points that a programme has when a brief matters most, the
reliability of one person's slope is .14, and below .7 nobody is ranked.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from coaching.calendars import Calendar, Hours

AT_MOST = 5
"""People in one brief: as many as can be read about in five minutes. Our choice, unmeasured."""
LEFT_OUT = timedelta(weeks=4)
"""How long somebody is left out after "spoken to" or "not now"."""
FRESH = timedelta(weeks=4)
"""How long something is a reason to talk; a request for a word is one until it was talked about. Our choice."""
EVERY_DAYS = 7
RANKABLE = 0.7
"""The least reliability of one person's slope at which slopes may pick anybody."""


class Why(StrEnum):
    """Why somebody is named, in the order in which people are."""

    WORD = "word"
    OBSTACLE = "obstacle"
    QUIET = "quiet"
    PLAN = "plan"
    SUCCESS = "success"


class Done(StrEnum):
    """What a coach says about somebody in the brief."""

    SPOKEN = "spoken"
    NOT_NOW = "not_now"


ORDER = tuple(Why)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason to talk to one person. *about* is the prompt it comes from, *since* when it became one.

    *behaviour* and *barrier* are names of the programme, by which the question to open with is found.
    """

    person: int
    enrollment: int
    why: Why
    about: int
    since: datetime
    behaviour: str = ""
    barrier: str = ""

    @property
    def key(self) -> tuple[int, str, int]:
        """What makes it the same reason when it is met again: the same person, kind and prompt."""
        return self.enrollment, str(self.why), self.about


@dataclass(frozen=True, slots=True)
class Mark:
    """What a coach said about one person, and when."""

    person: int
    what: Done
    at: datetime


def chosen(reasons: Iterable[Reason], marks: Collection[Mark], now: datetime) -> tuple[Reason, ...]:
    """Return the reasons a brief names: at most five people, one reason each, the most pressing kind first.

    Whoever asked for a word waits in the order of asking; of the other kinds the newest comes first.
    """
    best: dict[int, Reason] = {}
    for one in reasons:
        if holds(one, marks, now) and (one.person not in best or _rank(one) < _rank(best[one.person])):
            best[one.person] = one
    return tuple(sorted(best.values(), key=_rank)[:AT_MOST])


def holds(reason: Reason, marks: Iterable[Mark], now: datetime) -> bool:
    """Return whether *reason* still is one: fresh, and not set aside by its coach.

    A word that is asked for after a mark is a new wish, and is heard.
    """
    is_word = reason.why is Why.WORD
    if not is_word and now - reason.since > FRESH:
        return False
    return not any(_sets_aside(one, reason, is_word, now) for one in marks if one.person == reason.person)


def _sets_aside(mark: Mark, reason: Reason, is_word: bool, now: datetime) -> bool:
    if is_word and reason.since > mark.at:
        return False
    if mark.what is Done.SPOKEN and reason.since <= mark.at:
        return True
    return now - mark.at < LEFT_OUT


def _rank(one: Reason) -> tuple[int, float, int]:
    moment = one.since.timestamp()
    return ORDER.index(one.why), moment if one.why is Why.WORD else -moment, one.about


def unread(picked: Sequence[Reason], mailed: Collection[tuple[int, str, int]]) -> tuple[Reason, ...]:
    """Return those of *picked* that no mail has told of yet."""
    return tuple(one for one in picked if one.key not in mailed)


def may_go(last_on: date | None, today: date) -> bool:
    """Return whether a brief may go today, when the last one went *last_on*: at most one in seven days.

    >>> may_go(None, date(2026, 11, 23)), may_go(date(2026, 11, 16), date(2026, 11, 23))
    (True, True)
    >>> may_go(date(2026, 11, 17), date(2026, 11, 23))
    False
    """
    return last_on is None or (today - last_on).days >= EVERY_DAYS


def goes_at(now: datetime, calendar: Calendar, hours: Hours) -> datetime:
    """Return when a brief that is due goes: now, or at the end of the next quiet hours before a working day.

    >>> seven = datetime.fromisoformat("2026-11-23T06:00+00:00")
    >>> goes_at(seven, Calendar("Europe/Berlin"), Hours()).isoformat()
    '2026-11-23T06:30:00+00:00'
    """
    wall = calendar.wall(now)
    if calendar.works(wall.date()) and not hours.is_quiet(wall.time()):
        return now
    opens = (calendar.at(day, hours.quiet_until) for day in calendar.working_from(wall.date()))
    return next((at for at in opens if at > now), now)


def may_rank(reliability: float | None) -> bool:
    """Return whether slopes may pick anybody.

    >>> may_rank(0.14), may_rank(0.7), may_rank(None)
    (False, True, False)
    """
    return reliability is not None and reliability >= RANKABLE
