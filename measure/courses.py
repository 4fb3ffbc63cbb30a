"""The course over the check-ins: categories against a line, and where the silent would be.

Nothing imports this file at start: it needs numpy.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from measure.change import Answered, Change
from measure.effects import effects
from measure.growth import Growth, around, degrees, growth
from measure.lines import Rows, rows
from measure.mixed import Array, Fit, Structure, fit, sums
from measure.quantiles import f_tail
from measure.tipping import tipping_point

EXACT = 1e-12
"""A residual variance below this, on standardised answers, is none."""


@dataclass(frozen=True, slots=True)
class Course:
    """The fitted categories, on standardised answers; *at* numbers the category of each row."""

    data: Rows
    at: Array
    found: Fit
    structure: Structure
    categories: int


def modelled(
    counted: Change,
    used: Sequence[Answered],
    occasions: Sequence[Hashable],
    scale: tuple[float, float],
    programme_weeks: float,
    enrolled: int,
    unit: str,
) -> Change:
    """Return *counted* with the modelled numbers filled in; *used* are answers with a value, *enrolled* people."""
    course = _course(used, occasions)
    estimate, se = _contrast(course)
    ci = around(estimate, se, degrees(course.data.people))
    p = _shape(course)
    straight = _straight(used, programme_weeks)
    notes = [] if ci else ["The answers leave nothing over that an interval could be built on."]
    tipping = None
    if ci:
        last = sum(row.occasion == occasions[-1] for row in used)
        missing = max(0.0, 1 - last / enrolled)
        tipping = tipping_point(ci, missing, _end_of_missing(course, enrolled), scale, unit)
    return replace(
        counted,
        end_minus_baseline=estimate,
        ci=ci,
        shape_ok=None if p is None else p >= 0.05,
        shape_p=p,
        tipping_point=tipping.words if tipping else "Without an interval there is no tipping point.",
        tipping_points=tipping.worse_by if tipping else None,
        df=degrees(course.data.people),
        notes=(*notes, *straight.pop("notes")),
        **straight,
    )


def _course(used: Sequence[Answered], occasions: Sequence[Hashable]) -> Course:
    present = {row.occasion for row in used}
    number = {occasion: n for n, occasion in enumerate(one for one in occasions if one in present)}
    data = rows([row.person for row in used], [row.week for row in used], [float(row.value or 0) for row in used])
    at = np.array([number[row.occasion] for row in used])
    design = (at[:, None] == np.arange(len(number))).astype(float)
    structure = data.structure(shared=max(0, len(number) - 2)) if data.time_varies else "none"
    found = fit(sums(data.person, data.t, design, data.y), "reml", structure)
    return Course(data, at, found, structure, len(number))


def _contrast(course: Course) -> tuple[float, float | None]:
    """Return last minus first category in scale points, and its standard error (None where nothing is left over)."""
    b, v, unit = course.found.coefficients, course.found.covariance, course.data.y_unit
    estimate = float(b[-1] - b[0]) * unit
    if course.found.sigma2 < EXACT:
        return estimate, None
    return estimate, float(v[-1, -1] + v[0, 0] - 2 * v[-1, 0]) ** 0.5 * unit


def _shape(course: Course) -> float | None:
    """Return the p value of the categories against a straight line, None where the answers cannot tell."""
    data, extra = course.data, course.categories - 2
    counts, spread = data.spread()
    left = int(np.sum(counts - 1 - (spread > EXACT))) - extra
    if extra < 1 or left < 1 or course.found.sigma2 < EXACT:
        return None
    inner = (course.at[:, None] == np.arange(1, course.categories - 1)).astype(float)
    design = np.column_stack([np.ones_like(data.t), data.t, inner])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    found = fit(sums(data.person, data.t, design, data.y), "reml", course.structure)
    bend, spread_of_bend = found.coefficients[2:], found.covariance[2:, 2:]
    wald = float(bend @ np.linalg.solve(spread_of_bend, bend))
    return f_tail(wald / extra, extra, left)


def _end_of_missing(course: Course, enrolled: int) -> float:
    """Return where the model puts the people without a last answer at that time, on average, in scale points.

    Those who answered before are put where their own answers point; those who never answered, at the group's mean.
    """
    data, found = course.data, course.found
    ended = np.bincount(data.person, weights=course.at == course.categories - 1, minlength=data.people) > 0
    silent = enrolled - int(ended.sum())
    if silent < 1:
        return 0.0
    a, v = data.products(data.y - found.coefficients[course.at])
    weight = np.linalg.inv(max(found.sigma2, EXACT) * np.eye(2) + a @ found.g)
    deviation = np.einsum("ij,pjk,pk->pi", found.g, weight, v)
    end = float(np.mean(data.t[course.at == course.categories - 1]))
    shift = float((deviation[~ended] @ np.array([1.0, end])).sum()) / silent
    return data.y_mid + data.y_unit * (float(found.coefficients[-1]) + shift)


def _straight(used: Sequence[Answered], weeks: float) -> dict[str, Any]:
    """Return the straight line's change per week and over *weeks*, and over log2(1 + week) as a second look."""
    people, values = [row.person for row in used], [float(row.value or 0) for row in used]
    line = growth(people, [row.week for row in used], values)
    bent = growth(people, [float(np.log2(1 + max(row.week, 0.0))) for row in used], values)
    ci, slope = line.ci_slope, line.slope
    return {
        "notes": tuple(note for note in line.notes if not note[0].isdigit()),  # a note that begins so counts people
        "slope_reliability": _reliability(line, people, used),
        "change_per_week": slope,
        "ci_change_per_week": ci,
        "change_over_programme": None if slope is None else slope * weeks,
        "ci_change_over_programme": None if ci is None else (ci[0] * weeks, ci[1] * weeks),
        "change_over_programme_log2": None if bent.slope is None else bent.slope * float(np.log2(1 + weeks)),
    }


def _reliability(line: Growth, people: Sequence[Hashable], used: Sequence[Answered]) -> float | None:
    """Return how reliably a person's slope is told apart, for the person in the middle; None without slopes."""
    if line.var_slope is None or not line.sigma2:
        return None
    found = effects(line, people, [row.week for row in used], [float(row.value or 0) for row in used])
    return float(np.median([one.reliability for one in found]))
