"""What a prompt does to whether something is done within hours: the ratio of two shares, for drawn prompts."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING, NamedTuple

from coaching.errors import Refused
from measure.prompts import Trial, corrected, flags, trial_of
from measure.quantiles import t_quantile, t_two_sided

if TYPE_CHECKING:
    from measure.mixed import Array

MOST_STEPS = 100
NEAR = 1e-10
"""Newton's steps at most, and how small the equations are to be, in units of rows. Our choice."""


@dataclass(frozen=True, slots=True)
class RatioTerm:
    """One effect of the treatment on the log of the share (*effect*, *se*, *ci*), and as a *ratio* of shares."""

    term: str
    effect: float
    se: float
    ci: tuple[float, float]
    df: int
    p: float
    ratio: float
    ratio_ci: tuple[float, float]


def ratio_effects(
    person: Sequence[Hashable],
    outcome: Sequence[float | None],
    treated: Sequence[bool | int],
    probability: Sequence[float],
    available: Sequence[bool | int],
    controls: Mapping[str, Sequence[float]] | None = None,
    moderators: Mapping[str, Sequence[float]] | None = None,
    centre: float = 0.5,
) -> list[RatioTerm]:
    """Return by how much being *treated* multiplies the share of outcomes that are 1, and how *moderators* change it.

    The estimator of the marginal excursion effect (Qian, Yoo, Klasnja, Almirall & Murphy 2021, Biometrika 108:507),
    its columns as those of `measure.prompts.prompt_effects`: the sum over available rows of w (exp(-A f'b) Y -
    exp(g'a)) times [g, (A - c) f] is nought, where f are ones and the moderators, g ones and the controls. *controls*
    need not be right. Standard errors are by person, after Mancl & DeRouen 2001; t has people less coefficients degrees
    of freedom.

    Raises:
        Refused: as `prompt_effects`; an outcome that is neither 0 nor 1; nothing done, or all done, on one side; or
            equations that have no solution.
    """
    trial = trial_of(person, outcome, treated, probability, available, controls, moderators, centre)
    _check_both_sides(flags(trial.outcome, "outcomes"), trial.treated)
    equations = _Equations(trial)
    df = equations.df
    solution = equations.solved()
    at = equations.at(solution)
    covariance = corrected(at.own, at.score[:, :, None])
    effects = len(trial.terms)
    return [
        _term(name, float(value), float(spread) ** 0.5, df)
        for name, value, spread in zip(
            trial.terms, solution[-effects:], covariance.diagonal()[-effects:], strict=True
        )
    ]  # fmt: skip


def _check_both_sides(outcome: Sequence[int], treated: Sequence[int]) -> None:
    for side, said in ((1, "treated"), (0, "untreated")):
        if not any(y for y, a in zip(outcome, treated, strict=True) if a == side):
            raise Refused(f"No {said} row has the outcome 1, so no ratio can be told. Pool more people or decisions.")


class _At(NamedTuple):
    """The equations at one point: each person's share of their value (people x k) and derivative (people x k x k)."""

    score: "Array"
    own: "Array"


class _Equations:
    """The estimating equations of one trial; the coefficients are those of the controls, then of the effect."""

    def __init__(self, trial: Trial) -> None:
        import numpy as np

        self.beside, self.effect = trial.columns()
        self.y, self.a = np.array(trial.outcome), np.array(trial.treated, dtype=float)
        centred = (self.a - trial.centre)[:, None] * self.effect
        self.columns = np.column_stack([self.beside, centred])
        self.df = trial.degrees(self.columns)
        self.weighted = trial.weight[:, None] * self.columns
        self.person, self.people = np.array(trial.person), max(trial.person) + 1

    def at(self, coefficients: "Array") -> _At:
        """Return the equations at *coefficients*."""
        import numpy as np

        from measure.mixed import by_person

        split = self.beside.shape[1]
        expected = np.exp(self.beside @ coefficients[:split])
        freed = np.exp(-self.a * (self.effect @ coefficients[split:])) * self.y
        slope = -np.column_stack([expected[:, None] * self.beside, (self.a * freed)[:, None] * self.effect])
        score = by_person(self.person, self.weighted, (freed - expected)[:, None], self.people)[:, :, 0]
        return _At(score, by_person(self.person, self.weighted, slope, self.people))

    def solved(self) -> "Array":
        """Return the coefficients at which the equations are nought, by Newton's method with halved steps.

        Raises:
            Refused: there are none.
        """
        import numpy as np

        point = np.zeros(self.columns.shape[1])
        point[0] = np.log(self.y.mean())
        at = self.at(point)
        for _ in range(MOST_STEPS):
            value = at.score.sum(axis=0)
            if np.abs(value).max() < NEAR * len(self.y):
                return point
            point, at = self._nearer(point, np.linalg.solve(at.own.sum(axis=0), value), np.abs(value).sum())
        raise Refused("The effect has no end: leave controls or moderators out, or pool more people.")

    def _nearer(self, point: "Array", step: "Array", size: float) -> tuple["Array", _At]:
        """Return the point a step on, or the nearest half of a step that makes the equations smaller."""
        import numpy as np

        for halved in range(30):
            there = point - step / 2**halved
            at = self.at(there)
            left = np.abs(at.score.sum(axis=0)).sum()
            if np.isfinite(left) and left < size:
                break
        return there, at


def _term(name: str, effect: float, se: float, df: int) -> RatioTerm:
    half = se * t_quantile(0.975, df)
    p = t_two_sided(effect / se, df) if se > 0 else 1.0 if effect == 0 else 0.0
    low, high = effect - half, effect + half
    return RatioTerm(name, effect, se, (low, high), df, p, exp(effect), (exp(low), exp(high)))
