"""How many minutes were asked of each person: an estimate from what was sent, never from how long anybody took."""

from collections.abc import Iterable

from actions.report.counts import HANDED_OVER
from coaching.programmes import Programme, Step
from storage.reports import Asked

SECONDS = {"mail": 15, "question": 12, "task": 40, "plan": 90, "retrieval": 30}
"""For opening a mail and its page, for one question of a scale, for reading a task and saying how it went, for an
if-then plan, for a question with one right answer. Our estimates, unmeasured; doing the act itself is not in them."""


def minutes_asked(programme: Programme, asked: Iterable[Asked], enrolled: int) -> float | None:
    """Return the minutes of mails and questions that were asked of a person so far, on average over *enrolled*."""
    steps = {step.name: seconds(step) for step in programme.steps}
    sent = [one for one in asked if one.state in HANDED_OVER]
    mails = len({(one.enrollment_id, one.local_day) for one in sent})
    total = sum(steps.get(one.step, 0) for one in sent) + mails * SECONDS["mail"]
    return total / 60 / enrolled if sent and enrolled else None


def seconds(step: Step) -> int:
    """Return what one step asks, in seconds, without the mail it comes in.

    >>> seconds(Step("check-1", "", 14, check_in=("listening", "thanking")))
    24
    """
    questions = len(step.check_in) + len(step.ask)
    extra = (("task", step.task), ("plan", step.plan), ("retrieval", step.retrieval))
    return questions * SECONDS["question"] + sum(SECONDS[name] for name, held in extra if held)
