"""The linear mixed model with a random intercept and slope, from per-person sums.

y_i = X_i b + Z_i u_i + e_i, u_i ~ N(0, G), e ~ N(0, s2), Z_i = [1, t]. With G = s2 L L' and L lower triangular,
the profiled deviance (Bates, Maechler, Bolker & Walker 2015, J Stat Softw 67(1), section 3.4) needs only Z'Z, Z'X,
Z'y of each person and the totals of X'X, X'y, y'y. People with the same design share one matrix inversion.

Nothing imports this file at start: it needs numpy.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Method = Literal["reml", "ml"]
Structure = Literal["slopes", "intercepts", "none"]
"""Which differences between people the data can tell: both, the level only, or neither."""

FAR = 1e6
"""Differences between people of a million times the residual are no model any more: the data lie on lines."""


@dataclass(frozen=True, slots=True)
class Sums:
    """One entry per group of people with the same design, and the totals over all rows."""

    people: Array  # (groups,)
    zz: Array  # (groups, 2, 2)
    zx: Array  # (groups, 2, p)
    zy: Array  # (groups, 2): summed over the people of the group
    zy2: Array  # (groups, 2, 2): sum of (Z'y)(Z'y)' over the people of the group
    xx: Array  # (p, p)
    xy: Array  # (p,)
    yy: float
    rows: int

    @property
    def fixed(self) -> int:
        """How many fixed effects there are."""
        return int(self.xx.shape[0])


@dataclass(frozen=True, slots=True)
class Fit:
    """What the optimiser found, in the units of the sums it was given."""

    coefficients: Array
    covariance: Array  # of the coefficients
    g: Array  # (2, 2)
    sigma2: float
    deviance: float


def sums(person: NDArray[np.intp], t: Array, x: Array, y: Array) -> Sums:
    """Return the sums of rows: *person* counts from 0, *x* is (rows, p)."""
    count, z = int(person.max()) + 1, np.column_stack([np.ones_like(t), t])
    zz, zx, zy = by_person(person, z, z, count), by_person(person, z, x, count), by_person(person, z, y[:, None], count)
    design = np.round(np.concatenate([zz.reshape(count, -1), zx.reshape(count, -1)], axis=1), 9)
    first, group = _groups(design)
    zy = zy[:, :, 0]
    outer = zy[:, :, None] * zy[:, None, :]
    return Sums(
        people=np.bincount(group, minlength=len(first)).astype(float),
        zz=zz[first],
        zx=zx[first],
        zy=_grouped(group, zy, len(first)),
        zy2=_grouped(group, outer, len(first)),
        xx=x.T @ x,
        xy=x.T @ y,
        yy=float(y @ y),
        rows=len(y),
    )


def by_person(person: NDArray[np.intp], left: Array, right: Array, count: int) -> Array:
    """Return left'right of each person's rows, (people, left columns, right columns)."""
    found = np.empty((count, left.shape[1], right.shape[1]))
    for i in range(left.shape[1]):
        for j in range(right.shape[1]):
            found[:, i, j] = np.bincount(person, weights=left[:, i] * right[:, j], minlength=count)
    return found


def _groups(design: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the first person of each group, and each person's group."""
    _, first, group = np.unique(design, axis=0, return_index=True, return_inverse=True)
    return first, group.reshape(-1)


def _grouped(group: NDArray[np.intp], values: Array, count: int) -> Array:
    flat = values.reshape(len(values), -1)
    found = np.column_stack([np.bincount(group, weights=column, minlength=count) for column in flat.T])
    return found.reshape(count, *values.shape[1:]).astype(np.float64)


def fit(data: Sums, method: Method, structure: Structure = "slopes") -> Fit:
    """Return the estimates that minimise the REML or ML criterion.

    Several starts, an analytic gradient, and a nudge off the boundary: the criterion is flat across "no variance",
    so an optimiser that touches it may stay there although the minimum is elsewhere.
    """
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    free = {"slopes": [0, 1, 2], "intercepts": [0], "none": []}[structure]
    if not free:
        return _solution(np.zeros(3), data, method)

    def criterion(part: Array) -> tuple[float, Array]:
        value, slope = deviance(_theta(part, free), data, method)
        return value, slope[free]

    bounds = [[(0, FAR), (-FAR, FAR), (0, FAR)][place] for place in free]
    options = {"ftol": 1e-15, "gtol": 1e-9, "maxiter": 500}

    def descend(start: Array) -> Any:
        return minimize(criterion, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)

    starts = [np.array(start)[free] for start in ([1.0, 0.0, 1.0], [0.2, 0.0, 0.2], [4.0, 0.0, 4.0])]
    best = min((descend(start) for start in starts), key=lambda found: float(found.fun))
    nudged = descend(best.x + 0.05 * (best.x <= 1e-3))
    best = nudged if nudged.fun < best.fun else best
    return _solution(_theta(best.x, free), data, method)


def _theta(part: Array, free: Sequence[int]) -> Array:
    theta = np.zeros(3)
    theta[list(free)] = part
    return theta


def deviance(theta: Array, data: Sums, method: Method) -> tuple[float, Array]:
    """Return the profiled criterion at ``L = [[a, 0], [b, c]]`` and its gradient in (a, b, c).

    From d V = Z (dL L' + L dL') Z', d log|V| = tr(V^-1 dV), d r2 = -e' dV e with e = V^-1 (y - X b).
    """
    k, logdet, low = _weights(theta, data)
    xvx, beta, r2 = _profile(k, data)
    degrees = data.rows - (data.fixed if method == "reml" else 0)
    sigma2 = r2 / degrees
    value = logdet + degrees * (1 + math.log(2 * math.pi * sigma2))
    keep = np.eye(2) - data.zz @ k
    pulled = data.zx @ beta
    left = _residual_products(keep, pulled, data) / sigma2
    inner = np.einsum("g,gij->ij", data.people, keep @ data.zz) - left
    if method == "reml":
        value += np.linalg.slogdet(xvx)[1]
        reach = keep @ data.zx
        weighed = data.people[:, None, None] * (reach @ np.linalg.inv(xvx))
        inner = inner - np.tensordot(weighed, reach, axes=([0, 2], [0, 2]))
    slope = 2 * inner @ low
    return float(value), np.array([slope[0, 0], slope[1, 0], slope[1, 1]])


def _weights(theta: Array, data: Sums) -> tuple[Array, float, Array]:
    """Return K = L (I + L'AL)^-1 L' of each group, the sum of log|I + L'AL| over people, and L."""
    low = np.array([[theta[0], 0.0], [theta[1], theta[2]]])
    m = np.eye(2) + low.T @ data.zz @ low
    det = m[:, 0, 0] * m[:, 1, 1] - m[:, 0, 1] * m[:, 1, 0]
    adjugate = np.empty_like(m)
    adjugate[:, 0, 0], adjugate[:, 1, 1] = m[:, 1, 1], m[:, 0, 0]
    adjugate[:, 0, 1], adjugate[:, 1, 0] = -m[:, 0, 1], -m[:, 1, 0]
    return low @ (adjugate / det[:, None, None]) @ low.T, float(data.people @ np.log(det)), low


def _profile(k: Array, data: Sums) -> tuple[Array, Array, float]:
    """Return X'V^-1X, the coefficients and the weighted residual sum of squares."""
    kzx = k @ data.zx
    weighed = data.people[:, None, None] * data.zx
    xvx = data.xx - np.tensordot(weighed, kzx, axes=([0, 1], [0, 1]))
    xvy = data.xy - np.tensordot(kzx, data.zy, axes=([0, 1], [0, 1]))
    yvy = data.yy - float(np.einsum("gij,gij->", k, data.zy2))
    beta: Array = np.linalg.solve(xvx, xvy).astype(np.float64)
    return xvx, beta, max(yvy - float(beta @ xvy), 1e-14 * data.yy, 1e-300)


def _residual_products(keep: Array, pulled: Array, data: Sums) -> Array:
    """Return the sum over people of w w' with w = Z'V^-1 (y - X b)."""
    cross = data.zy[:, :, None] * pulled[:, None, :]
    own = data.people[:, None, None] * pulled[:, :, None] * pulled[:, None, :]
    products = data.zy2 - cross - cross.transpose(0, 2, 1) + own
    found: Array = np.einsum("gij,gjk,glk->il", keep, products, keep)
    return found


def _solution(theta: Array, data: Sums, method: Method) -> Fit:
    k, _, low = _weights(theta, data)
    xvx, beta, r2 = _profile(k, data)
    sigma2 = r2 / (data.rows - (data.fixed if method == "reml" else 0))
    value, _ = deviance(theta, data, method)
    covariance: Array = sigma2 * np.linalg.inv(xvx).astype(float)
    return Fit(beta, covariance, sigma2 * low @ low.T, sigma2, value)
