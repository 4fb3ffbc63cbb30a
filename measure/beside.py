"""Two groups' changes side by side: their difference and its interval."""

from collections.abc import Sequence
from dataclasses import dataclass

from measure.quantiles import t_quantile


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its 95 % interval; *df* are the degrees of freedom of its t, None for the normal."""

    estimate: float
    low: float
    high: float
    df: int | None


def difference(one: Interval, other: Interval) -> Interval:
    """Return *one* minus *other*, of different people.

    The standard errors are taken back from the intervals and added in squares; the degrees of freedom are
    Welch's (1947), rounded down, where either interval used t.

    >>> found = difference(Interval(1.5, 1.0, 2.0, None), Interval(0.5, 0.0, 1.0, None))
    >>> round(found.estimate, 2), round(found.low, 2), round(found.high, 2)
    (1.0, 0.29, 1.71)
    """
    parts = [_variance(at) for at in (one, other)]
    total = sum(parts)
    shares = [(part**2 / at.df) if at.df else 0.0 for part, at in zip(parts, (one, other), strict=True)]
    df = int(total**2 / sum(shares)) if sum(shares) > 0 else None
    half = t_quantile(0.975, df) * total**0.5
    estimate = one.estimate - other.estimate
    return Interval(estimate, estimate - half, estimate + half, df)


def pooled(parts: Sequence[Interval], weights: Sequence[float]) -> Interval:
    """Return the weighted mean of estimates from different people; the weights do not hang on the estimates.

    >>> found = pooled([Interval(1.0, 0.0, 2.0, None), Interval(2.0, 1.0, 3.0, None)], [10, 10])
    >>> round(found.estimate, 2), round(found.low, 2), round(found.high, 2)
    (1.5, 0.79, 2.21)
    """
    shares = [weight / sum(weights) for weight in weights]
    variances = [share**2 * _variance(at) for share, at in zip(shares, parts, strict=True)]
    apart = sum(one**2 / at.df for one, at in zip(variances, parts, strict=True) if at.df)
    df = int(sum(variances) ** 2 / apart) if apart > 0 else None
    half = t_quantile(0.975, df) * sum(variances) ** 0.5
    estimate = sum(share * at.estimate for share, at in zip(shares, parts, strict=True))
    return Interval(estimate, estimate - half, estimate + half, df)


def _variance(at: Interval) -> float:
    return ((at.high - at.low) / (2 * t_quantile(0.975, at.df))) ** 2
