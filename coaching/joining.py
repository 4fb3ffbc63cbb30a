"""A step that comes in addition, given a day around what is planned already: in a mail that is to come, or its own."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from coaching.calendars import Calendar, Hours
from coaching.planning import place as plan
from coaching.plans import Planned, Touches, Wanted
from coaching.programmes import Kind, Step

JOIN_WITHIN_DAYS = 5
"""So many days a step waits for a mail it can travel in, before it takes one of its own; our choice, unmeasured."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """A mail that is still to come. *kinds* is what it asks; *is_own*: of the same enrollment, among others."""

    id: int
    day: date
    due_at: datetime
    kinds: frozenset[Kind]
    is_own: bool


def kinds_of(step: Step) -> frozenset[Kind]:
    """Return everything *step* asks; `Step.kind` is only the first of it.

    >>> sorted(kinds_of(Step("s", "S", 14, check_in=("listening",), ask=("sure",))))
    [<Kind.ASK: 'ask'>, <Kind.CHECK_IN: 'check_in'>]
    """
    held = {Kind.CHECK_IN: step.check_in, Kind.TASK: step.task, Kind.PLAN: step.plan,
            Kind.RETRIEVAL: step.retrieval, Kind.ASK: step.ask, Kind.PULSE: step.pulse}  # fmt: skip
    return frozenset(kind for kind, what in held.items() if what)


def rides_with(ahead: Iterable[Ahead], first_day: date) -> Ahead | None:
    """Return the mail a knowledge question rides on: the next of its own enrollment without another such question.

    It never makes a mail: where none is to come, there is no ride.
    """
    usable = [one for one in ahead if one.is_own and one.day >= first_day and Kind.RETRIEVAL not in one.kinds]
    return min(usable, key=lambda one: one.due_at, default=None)


def place(
    step: Step,
    first_day: date,
    calendar: Calendar,
    hours: Hours,
    workshop_on: date,
    now: datetime,
    touches: Touches,
    ahead: Collection[Ahead],
) -> Planned:
    """Return when *step* goes, from *first_day* on: the planner's answer around the other mails in *touches*.

    It joins a mail that comes within five days and asks no task, since printed numbers can mean one task only;
    else it takes the first working day with room. Where there is none within ten days it is left out (`budget`).
    """
    open_days = {one.day for one in ahead if Kind.TASK not in one.kinds or step.task is None}
    soon = first_day + timedelta(days=JOIN_WITHIN_DAYS)
    start = min((day for day in open_days if first_day <= day <= soon and calendar.works(day)), default=first_day)
    known = {day: at if day in open_days else None for day, at in touches.items()}
    alone = Wanted(replace(step, until_days=None), (start - workshop_on).days - (step.after_days or 0))
    return replace(plan(calendar, hours, [alone], workshop_on, now, known)[0], step=step)
