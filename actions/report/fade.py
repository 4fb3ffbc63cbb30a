"""What is left after the prompts stopped: each follow-up beside the last check-in, of those who answered both.

Habit or following reminders: a fall says the second, at least for those who still answer. It is of completers, so it is
never the headline.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from statistics import fmean, stdev

from actions.report.blocks import Block, Cells, Printed
from actions.report.change import Window, number_of_days
from actions.report.shape import Fade
from coaching.programmes import Behaviour, Measure, Programme, Step, week_of
from coaching.treatments import is_coaching
from storage.reports import Given


def fade_blocks(
    programme: Programme, given: Sequence[Given], over: Mapping[str, Window], min_cell: int
) -> tuple[Block, ...]:
    """Return a block for each behaviour and follow-up that is over, the primary behaviour first."""
    last = next((step for step in programme.check_ins if step.measure is Measure.LAST), None)
    probes = [step for step in programme.check_ins if step.measure is Measure.FOLLOW_UP]
    ready = [one for one in probes if last and not over[one.name].waits and not over[last.name].waits]
    order = sorted(programme.behaviours, key=lambda one: one.name != programme.primary)
    return tuple(
        _block(programme, behaviour, last, probe, given, min_cell)
        for behaviour in order
        for probe in ready
        if last and behaviour.name in last.check_in and behaviour.name in probe.check_in
    )


def _block(
    programme: Programme, behaviour: Behaviour, last: Step, probe: Step, given: Sequence[Given], min_cell: int
) -> Block:
    before, after = (_values(given, behaviour.name, step) for step in (last, probe))
    both = sorted(before.keys() & after.keys())
    cells = Cells()
    shown: Fade | None = None
    if len(both) >= min_cell:
        shown = _fade(programme, behaviour, last, probe, [after[one] - before[one] for one in both])
        cells.enter("both", {one: f"{before[one]:g} {after[one]:g}" for one in both})
    name, what = f"fade {behaviour.name} {probe.name}", f"What is left of {behaviour.label} in week {week_of(probe)}"
    return Block(name, what, {"fade": asdict(shown) if shown else None}, cells.account())


def _values(given: Sequence[Given], behaviour: str, step: Step) -> dict[int, float]:
    """Return the last number each person gave in time."""
    found = ((one.enrollment_id, number_of_days(one)) for one in given
             if (one.step, one.question, one.late) == (step.name, behaviour, False))  # fmt: skip
    return {person: value for person, value in found if value is not None}


def _fade(programme: Programme, behaviour: Behaviour, last: Step, probe: Step, changes: Sequence[float]) -> Fade:
    from measure.quantiles import t_quantile

    n, mean = len(changes), fmean(changes)
    half = t_quantile(0.975, n - 1) * stdev(changes) / n**0.5
    first, end = last.after_days or 0, probe.after_days or 0
    acts = sum(is_coaching(step) and first < (step.after_days or 0) < end for step in programme.grid)
    return Fade(behaviour.label, week_of(last), week_of(probe), n, mean, mean - half, mean + half, acts)


def fades(printed: Sequence[Printed]) -> tuple[Fade, ...]:
    """Return what the blocks print."""
    return tuple(Fade(**one.figures["fade"]) for one in printed if one.figures["fade"])


def withheld(printed: Sequence[Printed], min_cell: int) -> tuple[tuple[str, str], ...]:
    """Return the follow-ups that cannot be shown, each with why."""
    why = f"fewer than {min_cell} people answered both the last check-in and this one"
    return tuple((one.what, why) for one in printed if not one.figures["fade"])
