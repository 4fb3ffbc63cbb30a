"""Least squares whose errors allow for answers of the same people, or people of the same team, going together."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from coaching.errors import Refused
from measure.checks import finite, same_length
from measure.quantiles import t_quantile, t_two_sided

FEW = 10
"""With fewer clusters a permutation is better than any sandwich (measure.starts): evidence, table of comparisons."""


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One coefficient in units of the outcome per unit of its column; *df* are clusters minus coefficients."""

    term: str
    estimate: float
    se: float
    ci: tuple[float, float]
    df: int
    p: float


def clustered(
    outcome: Sequence[float], columns: Mapping[str, Sequence[float]], cluster: Sequence[Hashable]
) -> tuple[Coefficient, ...]:
    """Return the intercept and the coefficient of each column, with errors by *cluster* after Mancl & DeRouen 2001.

    >>> y, group, team = [1, 2, 2, 3, 4, 5, 4, 6, 5, 7], [0] * 5 + [1] * 5, list("aabbccddee")
    >>> found = clustered(y, {"group": group}, team)[1]
    >>> round(found.estimate, 2), found.df
    (3.0, 3)

    Raises:
        Refused: unequal lengths, columns that repeat each other, or no more clusters than coefficients.
    """
    import numpy as np

    from measure.prompts import numbered, sandwich

    same_length(outcome=outcome, cluster=cluster, **{f"column {name}": one for name, one in columns.items()})
    y = np.array(finite(outcome, "outcomes"))
    x = np.column_stack([np.ones_like(y), *(finite(column, name) for name, column in columns.items())])
    own = np.array(numbered(cluster))
    df = int(own.max()) + 1 - x.shape[1]
    if df < 1 or np.linalg.matrix_rank(x) < x.shape[1]:
        raise Refused(f"{df + x.shape[1]} clusters cannot tell {x.shape[1]} coefficients apart. Use fewer columns.")
    estimates, covariance = sandwich(x, y, np.ones_like(y), own)
    return tuple(
        _coefficient(term, float(estimate), float(spread) ** 0.5, df)
        for term, estimate, spread in zip(("intercept", *columns), estimates, covariance.diagonal(), strict=True)
    )


def _coefficient(term: str, estimate: float, se: float, df: int) -> Coefficient:
    half = se * t_quantile(0.975, df)
    p = t_two_sided(estimate / se, df) if se > 0 else 1.0 if estimate == 0 else 0.0
    return Coefficient(term, estimate, se, (estimate - half, estimate + half), df, p)
