"""Two cohorts side by side: only where the same was asked, about the same stretch of days, over the same weeks."""

from actions.report.shape import BehaviourFigures, Difference, Report
from coaching.errors import Refused
from measure.beside import Interval, difference


def compare(one: Report, other: Report) -> tuple[Difference, ...]:
    """Return how much more each behaviour changed in *one* than in *other*, the primary one first.

    The question carries the stretch of days it asks about, so the same words are the same recall window. Which
    cohort somebody was in was not drawn: what differs may be the people, the season or the trainer.

    Raises:
        Refused: one shows nothing, no behaviour was asked in the same words, or none has a change over the same weeks
            in both cohorts.
    """
    if one.cohort == other.cohort:
        raise Refused(f"Cohort '{one.cohort}' cannot be compared with itself. Name another one.")
    theirs = {at.behaviour: at for at in other.behaviours}
    both = [(at, theirs[at.behaviour]) for at in one.behaviours if at.behaviour in theirs]
    alike = [(mine, their) for mine, their in both if mine.asks == their.asks]
    if not (one.behaviours and other.behaviours):
        raise Refused(_nothing_shown(one, other))
    if not alike:
        raise Refused(_other_words(one, other, both[0] if both else None))
    ready = [(mine, their) for mine, their in alike if _can(mine) and _can(their)]
    same = [(mine, their) for mine, their in ready if _weeks(mine) == _weeks(their)]
    if not same:
        raise Refused(_other_weeks(one, other, ready[0] if ready else None))
    return tuple(_difference(one, other, mine, their) for mine, their in same)


def _difference(one: Report, other: Report, mine: BehaviourFigures, their: BehaviourFigures) -> Difference:
    found = difference(_interval(mine), _interval(their))
    weeks = f"From the start to week {_weeks(mine)[1]}."
    measured = f"'{one.cohort}' than in '{other.cohort}', {mine.label}"
    return Difference(measured, found.estimate, found.low, found.high, "days", drawn=False, note=weeks)


def _interval(at: BehaviourFigures) -> Interval:
    low, high = at.growth["ci"]
    return Interval(at.growth["end_minus_baseline"], low, high, at.growth["df"])


def _can(at: BehaviourFigures) -> bool:
    return at.growth["ci"] is not None


def _weeks(at: BehaviourFigures) -> tuple[int, int]:
    week = {check_in.step: check_in.week for check_in in at.check_ins}
    return week[at.growth["from"]], week[at.growth["to"]]


def _nothing_shown(one: Report, other: Report) -> str:
    few = " and ".join(f"'{report.cohort}'" for report in (one, other) if not report.behaviours)
    return (
        f"Cohorts '{one.cohort}' and '{other.cohort}' cannot be compared: too few people answer in {few}, so nothing "
        "is shown of what they did."
    )


def _other_words(one: Report, other: Report, pair: tuple[BehaviourFigures, BehaviourFigures] | None) -> str:
    said = f"Cohorts '{one.cohort}' and '{other.cohort}' cannot be compared: "
    if pair is None:
        return said + "they were asked about different behaviours. Compare cohorts of one programme."
    return (
        f"{said}{pair[0].label} was asked in different words, “{pair[0].asks}” and “{pair[1].asks}”, and what people "
        "answer hangs on the words and on the days they look back on. Compare cohorts that were asked the same."
    )


def _other_weeks(one: Report, other: Report, pair: tuple[BehaviourFigures, BehaviourFigures] | None) -> str:
    said = f"Cohorts '{one.cohort}' and '{other.cohort}' cannot be compared yet: "
    if pair is None:
        return said + "one of them has no change with an interval so far. Wait for its next check-in to close."
    return (
        f"{said}{pair[0].label} is known up to week {_weeks(pair[0])[1]} in one and week {_weeks(pair[1])[1]} in the "
        "other. Compare them when both have closed the same check-in."
    )
