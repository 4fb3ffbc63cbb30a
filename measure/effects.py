"""How far each person stands from the group's line, shrunk by how little they answered."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coaching.errors import Refused
from measure.checks import finite, same_length
from measure.growth import Growth

if TYPE_CHECKING:
    from measure.lines import Rows
    from measure.mixed import Array

RANKABLE = 0.7
"""Do not put people in an order when their slopes are told apart less reliably than this; a convention, our choice."""


@dataclass(frozen=True, slots=True)
class PersonEffect:
    """One person's deviation from the group's level at time 0 and from its slope, in the units of the data.

    The standard errors are conditional on the group's line (lme4's ``condVar``). *reliability* is the share of
    true differences in this person's own slope, from 0 to 1.
    """

    person: Hashable
    intercept: float
    slope: float
    se_intercept: float
    se_slope: float
    reliability: float


def effects(
    fitted: Growth, people: Sequence[Hashable], time: Sequence[float], value: Sequence[float]
) -> tuple[PersonEffect, ...]:
    """Return each person's empirical Bayes deviation, in order of appearance in the rows that *fitted* came from.

    With one answer a person stands close to the group, with seven almost where their own answers put them: a
    deviation is a best guess, not a mark. Below a *reliability* of `RANKABLE` nobody should be ranked.

    Raises:
        Refused: the model knows no differences between people, or the columns cannot be used.
    """
    from measure.lines import rows

    same_length(people=people, time=time, value=value)
    if fitted.var_intercept is None or fitted.sigma2 is None or fitted.slope is None:
        raise Refused("The data cannot tell these people apart, so there are no deviations to give.")
    data = rows(people, finite(time, "times"), finite(value, "values"))
    return _effects(fitted, data, fitted.slope)


def _effects(fitted: Growth, data: "Rows", slope: float) -> tuple[PersonEffect, ...]:
    import numpy as np

    g = data.to_standard(fitted.var_intercept or 0.0, fitted.cov or 0.0, fitted.var_slope or 0.0)
    sigma2 = max((fitted.sigma2 or 0.0) / data.y_unit**2, 1e-12)
    level_here = (fitted.intercept + slope * data.t_mid - data.y_mid) / data.y_unit
    slope_here = slope * data.t_unit / data.y_unit
    a, v = data.products(data.y - level_here - slope_here * data.t)
    weight = np.linalg.inv(sigma2 * np.eye(2) + a @ g)
    shift = np.einsum("ij,pjk,pk->pi", g, weight, v)
    spread = sigma2 * g @ weight
    return _in_units(data, shift, spread, _reliability(data, float(g[1, 1]), sigma2))


def _reliability(data: "Rows", var_slope: float, sigma2: float) -> "Array":
    """Return G11 / (G11 + s2 / SS_t) of each person, nought without differences or without times."""
    between = var_slope * data.spread()[1]
    found: Array = between / (between + sigma2)
    return found


def _in_units(data: "Rows", shift: "Array", spread: "Array", reliability: "Array") -> tuple[PersonEffect, ...]:
    back = data.back() * data.y_unit
    moved, wide = shift @ back.T, back @ spread @ back.T
    se = wide[:, (0, 1), (0, 1)].clip(min=0) ** 0.5
    columns = zip(data.names, moved, se, reliability, strict=True)
    return tuple(
        PersonEffect(name, float(at[0]), float(at[1]), float(wide[0]), float(wide[1]), float(rel))
        for name, at, wide, rel in columns
    )
