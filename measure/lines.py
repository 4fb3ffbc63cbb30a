"""Rows made ready for the growth model: people numbered, columns standardised, and what the data can hold.

Nothing imports this file at start: it needs numpy.
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from measure.mixed import Array, Fit, Method, Structure, fit, sums


@dataclass(frozen=True, slots=True)
class Rows:
    """Answers with standardised time and value: ``t = (time - t_mid) / t_unit``, likewise *y*."""

    names: tuple[Hashable, ...]
    person: NDArray[np.intp]
    t: Array
    y: Array
    t_mid: float
    t_unit: float
    y_mid: float
    y_unit: float
    time_varies: bool
    value_varies: bool

    @property
    def people(self) -> int:
        """How many people answered."""
        return len(self.names)

    @property
    def observations(self) -> int:
        """How many answers there are."""
        return len(self.y)

    @property
    def once(self) -> int:
        """How many people answered once."""
        return int(np.count_nonzero(np.bincount(self.person) == 1))

    def structure(self, shared: int = 0) -> Structure:
        """Return which differences between people can be told from noise.

        Slopes need two people with two times and at least one answer more than the people's own lines use up;
        levels need two answers more than people; *shared* is how many effects beside a line are to be estimated
        from the same answers. lme4 refuses the model where answers do not outnumber random
        effects; this is the same or more generous.
        """
        counts, spread = self.spread()
        sloped = spread > 1e-12
        if np.count_nonzero(sloped) >= 2 and np.sum(counts - 1 - sloped) >= 1 + shared:
            return "slopes"
        return "intercepts" if np.sum(counts - 1) >= 2 + shared else "none"

    def exact(self, structure: Structure) -> bool:
        """Whether the people's own lines leave nothing over, so that there is no residual variance."""
        if structure == "none":
            left = self.y - np.polyval(np.polyfit(self.t, self.y, 1), self.t)
        else:
            lines = self._lines(structure)
            left = self.y - lines[self.person, 0] - lines[self.person, 1] * self.t
        return float(left @ left) <= 1e-12 * self.observations

    def lines(self, structure: Structure) -> tuple[Array, Array, int]:
        """Return mean, covariance and number of people's own lines, in the units of the data."""
        lines = self._lines(structure)
        if structure == "none":
            lines = np.tile(np.polyfit(self.t, self.y, 1)[::-1], (self.people, 1))
        if structure == "slopes":
            lines = lines[self.spread()[1] > 1e-12]
        back = self.back()
        lines = lines @ back.T * self.y_unit
        lines[:, 0] += self.y_mid
        return lines.mean(axis=0), np.atleast_2d(np.cov(lines.T)), len(lines)

    def plain(self) -> tuple[float, float | None]:
        """Return the least-squares line through all answers; its slope is None where time does not vary."""
        if not self.time_varies:
            return self.y_mid + self.y_unit * float(np.mean(self._means())), None
        if not self.value_varies:
            return self.y_mid, 0.0
        slope, level = np.polyfit(self.t, self.y, 1)
        at_zero, per_unit = self.back() @ np.array([level, slope]) * self.y_unit
        return float(at_zero) + self.y_mid, float(per_unit)

    def level_se(self) -> float:
        """Return the standard error of the mean of people's means."""
        return self.y_unit * float(np.std(self._means(), ddof=1)) / math.sqrt(self.people)

    def line(self, method: Method, structure: Structure) -> tuple[Fit, Fit]:
        """Return the mixed model in the units of the data, and as fitted on the standardised columns."""
        design = np.column_stack([np.ones_like(self.t), self.t])
        raw = fit(sums(self.person, self.t, design, self.y), method, structure)
        back, scale = self.back(), self.y_unit**2
        coefficients = back @ raw.coefficients * self.y_unit
        coefficients[0] += self.y_mid
        deviance = raw.deviance + 2 * self.observations * math.log(self.y_unit)
        if method == "reml":
            deviance += 2 * math.log(self.t_unit) - 4 * math.log(self.y_unit)
        found = Fit(
            coefficients, back @ raw.covariance @ back.T * scale, back @ raw.g @ back.T * scale, raw.sigma2 * scale,
            deviance,
        )  # fmt: skip
        return found, raw

    def to_standard(self, var_intercept: float, cov: float, var_slope: float) -> Array:
        """Return a covariance matrix of levels and slopes on the standardised columns."""
        forth = np.linalg.inv(self.back()) / self.y_unit
        found: Array = forth @ np.array([[var_intercept, cov], [cov, var_slope]]) @ forth.T
        return found

    def products(self, residual: Array) -> tuple[Array, Array]:
        """Return each person's Z'Z and Z'residual, Z = [1, t]."""
        n, st, stt = (np.bincount(self.person, weights=self.t**power) for power in range(3))
        r, tr = (np.bincount(self.person, weights=residual * self.t**power) for power in range(2))
        return np.stack([np.stack([n, st], -1), np.stack([st, stt], -1)], -2), np.stack([r, tr], -1)

    def with_time(self, time: Array) -> "Rows":
        """Return the same answers on another scale of time."""
        t, mid, unit, varies = standardised(time)
        return replace(self, t=t, t_mid=mid, t_unit=unit, time_varies=varies)

    def back(self) -> Array:
        """Return the matrix that carries (level, slope) from standardised time to the time of the data."""
        return np.array([[1.0, -self.t_mid / self.t_unit], [0.0, 1.0 / self.t_unit]])

    def _means(self) -> Array:
        found: Array = np.bincount(self.person, weights=self.y) / np.bincount(self.person)
        return found

    def spread(self) -> tuple[Array, Array]:
        """Return each person's number of answers and sum of squares of time about their mean."""
        counts = np.bincount(self.person).astype(float)
        mean = np.bincount(self.person, weights=self.t) / counts
        squares = np.bincount(self.person, weights=(self.t - mean[self.person]) ** 2)
        return counts, squares.astype(np.float64)

    def _lines(self, structure: Structure) -> Array:
        """Return each person's own line: a common slope unless slopes can differ; nought where there is no time."""
        counts, spread = self.spread()
        t_mean = np.bincount(self.person, weights=self.t) / counts
        cross = np.bincount(self.person, weights=(self.t - t_mean[self.person]) * self.y)
        common = cross.sum() / spread.sum() if spread.sum() > 1e-12 else 0.0
        own = np.divide(cross, spread, out=np.zeros_like(cross), where=spread > 1e-12)
        slope = own if structure == "slopes" else np.full_like(cross, common)
        return np.column_stack([self._means() - slope * t_mean, slope])


def rows(people: Sequence[Hashable], time: Sequence[float], value: Sequence[float]) -> Rows:
    """Return checked columns as `Rows`; people are numbered in order of appearance."""
    number: dict[Hashable, int] = {}
    person = np.array([number.setdefault(one, len(number)) for one in people], dtype=np.intp)
    t, t_mid, t_unit, time_varies = standardised(np.asarray(time, dtype=float))
    y, y_mid, y_unit, value_varies = standardised(np.asarray(value, dtype=float))
    return Rows(tuple(number), person, t, y, t_mid, t_unit, y_mid, y_unit, time_varies, value_varies)


def standardised(column: Array) -> tuple[Array, float, float, bool]:
    """Return the column about its middle in units of its spread, both of these, and whether it varies at all."""
    middle = float(column.mean())
    unit = float(column.std())
    if float(np.ptp(column)) <= 1e-12 * max(1e-300, float(np.abs(column).max())):
        return np.zeros_like(column), middle, 1.0, False
    return (column - middle) / unit, middle, unit, True
