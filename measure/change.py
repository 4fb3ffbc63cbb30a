"""The declared primary number: the modelled last check-in minus the baseline, with all that must stand beside it."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, median
from typing import Any

from coaching.errors import Refused
from measure.cells import MIN_CELL, withhold
from measure.checks import finite

MIN_PEOPLE = 8
MIN_CHECK_INS = 3
"""Below either there is no model: our choice, a line and two variances per person need at least that."""
SELF_REPORT = "self-reported frequency, without a comparison group (LTEM tier 3, our reading)"


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer: *week* is the day of answering in weeks from the workshop; *value* None is "no chance to"."""

    person: Hashable
    week: float
    occasion: Hashable
    value: float | None
    late_baseline: bool = False


@dataclass(frozen=True, slots=True)
class OccasionMean:
    """The plain mean of those who answered at one check-in; both None where too few did to show it."""

    occasion: Hashable
    answers: int | None
    mean: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """What changed, in scale points; where *withheld* gives a reason, only the means are there.

    *people* and *responses* count everybody who answered, late baselines and "no chance" included (None under
    the smallest count that may be shown). *shape_ok* is False where a straight line misreads the course, so that
    `change_per_week` and `change_over_programme` should not be quoted alone; None where it cannot be tested.
    `change_over_programme_log2` is the same line over log2(1 + week): how much the answer hangs on straightness.
    *df* are the degrees of freedom of the interval's t, None where the normal is used. *slope_reliability* is that of
    the change of a person in the middle, from 0 to 1: below 0.7 nobody should be ranked.
    """

    people: int | None
    responses: int | None
    response_rate: float | None
    late_baselines: int | None
    evidence_grade: str
    means: tuple[OccasionMean, ...]
    withheld: str | None
    end_minus_baseline: float | None = None
    ci: tuple[float, float] | None = None
    change_per_week: float | None = None
    ci_change_per_week: tuple[float, float] | None = None
    change_over_programme: float | None = None
    ci_change_over_programme: tuple[float, float] | None = None
    change_over_programme_log2: float | None = None
    shape_ok: bool | None = None
    shape_p: float | None = None
    df: int | None = None
    slope_reliability: float | None = None
    tipping_point: str | None = None
    tipping_points: float | None = None
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the fields as plain values, under the names the report uses."""
        return asdict(self)


def change(
    rows: Sequence[Answered],
    asked: Mapping[Any, int],
    scale: tuple[float, float] = (0, 5),
    programme_weeks: float = 12,
    *,
    enrolled: int | None = None,
    min_cell: int = MIN_CELL,
    evidence_grade: str = SELF_REPORT,
    unit: str = "points",
) -> Change:
    """Return the modelled change from the first occasion of *asked* to the last, and what stands beside it.

    *asked* names the check-ins in order, baseline first, each with how many people were asked; *enrolled* is the
    largest of these unless given; *unit* is what people answered in. Leave the follow-up out of *asked* and of
    *rows*; it is a second question.

    The model is a random intercept and slope by REML with the check-in as a category, over everybody who answered
    on time: nobody is dropped for a missing answer. A baseline answered late is no baseline: that answer stays out
    and is counted, the person's others stay in. Intervals use t with people - 2 below fifty people. Beside it
    stands the straight line, and whether one fits: a Wald F test of the check-in categories against it (REML;
    denominator: answers beyond people's own lines and the categories; in 400 simulated programmes each, with
    10, 20 and 40 people, it rejected a true line 4 to 6 % of the time, where the likelihood-ratio test did 6 to
    11 %).

    Raises:
        Refused: no rows, an occasion that was not asked, a value off the scale, a second answer of one person to
            one occasion, or more answers than were asked for.
    """
    _check(rows, asked, scale, programme_weeks)
    used = [row for row in rows if row.value is not None and not row.late_baseline]
    people, reason = len({row.person for row in rows}), _too_few(used, asked)
    shown = people >= min_cell
    counted = Change(
        people=people if shown else None,
        responses=len(rows) if shown else None,
        response_rate=len(rows) / sum(asked.values()) if shown else None,
        late_baselines=_count(sum(row.late_baseline for row in rows), min_cell),
        evidence_grade=evidence_grade,
        means=_means(used, asked, min_cell),
        withheld=reason,
    )
    if reason:
        return counted
    from measure.courses import modelled

    return modelled(counted, used, tuple(asked), scale, programme_weeks, enrolled or max(asked.values()), unit)


def _too_few(used: Sequence[Answered], asked: Mapping[Any, int]) -> str | None:
    """Return why there is no model, as a sentence without small counts, or None."""
    each = Counter(row.person for row in used)
    if len(each) < MIN_PEOPLE:
        return f"Too few to say: fewer than {MIN_PEOPLE} people gave an answer that can be used."
    if median(each.values()) < MIN_CHECK_INS:
        return f"Too few to say: half of the people answered fewer than {MIN_CHECK_INS} check-ins."
    ends, at = (next(iter(asked)), list(asked)[-1]), Counter(row.occasion for row in used)
    if min(at[end] for end in ends) < 2:
        return "Too few to say: hardly anybody answered the first or the last check-in."
    return None


def _means(used: Sequence[Answered], asked: Mapping[Any, int], min_cell: int) -> tuple[OccasionMean, ...]:
    """Return the mean of each occasion, from *min_cell* answers on and where no hidden count can be worked out."""
    values: dict[Hashable, list[float]] = {occasion: [] for occasion in asked}
    for row in used:
        values[row.occasion].append(float(row.value or 0))
    status = withhold({occasion: len(found) for occasion, found in values.items()}, len(used), min_cell)
    return tuple(
        OccasionMean(occasion, len(found), fmean(found))
        if status[occasion] == "shown"
        else OccasionMean(occasion, None, None)
        for occasion, found in values.items()
    )


def _count(n: int, min_cell: int) -> int | None:
    """Return a count that may be shown: nought says nothing about anybody here."""
    return n if n == 0 or n >= min_cell else None


def _check(
    rows: Sequence[Answered], asked: Mapping[Any, int], scale: tuple[float, float], programme_weeks: float
) -> None:
    if len(asked) < 2 or any(n < 1 for n in asked.values()):
        raise Refused("A change needs a first and a last check-in, each asked of somebody.")
    if not rows or not programme_weeks > 0 or not scale[0] < scale[1]:
        raise Refused("There is no answer, no programme length or no scale. Give rows, weeks above 0 and a scale.")
    finite((row.week for row in rows), "weeks")
    values = [row.value for row in rows if row.value is not None]
    if values and any(not scale[0] <= value <= scale[1] for value in finite(values, "answers")):
        raise Refused(f"An answer lies off the scale from {scale[0]:g} to {scale[1]:g}. Correct it or leave it out.")
    given = Counter(row.occasion for row in rows)
    for occasion, count in given.items():
        if count > asked.get(occasion, 0):
            raise Refused(f"More answers came to '{occasion}' than were asked for. Count everyone who was asked.")
    if len({(row.person, row.occasion) for row in rows}) < len(rows):
        raise Refused("A person answered the same check-in twice. Keep the answer that counts.")
