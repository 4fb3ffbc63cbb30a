"""The report in words: the finding as a headline, what stands beside it, what is withheld, what it cannot show."""

from collections.abc import Sequence

from actions.report_shape import BehaviourFigures, CheckIn, ObservedFigures, StepFigures, WeekFigures
from coaching.programmes import Measure

TINY = 0.05
"""A change smaller than this is printed as 0.0, and is none to speak of."""
NOT_YET = "not asked yet"


def headline(behaviours: Sequence[BehaviourFigures], enough: bool) -> str:
    """Return the finding on the primary behaviour, in the unit people answered in."""
    primary = next((one for one in behaviours if one.primary), None)
    if primary is None or not enough:
        return "Too few to say yet"
    change, ci = primary.growth["end_minus_baseline"], primary.growth["ci"]
    if change is None or ci is None:
        return f"Too few to say yet whether {primary.label} changed"
    if ci[0] <= 0 <= ci[1] or abs(change) < TINY:
        return f"No clear change in {primary.label}{_so_far(primary)}"
    way = "more" if change > 0 else "fewer"
    start = f"People now report {primary.label} on {abs(change):.1f} {way} of five working days than at the start"
    return start if _is_over(primary) else f"So far: {start[0].lower()}{start[1:]}"


def _so_far(one: BehaviourFigures) -> str:
    return "" if _is_over(one) else " so far"


def _is_over(one: BehaviourFigures) -> bool:
    last = _named(one, one.growth["to"])
    return last is not None and last.measure == Measure.LAST


def _named(one: BehaviourFigures, step: str | None) -> CheckIn | None:
    return next((check_in for check_in in one.check_ins if check_in.step == step), None)


def lead(behaviours: Sequence[BehaviourFigures], enrolled: int, enough: bool, min_cell: int) -> tuple[str, ...]:
    """Return the paragraphs under the headline: the interval, who is missing, how much silence could hide."""
    primary = next((one for one in behaviours if one.primary), None)
    if primary is None or not enough:
        return (f"Fewer than {min_cell} people take part, so nothing about answers is shown; only what was sent is.",)
    growth = primary.growth
    if growth["end_minus_baseline"] is None:
        return (str(growth["withheld"]),)
    return tuple(filter(None, (_estimate(primary, enrolled), str(growth["tipping_point"]), _shape(primary))))


def _estimate(one: BehaviourFigures, enrolled: int) -> str:
    growth, first, last = one.growth, _named(one, one.growth["from"]), _named(one, one.growth["to"])
    change = signed(growth["end_minus_baseline"])
    interval = "no interval can be given" if growth["ci"] is None else f"95 % interval {_to(growth['ci'])}"
    if first is None or last is None or first.mean is None or last.mean is None:
        return ""
    return (
        f"The modelled difference between the start and week {last.week} is {change} days ({interval}). "
        f"{first.n} of {enrolled} people gave a number at the start, {first.mean:.1f} on average, and {last.n} in "
        f"week {last.week}, {last.mean:.1f}. The model uses everybody who answered, also those who fell "
        "silent later."
    )


def _shape(one: BehaviourFigures) -> str:
    if one.growth["shape_ok"] is False:
        return "The course is not a straight line, so the change per week should not be quoted alone."
    return ""


def signed(value: float) -> str:
    """Return a change as it is printed, with its sign and a true minus.

    >>> signed(-0.26), signed(1.0)
    ('−0.3', '+1.0')
    """
    return f"{value:+z.1f}".replace("-", "−")


def _to(ci: Sequence[float]) -> str:
    return f"{ci[0]:z.1f} to {ci[1]:z.1f}".replace("-", "−")


def withheld(
    steps: Sequence[StepFigures], weeks: Sequence[WeekFigures], behaviours: Sequence[BehaviourFigures]
) -> tuple[tuple[str, str], ...]:
    """Return what is not shown though it exists, each with why; what nobody has been asked yet is not among it."""
    found = [(f"Answers to '{one.title}'", one.withheld) for one in steps if one.withheld]
    found += [(f"Who did the task '{one.title}'", "too few people answered it") for one in steps if _hides_done(one)]
    found += [(f"Answers in {week_name(one.week)}", one.withheld) for one in weeks if one.withheld]
    for behaviour in behaviours:
        held = [one for one in behaviour.check_ins if one.withheld and one.withheld != NOT_YET]
        found += [(f"{_capital(behaviour.label)}, {week_name(one.week)}", one.withheld) for one in held]
        if behaviour.growth["end_minus_baseline"] is None:
            found.append((f"Change in {behaviour.label}", str(behaviour.growth["withheld"])))
    return tuple(found)


def _hides_done(one: StepFigures) -> bool:
    """Whether answers to a task are shown and what was done is not."""
    return one.kind == "task" and one.answered is not None and one.answered.n > 0 and one.done is None


def week_name(week: int) -> str:
    """Return what a week of the programme is called: the one before the workshop is the start.

    >>> week_name(0), week_name(12)
    ('the start', 'week 12')
    """
    return f"week {week}" if week else "the start"


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]


def unseen(observed: Sequence[ObservedFigures]) -> tuple[tuple[str, str], ...]:
    """Return what colleagues saw and is not shown, each with why."""
    return tuple(
        (f"{_capital(one.label)}, as colleagues saw it, {week_name(one.week)}", one.withheld)
        for one in observed
        if one.withheld
    )


def cannot_show(
    behaviours: Sequence[BehaviourFigures],
    observed: Sequence[ObservedFigures],
    late: int | None,
    suspect: int | None,
    late_too: bool,
) -> tuple[str, ...]:
    """Return what a reader must not take from this report, and what was done with doubtful answers."""
    found = [
        "This is what people say they did, not proof of transfer (tier 3 of LTEM, our reading).",
        "Nobody without the programme was asked, so what would have changed anyway cannot be told apart.",
        "It cannot show whether customers noticed."
        if any(one.mean is not None for one in observed)
        else "It cannot show whether customers or colleagues noticed.",
    ]
    baselines = [one.growth["late_baselines"] for one in behaviours if one.primary]
    if any(baselines):
        found.append(f"{baselines[0]} baselines came after the workshop and are left out of the change.")
    if late:
        where = "counted as answers" if late_too else "left out of the answers and of the change"
        found.append(f"{late} answers came after their window and are {where}.")
    if suspect:
        found.append(f"{suspect} answers came within a second of the page; they are counted like the others.")
    return tuple(found)
