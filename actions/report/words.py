"""The report in words: the finding as a headline, what stands beside it, what is withheld, what it cannot show."""

from collections.abc import Mapping, Sequence
from itertools import chain

from actions.report.shape import (
    BehaviourFigures,
    CheckIn,
    Difference,
    ObservedFigures,
    StepFigures,
    Stopped,
    WeekFigures,
)
from coaching.programmes import Measure

TINY = 0.05
"""A change smaller than this is printed as 0.0, and is none to speak of."""
NOT_YET = "not asked yet"
NO_COMPARISON = (
    "There was no comparison group, so how much of it came from the programme, and how much would have come anyway, "
    "is not known."
)


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


def lead(
    behaviours: Sequence[BehaviourFigures], comparisons: Sequence[Difference], enrolled: int, min_cell: int
) -> tuple[str, ...]:
    """Return the paragraphs under the headline: interval, comparison, who is missing, how much silence could hide."""
    primary = next((one for one in behaviours if one.primary), None)
    if primary is None:
        return (f"Fewer than {min_cell} people take part, so nothing about answers is shown; only what was sent is.",)
    growth, others = primary.growth, [*map(compared, comparisons)]
    if not any(one.unit == "days" for one in comparisons):
        others.append(NO_COMPARISON)
    if growth["end_minus_baseline"] is None:
        return (str(growth["withheld"]), *map(compared, comparisons))
    return tuple(filter(None, [_estimate(primary, enrolled), *others, _silence(growth), _shape(primary)]))


def compared(one: Difference) -> str:
    """Return a comparison as a sentence; without a draw it is a difference and no effect.

    >>> compared(Difference("Hamburg than the wait-list group", 1.9, 1.1, 2.7, "days", True))
    'The change is 1.9 days more in Hamburg than the wait-list group (95 % interval +1.1 to +2.7).'
    """
    way = "more" if one.estimate >= 0 else "less"
    interval = "no interval can be given"
    if one.low is not None and one.high is not None:
        interval = f"95 % interval {_to((one.low, one.high))}"
    said = f"The {one.what} is {abs(one.estimate):.1f} {one.unit} {way} in {one.measured} ({interval})."
    drawn = "" if one.drawn else "Who was in which group was not drawn, so this is a difference, not an effect."
    return " ".join(filter(None, [said, drawn, one.note]))


def _silence(growth: Mapping[str, object]) -> str:
    return f"What silence could hide: {_lower(str(growth['tipping_point']))}" if growth["tipping_point"] else ""


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


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
        "silent later, so it need not be the difference of these two."
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
    """Return an interval of a change, each end with its sign, as nobody takes a range of changes for one of levels."""
    return f"{ci[0]:+z.1f} to {ci[1]:+z.1f}".replace("-", "−")


def withheld(
    steps: Sequence[StepFigures],
    weeks: Sequence[WeekFigures],
    behaviours: Sequence[BehaviourFigures],
    observed: Sequence[ObservedFigures],
    stopped: Sequence[Stopped],
    people: Mapping[str, int | None],
    enough: bool,
    min_cell: int,
) -> tuple[tuple[str, str], ...]:
    """Return what is not shown though it exists, each with why; what nobody has been asked yet is not among it."""
    if not enough:
        return (("Everything but the ledger", f"fewer than {min_cell} people are enrolled"),)
    found = [(f"Answers to '{one.title}'", one.withheld) for one in steps if one.withheld]
    found += [(f"Who did the task '{one.title}'", "too few people answered it") for one in steps if _hides_done(one)]
    found += [(f"Answers in {week_name(one.week)}", one.withheld) for one in weeks if one.withheld]
    found += chain.from_iterable(_hidden(one) for one in behaviours)
    found += [(_observed(one), one.withheld) for one in observed if one.withheld]
    if any(one.people is None for one in stopped):
        found.append(("How many chose some of the barriers", f"fewer than {min_cell} people did, or nobody"))
    if any(n is None for n in people.values()):
        found.append(("How many stand where", f"fewer than {min_cell} people do, or others would follow from it"))
    return tuple(found)


def _hidden(one: BehaviourFigures) -> list[tuple[str, str]]:
    """Return the check-ins of a behaviour that are withheld, and its change where it is."""
    held = [at for at in one.check_ins if at.withheld and at.withheld != NOT_YET]
    found = [(f"{_capital(one.label)}, {week_name(at.week)}", at.withheld) for at in held]
    if one.growth["end_minus_baseline"] is None:
        found.append((f"Change in {one.label}", str(one.growth["withheld"])))
    return found


def _observed(one: ObservedFigures) -> str:
    return f"{_capital(one.label)}, as colleagues saw it, {week_name(one.week)}"


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


def cannot_show(
    behaviours: Sequence[BehaviourFigures],
    observed: Sequence[ObservedFigures],
    comparisons: Sequence[Difference],
    late: int | None,
    suspect: int | None,
) -> tuple[str, ...]:
    """Return what a reader must not take from this report, and what was done with doubtful answers."""
    found = ["This is what people say they did, not proof of transfer (tier 3 of LTEM, our reading)."]
    if not any(one.drawn and one.unit == "days" for one in comparisons):
        found.append("Nobody without the programme was asked, so nothing here says that the programme caused it.")
    seen = any(one.mean is not None for one in observed)
    found.append(f"It cannot show whether customers {'' if seen else 'or colleagues '}noticed.")
    baselines = [one.growth["late_baselines"] for one in behaviours if one.primary]
    if any(baselines):
        found.append(f"{baselines[0]} baselines came after the workshop: counted here, and left out of the change.")
    if late:
        found.append(f"{late} answers came after their window and are left out of the answers and of the change.")
    if suspect:
        found.append(f"{suspect} answers came within a second of the page; they are counted like the others.")
    return tuple(found)


def evidence(
    steps: Sequence[StepFigures],
    behaviours: Sequence[BehaviourFigures],
    observed: Sequence[ObservedFigures],
    comparisons: Sequence[Difference],
) -> tuple[tuple[str, str], ...]:
    """Return what each kind of figure is evidence of, by the tiers of LTEM (Thalheimer, version 12) as we read them."""
    found = [("Answered", "taking part: tier 2, activity")] if steps else []
    if any(one.kind == "task" for one in steps):
        found.append(("Done", "people say they did a prompted act: tier 3, and assisted by the prompt"))
    found += [(f"Change in {one.label}", str(one.growth["evidence_grade"])) for one in behaviours]
    if observed:
        found.append(("What colleagues saw", "observed by others while prompts still go out: towards tier 7, assisted"))
    grades = {True: "drawn, so what differs is an effect", False: "not drawn, so what differs is no effect"}
    return (*found, *((one.measured, grades[one.drawn]) for one in comparisons))
