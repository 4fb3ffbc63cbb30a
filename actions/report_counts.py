"""Answered and done, by step and by week: two columns with two denominators, in people.

*Answered* is of those the prompt was handed over to; "not yet" is an answer, so a task left open counts. *Done* is
of those who answered the task. An answer after the window counts only where late ones are asked for.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from actions.report_shape import Share, StepFigures, WeekFigures
from actions.writing import week_of
from coaching.programmes import Programme, Step
from coaching.states import State
from measure.cells import withhold
from measure.intervals import wilson
from storage.reports import Asked, Given

TASK = "task"
"""The question of a task among the answers to a prompt; its values are done, not_yet and na."""
BARRIER = "barrier"
"""What got in the way: it adds to an answer and is none by itself."""
HANDED_OVER = frozenset({State.SENT, State.UNSURE, State.ANSWERED, State.EXPIRED})
OPEN = frozenset({State.SENT, State.UNSURE})


@dataclass
class Tally:
    """Who was asked something, who answered, and who answered and did its task: sets of enrollment ids."""

    sent: set[int] = field(default_factory=set)
    open: set[int] = field(default_factory=set)
    answered: set[int] = field(default_factory=set)
    tried: set[int] = field(default_factory=set)
    done: set[int] = field(default_factory=set)


def tallies(asked: Iterable[Asked], given: Iterable[Given], now: datetime, late_too: bool) -> dict[str, Tally]:
    """Return who did what, by step."""
    found: dict[str, Tally] = defaultdict(Tally)
    for one in asked:
        if one.state in HANDED_OVER:
            tally = found[one.step]
            tally.sent.add(one.enrollment_id)
            if one.state == State.ANSWERED:
                tally.answered.add(one.enrollment_id)
            elif one.state in OPEN and not (one.closes_at and one.closes_at <= now):
                tally.open.add(one.enrollment_id)
    for answer in given:
        tally = found[answer.step]
        counts = answer.question != BARRIER and (late_too or not answer.late)
        if answer.enrollment_id in tally.sent and counts:
            tally.answered.add(answer.enrollment_id)
            if answer.question == TASK:
                _take(tally, answer)
    return found


def _take(tally: Tally, answer: Given) -> None:
    """Count an answer to a task; of several that hold the latest decides."""
    tally.tried.add(answer.enrollment_id)
    if answer.value == "done":
        tally.done.add(answer.enrollment_id)
    else:
        tally.done.discard(answer.enrollment_id)


def by_step(programme: Programme, told: Mapping[str, Tally], min_cell: int) -> tuple[StepFigures, ...]:
    """Return the steps that ask the participant, in the order of their days, offered ones last.

    A step that went to fewer than *min_cell* people is withheld.
    """
    steps = [step for step in _in_order(programme) if not step.is_pulse and _is_known(step, told)]
    status = withheld_steps({step.name: len(_of(told, step).sent) for step in steps}, min_cell)
    return tuple(_figures(step, _of(told, step), status.get(step.name, ""), min_cell) for step in steps)


def withheld_steps(sent: Mapping[str, int], min_cell: int) -> dict[str, str]:
    """Return why a step's answers are withheld, by step; steps that nobody was sent are no cells.

    No other step is hidden beside a small one, because the report then prints no total of answers (see
    `actions.reporting`), and how many were sent a step is no secret.
    """
    cells = {step: n for step, n in sent.items() if n}
    if not cells:
        return {}
    status = withhold(cells, None, min_cell)
    return {step: "" if one == "shown" else f"sent to fewer than {min_cell} people" for step, one in status.items()}


def _figures(step: Step, tally: Tally, withheld: str, min_cell: int) -> StepFigures:
    shown = not withheld and bool(tally.sent)
    return StepFigures(
        step=step.name,
        title=step.title,
        kind=str(step.kind),
        day=step.after_days,
        week=None if step.after_days is None else week_of(step),
        sent=len(tally.sent),
        open=len(tally.open) if shown else None,
        answered=share(tally.answered, tally.sent) if shown else None,
        done=share(tally.done, tally.tried, min_cell) if shown and step.task else None,
        withheld=withheld,
    )


def by_week(
    programme: Programme, told: Mapping[str, Tally], steps: Sequence[StepFigures], min_cell: int
) -> tuple[WeekFigures, ...]:
    """Return the weeks in which something was sent: people who answered anything, people who did a task.

    People are counted once a week, so that answers of one person do not count as several (they go together).
    """
    hidden = {one.step for one in steps if one.withheld}
    weeks: dict[int, list[str]] = defaultdict(list)
    for step in programme.grid:
        if not step.is_pulse and _of(told, step).sent:
            weeks[week_of(step)].append(step.name)
    return tuple(
        _week(week, [told[name] for name in names], bool(hidden.intersection(names)), min_cell)
        for week, names in sorted(weeks.items())
    )


def _week(week: int, tallies: Sequence[Tally], hides: bool, min_cell: int) -> WeekFigures:
    sent, answered, tried, done = (
        set().union(*(getattr(one, name) for one in tallies)) for name in ("sent", "answered", "tried", "done")
    )
    why = "it would give away a step that is withheld" if hides else ""
    if len(sent) < min_cell:
        why = f"fewer than {min_cell} people"
    if why:
        return WeekFigures(week, len(sent), None, None, why)
    return WeekFigures(week, len(sent), share(answered, sent), share(done, tried, min_cell), "")


def share(some: set[int], of: set[int], at_least: int = 1) -> Share | None:
    """Return how many of *of* are *some*, or None where *of* is smaller than *at_least*."""
    if len(of) < max(at_least, 1):
        return None
    found = wilson(len(some), len(of))
    return Share(len(some), len(of), found.estimate, found.low, found.high)


def _in_order(programme: Programme) -> list[Step]:
    return [*programme.grid, *(step for step in programme.steps if step.after_days is None)]


def _is_known(step: Step, told: Mapping[str, Tally]) -> bool:
    """Whether a step belongs in the table: it has a day, or something led to it."""
    return step.after_days is not None or bool(_of(told, step).sent)


def _of(told: Mapping[str, Tally], step: Step) -> Tally:
    return told.get(step.name) or Tally()
