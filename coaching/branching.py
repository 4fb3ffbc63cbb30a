"""Where a missed task leads: what got in the way decides, and everything it leads to is an intent to be applied.

What an answer led to leads to no further step, and a task is asked again at most twice: so no chain is endless,
and no programme can grow into a stream of mails. Both are our choice, unmeasured.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Literal

from coaching.calendars import Calendar
from coaching.programmes import NO_CHANCE, Barrier, Programme, Step

DONE, NOT_YET = "done", "not_yet"
MISSES = (NOT_YET, NO_CHANCE, "")
"""Answers to a task that make it missed; "" is none within its window."""
MOST_SNOOZES = 2
BRANCH, SNOOZE = "branch", "snooze"
"""The causes of prompts that a barrier led to."""
GONE = "its programme has no such step any more"
Lead = Literal["offer", "swap", "snooze", "tell", "nothing"]


@dataclass(frozen=True, slots=True)
class Missed:
    """A task that was not done: what was answered to it, and what got in the way."""

    step: Step
    value: str
    barrier: str


@dataclass(frozen=True, slots=True)
class Made:
    """What there is of an enrollment's prompts: the latest round of each step, and the steps still to be answered."""

    rounds: Mapping[str, int]
    under_way: Collection[str] = ()
    snoozes: Mapping[str, int] | None = None

    def next_round(self, step: str) -> int:
        """Return the number of the next prompt of *step*; what an answer leads to counts from 1."""
        return self.rounds.get(step, 0) + 1


@dataclass(frozen=True, slots=True)
class Intent:
    """What is to be done. *step* and *first_day* are set where something is to be planned; *why* holds no answer."""

    lead: Lead
    why: str
    step: Step | None = None
    round: int = 0
    cause: str = ""
    first_day: date | None = None

    @property
    def closes_the_missed(self) -> bool:
        """Whether the missed task closes when this one comes: it is asked again, or replaced."""
        return self.lead in ("swap", "snooze")


def lead(missed: Missed, programme: Programme, made: Made, calendar: Calendar, now: datetime) -> Intent | None:
    """Return where a missed task leads, None where it leads nowhere: done, no barrier, or one without a branch."""
    barrier = barrier_of(missed, programme)
    if missed.value not in MISSES or barrier is None or not barrier.then[0]:
        return None
    what, target = barrier.then
    if what == "tell":
        return Intent("tell", "a word with the coach was asked for")
    if what == "snooze":
        return _snooze(missed, int(target), programme, made, calendar, now)
    return _step("offer" if what == "offer" else "swap", missed, target, programme, made, calendar, now)


def is_the_same(missed: Missed, task: str | None, barrier: str | None) -> bool:
    """Return whether the answers before were a miss for the same reason too ("not yet", and now "no chance")."""
    return missed.value in MISSES and task in MISSES and barrier == missed.barrier


def barrier_of(missed: Missed, programme: Programme) -> Barrier | None:
    """Return the barrier that was chosen, as the programme has it today; None if it has none of that name."""
    held = [one for one in programme.behaviours if missed.step.task and one.name == missed.step.task.behaviour]
    return next((barrier for one in held for barrier in one.barriers if barrier.name == missed.barrier), None)


def _snooze(missed: Missed, days: int, programme: Programme, made: Made, calendar: Calendar, now: datetime) -> Intent:
    name = missed.step.name
    step = next((one for one in programme.steps if one.name == name), None)
    if step is None:
        return Intent("nothing", GONE)
    if (made.snoozes or {}).get(name, 0) >= MOST_SNOOZES:
        return Intent("nothing", f"it has been asked again {MOST_SNOOZES} times, which is the most")
    why = f"put off by an answer, asked again after {days} working day{'s' if days > 1 else ''}"
    first = working_day_after(calendar, calendar.day_of(now), days)
    return Intent("snooze", why, step, made.next_round(name), SNOOZE, first)


def _step(
    what: Literal["offer", "swap"],
    missed: Missed,
    target: str,
    programme: Programme,
    made: Made,
    calendar: Calendar,
    now: datetime,
) -> Intent:
    step = next((one for one in programme.steps if one.name == target and one.after_days is None), None)
    if missed.step.after_days is None:
        return Intent("nothing", "what an answer led to leads to no further step")
    if step is None:
        return Intent("nothing", GONE)
    if target in made.under_way:
        return Intent("nothing", "that step is on its way already")
    said = "offered after" if what == "offer" else "in place of"
    first = working_day_after(calendar, calendar.day_of(now), 1)
    return Intent(what, f"{said} {missed.step.name}", step, made.next_round(target), BRANCH, first)


def working_day_after(calendar: Calendar, day: date, n: int) -> date:
    """Return the *n*-th working day after *day*; *day* plus *n* where there is none within a year.

    >>> working_day_after(Calendar("Europe/Berlin"), date(2026, 11, 27), 2).isoformat()
    '2026-12-01'
    """
    days = calendar.working_from(day + timedelta(days=1))
    return next(islice(days, n - 1, None), day + timedelta(days=n))
