"""Experiments within a programme: at each of its decision points a draw says whether a reminder goes.

Never at the baseline, the last check-in or the follow-up: what is measured there must not hang on a draw (the lint
of programme files refuses it).
"""

from datetime import timedelta

from coaching.calendars import share_of
from coaching.programmes import Experiment, Programme

REMINDED, LEFT_ALONE = "reminder", "none"
PROXIMAL = timedelta(hours=72)
"""An answer counts for the decision before it when it comes within so long (evidence: the proximal outcome)."""


def at_step(programme: Programme, step: str) -> Experiment | None:
    """Return the experiment whose decision point *step* is, None where nothing is tried."""
    return next((one for one in programme.experiments if step in one.steps), None)


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
    return REMINDED if share_of(seed, experiment.name, address, step) < experiment.probability else LEFT_ALONE
