"""What planning speaks of: a person, a step that is wanted, the other mails of a person, and a step that is planned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from coaching.calendars import Calendar, Hours
from coaching.programmes import Step

Touches = Mapping[date, datetime | None]
"""A person's other mails by day: the moment of one that is still to go and may be joined, None for any other."""


@dataclass(frozen=True, slots=True)
class Person:
    """What planning must know of one participant; *address* only spreads the minute."""

    address: str
    calendar: Calendar
    hours: Hours = field(default_factory=Hours)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One step that is to be placed. *shift_days* moves its place: an earlier step went out late, or one was chosen.

    *rides*: it travels in a mail that goes anyway and never makes one. *is_apart*: its place is a day of its own,
    which no late step moves.
    """

    step: Step
    shift_days: int = 0
    rides: bool = False
    is_apart: bool = False

    @property
    def days(self) -> int:
        """Its place, in days after the workshop."""
        return (self.step.after_days or 0) + self.shift_days


@dataclass(frozen=True, slots=True)
class Planned:
    """One step for one person: a due moment, or the reason why there is none.

    *exact* says that the moment is not to be spread: it is now, or that of a mail which is planned already.
    """

    step: Step
    due_at: datetime | None
    day: date
    state: str
    reason: str
    why: str
    late_baseline: bool = False
    exact: bool = False
    shift_days: int = 0

    def later(self, by: timedelta) -> "Planned":
        """Return it with its moment moved, where it has one that may be spread.

        Written out, as an enrolment of 100,000 people asks for it a million times; `replace` takes five times as long.
        """
        if self.exact or not self.due_at:
            return self
        return Planned(
            self.step, self.due_at + by, self.day, self.state, self.reason, self.why, self.late_baseline, self.exact,
            self.shift_days,
        )  # fmt: skip
