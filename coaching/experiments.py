"""Experiments within a programme: at each of its decision points a draw says which of two things happens.

Whether an unanswered check-in is reminded of is drawn when a reminder would go; the words of a step and its hour are
drawn at enrolment, for steps that practise. Never at the baseline, the last check-in or the follow-up: what is measured
there must not hang on a draw (the lint of programme files refuses it).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import time, timedelta

from coaching.calendars import share_of
from coaching.programmes import Experiment, Programme, Step, Tries

REMINDED, LEFT_ALONE = "reminder", "none"
PROXIMAL = timedelta(hours=72)
"""An answer counts for the decision before it when it comes within so long (evidence: the proximal outcome)."""


def at_step(programme: Programme, step: str) -> Experiment | None:
    """Return the experiment whose decision point *step* is, None where nothing is tried."""
    return next((one for one in programme.experiments if step in one.steps), None)


def reminders_at(programme: Programme, step: str) -> Experiment | None:
    """Return the experiment that decides whether *step* is reminded of, None where none does."""
    found = at_step(programme, step)
    return found if found and found.tries is Tries.REMINDER else None


def drawn_ahead(programme: Programme) -> tuple[Experiment, ...]:
    """Return the experiments that are drawn at enrolment: those of words and of hours."""
    return tuple(one for one in programme.experiments if one.tries is not Tries.REMINDER)


def point_of(experiment: Experiment, step: str) -> str:
    """Return the name of a decision point; it begins with its step, so that `explain` finds it.

    >>> point_of(Experiment("nudge", ("check-2",), 0.5), "check-2")
    'check-2:nudge'
    """
    return f"{step}:{experiment.name}"


def draw(experiment: Experiment, seed: str, address: str, step: str) -> str:
    """Return the arm at one decision point: it depends on the seed, the person and the step alone.

    >>> {draw(Experiment("nudge", ("c",), 0.5), "s", f"p{n}@example.org", "c") for n in range(20)} == {
    ...     "reminder", "none"}
    True
    """
    first, second = experiment.arms
    return first if share_of(seed, experiment.name, address, step) < experiment.probability else second


def draw_ahead(programme: Programme, seed: str, address: str) -> dict[str, tuple[str, float]]:
    """Return (arm, probability of the first arm) for each point that is drawn at enrolment, for one person."""
    return {
        point_of(one, step): (draw(one, seed, address, step), one.probability)
        for one in drawn_ahead(programme)
        for step in one.steps
    }


def hours_drawn(programme: Programme, arms: Mapping[str, str]) -> dict[str, time]:
    """Return the hour that was drawn for each step, by its name; *arms* has what was drawn by point."""
    return {
        step: one.hours[one.arms.index(arms[point_of(one, step)])]
        for one in programme.experiments
        if one.tries is Tries.HOUR
        for step in one.steps
        if arms.get(point_of(one, step)) in one.arms
    }


def is_in_other_words(programme: Programme, step: str, arms: Mapping[str, str]) -> bool:
    """Return whether *step* comes in its other words; without a draw it comes as it is written."""
    found = at_step(programme, step)
    return bool(found and found.tries is Tries.WORDING and arms.get(point_of(found, step)) == found.arms[1])


def other_words_drawn(programme: Programme) -> dict[str, str]:
    """Return the arm of somebody who gets the other words wherever they are tried, by point."""
    tried = [one for one in programme.experiments if one.tries is Tries.WORDING]
    return {point_of(one, step): one.arms[1] for one in tried for step in one.steps}


def in_other_words(step: Step) -> Step:
    """Return *step* as the second arm of an experiment reads it."""
    return replace(step, task=step.other_task or step.task, plan=step.other_plan or step.plan)


def in_words(experiment: Experiment) -> str:
    """Return what is drawn, as a disclosure says it."""
    many, p = len(experiment.steps), f"(with probability {experiment.probability:g})"
    acts = "1 act" if many == 1 else f"{many} acts"
    if experiment.tries is Tries.HOUR:
        first, second = experiment.arms
        return (
            f"At {acts} a draw decides whether it comes at {first} {p} or at {second}; an hour that somebody chose, "
            "quiet hours and other mails come first."
        )
    if experiment.tries is Tries.WORDING:
        return f"At {acts} a draw decides which of two wordings somebody reads {p}; what is to be done is the same."
    return f"At {many} check-ins a draw decides whether somebody who has not answered is reminded {p}."
