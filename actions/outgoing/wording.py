"""What a mail says of the steps and days it is about, worked out once for all who get the same words."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from actions.contents import programme_from
from coaching.calendars import Calendar
from coaching.experiments import in_other_words
from coaching.programmes import Programme, Step, week_after, week_of
from content.mails import Part, Welcome
from content.words import SOURCE, words_in
from storage.batches import Asked

SHIFT_S = 1
"""A window ends at midnight; the day it ends on is the one a second earlier."""


@lru_cache(maxsize=256)
def part_of(text: str, name: str, locale: str, step_name: str, week: int = 0, *, other: bool = False) -> Part:
    """Return what a mail says of one step of a programme version, in the words of *locale*.

    *other*: in the words of the second arm of an experiment.
    """
    programme = programme_from(text, name, locale)
    step = in_other_words(programme.step(step_name)) if other else programme.step(step_name)
    return Part(step, _label(programme, step), week, _questions(programme, step), *programme.number_of(step),
                in_days=_in_days(programme, step))  # fmt: skip


@lru_cache(maxsize=64)
def welcome_to(text: str, name: str, locale: str, cohort: str, workshop_on: str, invites: bool) -> Welcome:
    """Return what the first mail says of a programme before anything else, to the people of one cohort."""
    programme = programme_from(text, name, locale)
    days = {step.after_days or 0 for step in programme.grid if not step.is_pulse}
    weeks, tries = -(-max(days, default=0) // 7), tuple(sorted({str(one.tries) for one in programme.experiments}))
    return Welcome(programme.title, cohort, workshop_on, len(days), weeks, invites, tries=tries,
                   managers=0 if invites else len(programme.managers))  # fmt: skip


@lru_cache(maxsize=256)
def date_in_words(language: str, day: date) -> str:
    """Return a day as *language* writes it."""
    return words_in(language).date(day)


@lru_cache(maxsize=256)
def _until(language: str, wall: datetime, near: bool) -> str:
    return words_in(language).until(wall, near=near)


def _label(programme: Programme, step: Step) -> str:
    named = (step.task.behaviour if step.task else "") or (step.plan.behaviour if step.plan else "")
    return programme.behaviour(named).label if named else ""


def _in_days(programme: Programme, step: Step) -> bool:
    return {*step.check_in, *step.ask} <= {one.name for one in programme.behaviours} and bool(step.check_in)


def _questions(programme: Programme, step: Step) -> tuple[str, ...]:
    behaviours = {one.name: one.asks for one in programme.behaviours}
    others = {one.name: one.asks for one in programme.questions}
    return tuple((behaviours | others)[name] for name in (*step.check_in, *step.ask))


def week_in(one: Asked, step: Step) -> int:
    """Return the week a prompt stands in: of its step's place in the programme, or of its own day where it has none."""
    if step.after_days is None or one.prompt.round or one.prompt.shift_days:
        return week_after((one.prompt.local_day - one.cohort.workshop_on).days)
    return week_of(step)


def coach_name(one: Asked) -> str:
    """Return what a participant calls their coach: the name, else the address, else ""."""
    return (one.coach.name or one.coach.address) if one.coach else ""


def in_words(calendar: Calendar, closes_at: datetime, now: datetime, language: str = SOURCE) -> str:
    """Return the last day of a window in words: "Friday evening", or with its date when it is a week off or more."""
    wall = calendar.wall(closes_at - timedelta(seconds=SHIFT_S))
    return _until(language, wall, (wall.date() - calendar.day_of(now)).days < 7)
