"""Whether what was drawn came out as often as its stored probability says: a check of the draw itself."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from coaching.errors import Refused
from measure.checks import finite, same_length

SUSPECT = 0.01
"""Under this p value somebody should look at how the draws were made or kept; our choice."""


@dataclass(frozen=True, slots=True)
class Realised:
    """Of *n* draws *treated* came out one way and *expected* were to be; *p* is two-sided.

    *p* is how often a fair draw would be as far off or farther: exact (binomial) where all draws have one probability,
    else by the normal approximation with the correction for whole numbers.
    """

    n: int
    treated: int
    share: float
    expected: float
    p: float

    @property
    def is_suspect(self) -> bool:
        """Whether chance alone would seldom do this."""
        return self.p < SUSPECT


def realised(treated: Sequence[bool | int], probability: Sequence[float]) -> Realised:
    """Return how the draws came out; *probability* is that of being treated, as it was stored.

    >>> round(realised([1] * 7 + [0] * 3, [0.5] * 10).p, 5)
    0.34375

    Raises:
        Refused: no draws, unequal lengths, something else than 0 and 1, or a probability not between 0 and 1.
    """
    same_length(treated=treated, probability=probability)
    flags, chances = finite(treated, "treatments"), finite(probability, "probabilities")
    if set(flags) - {0, 1}:
        raise Refused("A treatment is neither 0 nor 1. Write 1 for the arm that the probability is of.")
    if not 0 < min(chances) <= max(chances) < 1:
        raise Refused("A probability of treatment is not between 0 and 1. Give the one that was drawn with.")
    n, x, expected = len(flags), int(sum(flags)), math.fsum(chances)
    p = _exact(x, n, chances[0]) if len(set(chances)) == 1 else _roughly(x, expected, chances)
    return Realised(n, x, x / n, expected, p)


def _exact(x: int, n: int, p: float) -> float:
    """Return the probability of all outcomes that are no likelier than *x* of *n* (the two-sided binomial test)."""
    logs = [_log_probability(k, n, p) for k in range(n + 1)]
    most = logs[x] + 1e-9
    return min(1.0, math.fsum(math.exp(one) for one in logs if one <= most))


def _log_probability(k: int, n: int, p: float) -> float:
    ways = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return ways + k * math.log(p) + (n - k) * math.log1p(-p)


def _roughly(x: int, expected: float, chances: Sequence[float]) -> float:
    spread = math.sqrt(math.fsum(p * (1 - p) for p in chances))
    return min(1.0, math.erfc(max(0.0, abs(x - expected) - 0.5) / spread / math.sqrt(2)))
