"""Answered and done, by step and by week: two columns with two denominators, in people.

*Answered* is of those the prompt was handed over to; "not yet" is an answer, so a task left open counts. *Done* is
of those who answered the task. An answer after the window is counted apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from actions.report.blocks import Block, Cells
from actions.report.shape import Share, StepFigures, WeekFigures
from actions.report.words import week_name
from coaching.programmes import Programme, Step, week_of
from coaching.states import State
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
    """Who was asked something, who answered, and who answered and did its task: sets of enrollment ids.

    *open* says that somebody's window has not closed, whether or not they have answered: it follows from the days.
    """

    sent: set[int] = field(default_factory=set)
    answered: set[int] = field(default_factory=set)
    tried: set[int] = field(default_factory=set)
    done: set[int] = field(default_factory=set)
    open: bool = False


def tallies(asked: Iterable[Asked], given: Iterable[Given], now: datetime) -> dict[str, Tally]:
    """Return who did what in time, by step."""
    found: dict[str, Tally] = defaultdict(Tally)
    for one in asked:
        if one.state in HANDED_OVER:
            tally = found[one.step]
            tally.sent.add(one.enrollment_id)
            tally.open |= one.closes_at is None or one.closes_at > now
            if one.state == State.ANSWERED:
                tally.answered.add(one.enrollment_id)
    for answer in given:
        tally = found[answer.step]
        if answer.enrollment_id in tally.sent and not answer.late and answer.question != BARRIER:
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


def completion(programme: Programme, told: Mapping[str, Tally], min_cell: int) -> tuple[Block, ...]:
    """Return answered and done as blocks: each week with its steps, then each step without a day.

    A week's union of people stands beside its steps, so all of these are printed together or not at all.
    """
    weeks: dict[int, list[Step]] = defaultdict(list)
    for step in programme.grid:
        if not step.is_pulse:
            weeks[week_of(step)].append(step)
    offered = [step for step in programme.steps if step.after_days is None and _of(told, step).sent]
    blocks = [_week_block(week, steps, told, min_cell) for week, steps in sorted(weeks.items())]
    return (*blocks, *(_step_block(step, _of(told, step), min_cell) for step in offered))


def _week_block(week: int, steps: Sequence[Step], told: Mapping[str, Tally], min_cell: int) -> Block:
    known = [(step, _of(told, step)) for step in steps]
    shown = [_figures(step, tally, min_cell) for step, tally in known]
    cells = Cells()
    for (_, tally), one in zip(known, shown, strict=True):
        _enter(cells, one.step, tally, one)
    together = _week(week, known, shown, min_cell)
    if together:
        whole = _union([tally for _, tally in known])
        _enter(cells, f"week {week}", whole, together)
    figures = {"steps": [asdict(one) for one in shown], "week": asdict(together) if together else None}
    return Block(f"week {week}", f"Answers in {week_name(week)}", figures, cells.account())


def _step_block(step: Step, tally: Tally, min_cell: int) -> Block:
    shown, cells = _figures(step, tally, min_cell), Cells()
    _enter(cells, step.name, tally, shown)
    figures = {"steps": [asdict(shown)], "week": None}
    return Block(f"step {step.name}", f"Answers to '{step.title}'", figures, cells.account())


def _enter(cells: Cells, name: str, tally: Tally, shown: StepFigures | WeekFigures) -> None:
    """Enter who stands behind what is printed of one step or week; what is withheld has nobody behind it."""
    if shown.answered:
        cells.enter(f"{name} answered", {one: "1" if one in tally.answered else "0" for one in tally.sent})
    if shown.done:
        cells.enter(f"{name} done", {one: "1" if one in tally.done else "0" for one in tally.tried})


def _figures(step: Step, tally: Tally, min_cell: int) -> StepFigures:
    """Return one step; what went to fewer than *min_cell* people is withheld, and done where fewer answered the task.

    No other step is hidden beside a small one: the report prints no total of answers, and how many were sent a step
    is no secret.
    """
    few = 0 < len(tally.sent) < min_cell
    shown = bool(tally.sent) and not few
    return StepFigures(
        step=step.name,
        title=step.title,
        kind=str(step.kind),
        day=step.after_days,
        week=None if step.after_days is None else week_of(step),
        sent=len(tally.sent),
        open=tally.open,
        answered=share(tally.answered, tally.sent) if shown else None,
        done=share(tally.done, tally.tried, min_cell) if shown and step.task else None,
        withheld=f"sent to fewer than {min_cell} people" if few else "",
    )


def _week(
    week: int, known: Sequence[tuple[Step, Tally]], shown: Sequence[StepFigures], min_cell: int
) -> WeekFigures | None:
    """Return a week in which something was sent; a union would give away a step, or a task, that is withheld.

    People are counted once a week, so that answers of one person do not count as several (they go together).
    """
    whole = _union([tally for _, tally in known])
    if not whole.sent:
        return None
    why = "it would give away a step that is withheld" if any(one.withheld for one in shown) else ""
    if len(whole.sent) < min_cell:
        why = f"fewer than {min_cell} people"
    if why:
        return WeekFigures(week, len(whole.sent), None, None, why)
    hides = any(step.task and tally.tried and not one.done for (step, tally), one in zip(known, shown, strict=True))
    done = None if hides else share(whole.done, whole.tried, min_cell)
    return WeekFigures(week, len(whole.sent), share(whole.answered, whole.sent), done, "")


def _union(tallies: Sequence[Tally]) -> Tally:
    whole = Tally()
    for one in tallies:
        whole.sent |= one.sent
        whole.answered |= one.answered
        whole.tried |= one.tried
        whole.done |= one.done
    return whole


def share(some: set[int], of: set[int], at_least: int = 1) -> Share | None:
    """Return how many of *of* are *some*, or None where *of* is smaller than *at_least*."""
    if len(of) < max(at_least, 1):
        return None
    found = wilson(len(some), len(of))
    return Share(len(some), len(of), found.estimate, found.low, found.high)


def _of(told: Mapping[str, Tally], step: Step) -> Tally:
    return told.get(step.name) or Tally()
