"""How well items measure one thing: a model with one factor, and omega from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coaching.errors import Refused
from measure.checks import rectangle

if TYPE_CHECKING:
    from measure.mixed import Array

LEAST_OWN = 0.005
"""The least share of an item's variance that is its own: R's `factanal` stops there too."""


@dataclass(frozen=True, slots=True)
class Omega:
    """*omega*, and what it is made of: each item's loading on the factor and the variance of its own.

    *at_limit*: an item has no variance of its own left, so the model fits badly or the people are too few.
    """

    omega: float
    loadings: tuple[float, ...]
    own_variances: tuple[float, ...]
    at_limit: bool


def omega(rows: Sequence[Sequence[float]]) -> Omega:
    """Return McDonald's omega of *rows*, one row per person, one column per item, by maximum likelihood.

    (sum of loadings)^2 / ((sum of loadings)^2 + sum of own variances), McDonald 1999, Test Theory. Unlike alpha it does
    not suppose that all items measure the one thing equally; like alpha it is about people, not about their change.

    Raises:
        Refused: fewer than three people or items, no more people than items, unequal rows, or an item that does not
            vary or repeats another.
    """
    import numpy as np

    table = rectangle(rows, "people and items", (3, 3))
    people, items = len(table), len(table[0])
    if people <= items:
        raise Refused(f"{people} people cannot tell {items} items apart. Ask more people, or fewer items.")
    answers = np.array(table)
    covariance = np.cov(answers, rowvar=False)
    if (covariance.diagonal() <= 0).any():
        raise Refused("An item has the same answer from everybody, so it says nothing. Leave it out.")
    loadings, own = one_factor(covariance)
    whole = float(loadings.sum()) ** 2
    limit = bool((own <= 1.01 * LEAST_OWN * covariance.diagonal()).any())
    return Omega(whole / (whole + float(own.sum())), tuple(loadings.tolist()), tuple(own.tolist()), limit)


def one_factor(covariance: "Array") -> tuple["Array", "Array"]:
    """Return loadings and own variances of the one-factor model nearest to *covariance*, by maximum likelihood.

    Joereskog 1967, Psychometrika 32:443: the likelihood given the own variances is known, so only these are searched.

    Raises:
        Refused: an item repeats others.
    """
    import numpy as np
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    spread = np.sqrt(covariance.diagonal())
    correlation = covariance / np.outer(spread, spread)
    if np.linalg.cond(correlation) > 1e12:
        raise Refused("One item is made of the others, so they cannot be told apart. Leave it out.")
    start = np.clip(1 / np.linalg.inv(correlation).diagonal() / 2, LEAST_OWN, 1)
    found: Any = minimize(
        _misfit, start, (correlation,), "L-BFGS-B", True, bounds=[(LEAST_OWN, 1)] * len(spread),
        options={"ftol": 1e-14, "gtol": 1e-9, "maxiter": 5000},
    )  # fmt: skip
    loadings = _loadings(found.x, correlation)
    return loadings * spread * (1 if loadings.sum() >= 0 else -1), found.x * spread**2


def _loadings(own: "Array", correlation: "Array") -> "Array":
    """Return the loadings that are best where the items' *own* variances are these."""
    import numpy as np

    root = np.sqrt(own)
    values, vectors = np.linalg.eigh(correlation / np.outer(root, root))
    found: Array = root * vectors[:, -1] * np.sqrt(max(float(values[-1]) - 1, 0.0))
    return found


def _misfit(own: "Array", correlation: "Array") -> tuple[float, "Array"]:
    """Return how badly the best loadings fit, up to a constant, and its slope by the *own* variances."""
    import numpy as np

    root = np.sqrt(own)
    rest = np.linalg.eigvalsh(correlation / np.outer(root, root))[:-1]
    loadings = _loadings(own, correlation)
    left = np.outer(loadings, loadings) + np.diag(own) - correlation
    return float((rest - np.log(rest) - 1).sum()), left.diagonal() / own**2
