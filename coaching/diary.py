"""One person's diary while it is being filled: which day has room for a step, and why that one."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from coaching import budget, wording
from coaching.calendars import Calendar, Hours
from coaching.plans import Planned, Touches, Wanted
from coaching.programmes import Kind, Measure, Step

SLIDE_DAYS = 10
"""How far a step may move from its place before it is left out; for check-ins the rule of evidence, else our choice."""
BEST_WEEKDAYS = frozenset({1, 2, 3})
"""Tuesday to Thursday, preferred where a step gives the planner a choice of days; our choice, unmeasured."""


class Diary:
    """One person's diary while it is being filled."""

    def __init__(self, calendar: Calendar, hours: Hours, workshop_on: date, now: datetime, touches: Touches) -> None:
        self.calendar, self.hours, self.workshop_on, self.now = calendar, hours, workshop_on, now
        self.kept = {day: at for day, at in touches.items() if at}
        self.touches = dict(touches)
        self.today = calendar.day_of(now)
        self.first_day = self._first_day()
        self.placed: dict[int, tuple[Wanted, Planned]] = {}

    def _first_day(self) -> date:
        """Return the first day on which something may still go out."""
        wall = self.calendar.wall(self.now)
        over = self.hours.is_over(wall.time())
        return next(self.calendar.working_from(self.today + timedelta(days=1 if over else 0)), self.today)

    def shifted(self, wanted: Sequence[Wanted]) -> list[Wanted]:
        """Return *wanted* with the places of what follows a step that is too late and shifts the rest."""
        total, found = 0, dict[int, Wanted]()
        for n, one in sorted(enumerate(wanted), key=lambda pair: pair[1].days):
            keeps = one.is_apart or not total  # a place that was chosen may be earlier than the programme's own
            found[n] = one if keeps else replace(one, shift_days=max(one.shift_days, total))
            if one.step.late.then == "shift" and self._is_too_late(found[n]):
                total = max(total, (self.first_day - self._last_day(replace(one, shift_days=0))).days)
        return [found[n] for n in range(len(wanted))]

    def _grid_day(self, one: Wanted) -> date:
        return self.workshop_on + timedelta(days=one.days)

    def _last_day(self, one: Wanted) -> date:
        until = one.step.until_days
        return self._grid_day(one) + timedelta(days=0 if until is None else until - (one.step.after_days or 0))

    def _expected(self, one: Wanted) -> date:
        """Return the day on which a step falls due at the latest when nothing else stands in its way."""
        days = self.calendar.working_from(self._last_day(one))
        return next((day for day in days if self._is_rested(one, day)), self._last_day(one))

    def _is_rested(self, one: Wanted, day: date) -> bool:
        return not one.step.check_in or self.calendar.has_worked_since_away(day)

    def _is_too_late(self, one: Wanted) -> bool:
        if one.step.measure is Measure.BASELINE:
            return False
        return (self.first_day - self._expected(one)).days > one.step.late.up_to_days

    def place(self, n: int, one: Wanted) -> None:
        """Give one step a day, or a reason for having none."""
        missed = self._due(one.step, self._expected(one)) < self.now
        if missed and one.step.late.then == "skip" and self._is_too_late(one):
            planned = self._left_out(one, "late")
        elif day := self._day_for(one, self.calendar, missed):
            planned = self._put(one, day, missed)
        else:
            planned = self._left_out(one, "away" if self._is_because_away(one, missed) else "budget")
        self.placed[n] = (one, planned)

    def _day_for(self, one: Wanted, calendar: Calendar, missed: bool, after: date | None = None) -> date | None:
        """Return the first day with room for a step, in its place or within what it may slide."""
        start = max(self._grid_day(one), self.first_day, after or self._after(one))
        if one.rides:
            return min((day for day, at in self.touches.items() if at and day >= start), default=None)
        days = [day for day in self._days(one, calendar, start, missed) if self._has_room(day, one)]
        rested = [day for day in days if missed or not one.step.check_in or calendar.has_worked_since_away(day)]
        if one.step.until_days is None or missed:
            return next(iter(rested), None)
        span = self._last_day(one)
        within = [day for day in rested if day <= span]
        if one.step.measure is Measure.BASELINE:
            within = within or [day for day in days if day <= span]
        return next((day for day in within if day.weekday() in BEST_WEEKDAYS), next(iter(within or rested), None))

    def _days(self, one: Wanted, calendar: Calendar, start: date, missed: bool) -> Iterator[date]:
        """Yield the working days a step may fall on.

        A check-in stays within ten days of its place; anything else within ten days of the first day on which
        the person is there, and before what comes after it.
        """
        last_day = max(start, self._last_day(one))
        if one.step.check_in and not missed:
            end = self._last_day(one) + timedelta(days=SLIDE_DAYS)
        else:
            end = next(calendar.working_from(last_day), last_day) + timedelta(days=SLIDE_DAYS)
        end = min(end, self._before(one))
        return itertools.takewhile(lambda day: day <= end, calendar.working_from(start))

    def _is_because_away(self, one: Wanted, missed: bool) -> bool:
        """Return whether there would be a day, had the person not been away."""
        there = replace(self.calendar, away=frozenset())
        return bool(self.calendar.away) and self._day_for(one, there, missed, after=date.min) is not None

    def _has_room(self, day: date, one: Wanted) -> bool:
        """Return whether a step may go on *day*: in a mail that is still to come, or in one of its own.

        Two steps of the same kind share a mail only where the programme gives them the same day.
        """
        if day not in self.touches:
            return budget.fits(day, self.touches)
        mates = [mate for mate, done in self.placed.values() if done.due_at and done.day == day]
        crowded = any(mate.step.kind is one.step.kind and mate.days != one.days for mate in mates)
        return self.touches[day] is not None and not crowded

    def _after(self, one: Wanted) -> date:
        """Return the day before which a step may not go, because an earlier one has not."""
        before = (done.day for other, done in self.placed.values() if done.due_at and other.days < one.days)
        return max(before, default=date.min)

    def _before(self, one: Wanted) -> date:
        """Return the day after which a step may not go, because a later one has gone by then."""
        after = (done.day for other, done in self.placed.values() if done.due_at and other.days > one.days)
        return min(after, default=date.max)

    def _due(self, step: Step, day: date) -> datetime:
        usual = self.hours.check_in_at if step.kind is Kind.CHECK_IN else self.hours.task_at
        return self.calendar.at(day, self.hours.within(step.send_at or usual))

    def _put(self, one: Wanted, day: date, missed: bool) -> Planned:
        late_baseline = one.step.measure is Measure.BASELINE and day >= self.workshop_on
        at_once = missed and day == self.today and not self.hours.is_quiet(self.calendar.wall(self.now).time())
        due_at = self.now if at_once else max(self._due(one.step, day), self.now)
        why = self._why(one, day, missed)
        self.touches.setdefault(day, due_at)
        return Planned(one.step, due_at, day, "planned", "", why, late_baseline, shift_days=one.shift_days)

    def _left_out(self, one: Wanted, reason: str) -> Planned:
        day = self._grid_day(one)
        why = wording.left_out(one.step, one.shift_days, day, reason, SLIDE_DAYS)
        return Planned(one.step, None, day, "skipped", reason, why, shift_days=one.shift_days)

    def _why(self, one: Wanted, day: date, missed: bool) -> str:
        grid_day, last_day = self._grid_day(one), self._last_day(one)
        if missed:
            return wording.at_once(one.step, one.shift_days, grid_day)
        if day <= last_day:
            return wording.in_its_place(one.step, one.shift_days, day)
        return wording.moved(one.step, one.shift_days, grid_day, self._obstacle(one), day)

    def _obstacle(self, one: Wanted) -> str:
        day = self._last_day(one)
        if off := self.calendar.off(day):
            return f"is {off}"
        if one.step.check_in and not self.calendar.has_worked_since_away(day):
            return "has fewer than five working days behind it since days away"
        if self._after(one) > day:
            return "is before the day to which an earlier step has moved"
        return "is too close to another mail (at most two in seven days, two days apart)"

    def with_hours(self, n: int) -> tuple[Planned, ...]:
        """Return the plan with one moment for all steps of a day, since they travel in one mail.

        A mail that is already planned keeps its moment; a check-in keeps its hour, so that it is asked at the
        same hour each time; else the earliest hour of the day holds.
        """
        moments: dict[date, datetime] = {}
        due = [one for _, one in self.placed.values() if one.due_at]
        for one in sorted(due, key=lambda one: (one.step.kind is not Kind.CHECK_IN, one.due_at)):
            moments.setdefault(one.day, self.kept.get(one.day, one.due_at or self.now))
        planned = [self.placed[place][1] for place in range(n)]
        return tuple(self._at(one, moments[one.day]) if one.due_at else one for one in planned)

    def _at(self, one: Planned, moment: datetime) -> Planned:
        return replace(one, due_at=moment, exact=moment <= self.now or one.day in self.kept)
