"""Which day and hour each step of a programme falls on, for one person.

Measurement is placed first, so that check-ins keep their even distance; everything else goes around it. A step
that cannot have its own day slides to the next working day with room, keeps its order, and says why. A check-in
waits until five working days lie behind the person's return, within ten days of its place.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from coaching import wording
from coaching.calendars import Calendar, Hours, spread
from coaching.diary import Diary
from coaching.plans import Person, Planned, Touches, Wanted
from coaching.programmes import Programme, Step
from coaching.states import Reason, State
from coaching.treatments import AS_WRITTEN, Treatment


def plan(
    person: Person, programme: Programme, workshop_on: date, now: datetime, touches: Touches | None = None
) -> tuple[Planned, ...]:
    """Return every step that is known at enrolment, in the order of the programme's days.

    A step may join one of *touches* that is still to come (one mail that day), and otherwise yields to it.
    """
    return spread_out(plan_days(person.calendar, person.hours, programme, workshop_on, now, touches), person.address)


def spread_out(planned: tuple[Planned, ...], address: str) -> tuple[Planned, ...]:
    """Return *planned* with each moment moved by this person's part of the ten minutes."""
    later = spread(address)
    return tuple(one.later(later) for one in planned)


def plan_days(
    calendar: Calendar,
    hours: Hours,
    programme: Programme,
    workshop_on: date,
    now: datetime,
    touches: Touches | None = None,
    means: Treatment = AS_WRITTEN,
) -> tuple[Planned, ...]:
    """Return the plan of everybody with this calendar, these hours and these other mails, to the full hour.

    *means* is what a draw decided for them; what it leaves out stands in the plan with that reason.
    """
    steps = [step for step in programme.grid if not step.is_pulse]
    wanted = [Wanted(means.timed(step), means.shift_of(step)) for step in steps if not means.leaves_out(step)]
    placed = iter(place(calendar, hours, wanted, workshop_on, now, touches))
    return tuple(_not_drawn(step, workshop_on) if means.leaves_out(step) else next(placed) for step in steps)


def _not_drawn(step: Step, workshop_on: date) -> Planned:
    day = workshop_on + timedelta(days=step.after_days or 0)
    return Planned(step, None, day, State.SKIPPED, Reason.NOT_DRAWN, wording.not_drawn(step, day))


def place(
    calendar: Calendar,
    hours: Hours,
    wanted: Sequence[Wanted],
    workshop_on: date,
    now: datetime,
    touches: Touches | None = None,
) -> tuple[Planned, ...]:
    """Return a plan for each of *wanted*, in the same order, to the full hour."""
    page = Diary(calendar, hours, workshop_on, now, touches or {})
    shifted = page.shifted(wanted)
    order = sorted(range(len(shifted)), key=lambda n: (shifted[n].rides, not shifted[n].step.check_in, shifted[n].days))
    for n in order:
        page.place(n, shifted[n])
    return page.with_hours(len(shifted))
