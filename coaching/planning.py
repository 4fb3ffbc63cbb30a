"""Which day and hour each step of a programme falls on, for one person.

Measurement is placed first, so that check-ins keep their even distance; everything else goes around it. A step
that cannot have its own day slides to the next working day with room, keeps its order, and says why.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from coaching import budget
from coaching.calendars import Calendar, Hours, spread
from coaching.programmes import Kind, Measure, Programme, Step

SLIDE_DAYS = 10
"""How far a step may move from its place before it is left out; for check-ins the rule of evidence, else our choice."""
ALL_WEEK = frozenset(range(7))
BEST_WEEKDAYS = frozenset({1, 2, 3})
"""Tuesday to Thursday, preferred where a step gives the planner a choice of days; our choice, unmeasured."""


@dataclass(frozen=True, slots=True)
class Person:
    """What planning must know of one participant; *address* only spreads the minute."""

    address: str
    calendar: Calendar
    hours: Hours = field(default_factory=Hours)


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


def plan(
    person: Person,
    programme: Programme,
    workshop_on: date,
    now: datetime,
    touches: Mapping[date, datetime] | None = None,
) -> tuple[Planned, ...]:
    """Return every step that is known at enrolment, in the order of the programme's days.

    *touches* are the person's other mails, sent or planned: day on their calendar to moment. A step may join
    one that is still to come (one mail that day), and otherwise yields to it.
    """
    return spread_out(plan_days(person.calendar, person.hours, programme, workshop_on, now, touches), person.address)


def spread_out(planned: tuple[Planned, ...], address: str) -> tuple[Planned, ...]:
    """Return *planned* with each moment moved by this person's part of the ten minutes."""
    later = spread(address)
    return tuple(one if one.exact or not one.due_at else replace(one, due_at=one.due_at + later) for one in planned)


def plan_days(
    calendar: Calendar,
    hours: Hours,
    programme: Programme,
    workshop_on: date,
    now: datetime,
    touches: Mapping[date, datetime] | None = None,
) -> tuple[Planned, ...]:
    """Return the plan of everybody with this calendar, these hours and these other mails, to the full hour."""
    page = _Page(calendar, hours, workshop_on, now, dict(touches or {}))
    steps = [step for step in programme.grid if not step.is_pulse]
    for step in sorted(steps, key=lambda step: (not step.check_in, step.after_days or 0)):
        page.place(step)
    return page.with_hours(steps)


class _Page:
    """One person's diary while it is being filled."""

    def __init__(
        self, calendar: Calendar, hours: Hours, workshop_on: date, now: datetime, touches: dict[date, datetime]
    ) -> None:
        self.calendar, self.hours, self.workshop_on, self.now = calendar, hours, workshop_on, now
        self.kept, self.touches = touches, dict(touches)
        self.today = self.calendar.day_of(now)
        self.first_day = self._first_day()
        self.placed: dict[str, Planned] = {}
        self.shifted = timedelta(0)

    def _first_day(self) -> date:
        """Return the first day on which something may still go out."""
        wall = self.calendar.wall(self.now)
        over = self.hours.is_quiet(wall.time()) and wall.time() >= self.hours.quiet_from
        return next(self.calendar.working_from(self.today + timedelta(days=1 if over else 0)), self.today)

    def place(self, step: Step) -> None:
        """Give *step* a day, or a reason for having none."""
        grid_day = self.workshop_on + timedelta(days=step.after_days or 0) + self.shifted
        last_day = grid_day if step.until_days is None else self.workshop_on + timedelta(days=step.until_days)
        missed = self._due(step, next(self.calendar.working_from(last_day), last_day)) < self.now
        if missed and step.measure is not Measure.BASELINE and self._too_late(step, last_day):
            self.placed[step.name] = self._skipped(step, grid_day, "late")
            return
        day = self._day_for(step, grid_day, last_day, missed)
        if day is None:
            self.placed[step.name] = self._skipped(step, grid_day, "budget")
        else:
            self._put(step, grid_day, day, missed)

    def _too_late(self, step: Step, last_day: date) -> bool:
        return step.late.then == "skip" and (self.first_day - last_day).days > step.late.up_to_days

    def _day_for(self, step: Step, grid_day: date, last_day: date, missed: bool) -> date | None:
        start = max(grid_day, self.first_day, self._after(step))
        end = max(start, last_day) + timedelta(days=SLIDE_DAYS)
        if step.until_days is not None and not missed:
            best = self._first(step, start, last_day, BEST_WEEKDAYS)
            return best or self._first(step, start, end)
        return self._first(step, start, end)

    def _first(self, step: Step, start: date, end: date, weekdays: frozenset[int] = ALL_WEEK) -> date | None:
        """Return the first working day from *start* to *end* with room for *step*."""
        days = itertools.takewhile(lambda day: day <= end, self.calendar.working_from(start))
        return next((day for day in days if day.weekday() in weekdays and self._has_room(day, step)), None)

    def _has_room(self, day: date, step: Step) -> bool:
        """Return whether *step* may go on *day*: in a mail that is still to come, or in one of its own.

        Two steps of the same kind share a mail only where the programme gives them the same day.
        """
        if day not in self.touches:
            return budget.fits(day, self.touches)
        mates = [done.step for done in self.placed.values() if done.due_at and done.day == day]
        crowded = any(mate.kind is step.kind and mate.after_days != step.after_days for mate in mates)
        return self.touches[day] >= self.now and not crowded

    def _after(self, step: Step) -> date:
        """Return the day before which *step* may not go, because an earlier one has not."""
        before = [
            done.day
            for done in self.placed.values()
            if done.due_at and (done.step.after_days or 0) <= (step.after_days or 0)
        ]
        return max(before, default=date.min)

    def _due(self, step: Step, day: date) -> datetime:
        usual = self.hours.check_in_at if step.kind is Kind.CHECK_IN else self.hours.task_at
        return self.calendar.at(day, step.send_at or usual)

    def _put(self, step: Step, grid_day: date, day: date, missed: bool) -> None:
        late_baseline = step.measure is Measure.BASELINE and day >= self.workshop_on
        if missed and step.late.then == "shift":
            self.shifted = max(self.shifted, day - grid_day)
        at_once = missed and day == self.today and not self.hours.is_quiet(self.calendar.wall(self.now).time())
        due_at = self.now if at_once else max(self._due(step, day), self.now)
        self.touches.setdefault(day, due_at)
        why = self._why(step, grid_day, day, missed)
        self.placed[step.name] = Planned(step, due_at, day, "planned", "", why, late_baseline)

    def _skipped(self, step: Step, day: date, reason: str) -> Planned:
        said = {
            "late": f"its day, {_day(day)}, was more than {step.late.up_to_days} days past at enrolment",
            "budget": f"no working day with room within {SLIDE_DAYS} days of {_day(day)}",
        }[reason]
        return Planned(step, None, day, "skipped", reason, f"{_offset(step)}: left out, {said}")

    def _why(self, step: Step, grid_day: date, day: date, missed: bool) -> str:
        if missed:
            return f"{_offset(step)}: its day, {_day(grid_day)}, was past at enrolment, so it is asked at once"
        if step.until_days is not None:
            return f"{_offset(step)} to {step.until_days}: {_day(day)}"
        if day == grid_day:
            return f"{_offset(step)}: {_day(day)}"
        return f"{_offset(step)}: {_day(grid_day)} is {self._obstacle(grid_day)}, moved to {_day(day)}"

    def _obstacle(self, day: date) -> str:
        return self.calendar.off(day) or "too close to another mail (at most two in seven days, two days apart)"

    def with_hours(self, steps: list[Step]) -> tuple[Planned, ...]:
        """Return the plan with one moment for all steps of a day, since they travel in one mail.

        A mail that is already planned keeps its moment; a check-in keeps its hour, so that it is asked at the
        same hour each time; else the earliest hour of the day holds.
        """
        moments: dict[date, datetime] = {}
        due = [one for one in self.placed.values() if one.due_at]
        for one in sorted(due, key=lambda one: (one.step.kind is not Kind.CHECK_IN, one.due_at)):
            moments.setdefault(one.day, self.kept.get(one.day, one.due_at or self.now))
        planned = [self.placed[step.name] for step in steps]
        return tuple(self._at(one, moments[one.day]) if one.due_at else one for one in planned)

    def _at(self, one: Planned, moment: datetime) -> Planned:
        return replace(one, due_at=moment, exact=moment <= self.now or one.day in self.kept)


def _offset(step: Step) -> str:
    days = step.after_days or 0
    if days == 0:
        return "day 0, the day of the workshop"
    return f"day {days}" if days > 0 else f"day {days}, before the workshop"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"
