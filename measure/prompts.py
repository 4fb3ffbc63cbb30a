"""What a prompt does within hours: weighted and centred least squares for micro-randomised trials."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coaching.errors import Refused
from measure.checks import finite, same_length, share
from measure.quantiles import t_quantile, t_two_sided

if TYPE_CHECKING:
    from measure.mixed import Array

TREATMENT = "treatment"
"""The term of the effect itself: where there are moderators, the effect at their nought."""


@dataclass(frozen=True, slots=True)
class Term:
    """One effect of the treatment in units of the outcome (a difference in shares where the outcome is 0 or 1)."""

    term: str
    effect: float
    se: float
    ci: tuple[float, float]
    df: int
    p: float


def prompt_effects(
    person: Sequence[Hashable],
    outcome: Sequence[float | None],
    treated: Sequence[bool | int],
    probability: Sequence[float],
    available: Sequence[bool | int],
    controls: Mapping[str, Sequence[float]] | None = None,
    moderators: Mapping[str, Sequence[float]] | None = None,
    centre: float = 0.5,
) -> list[Term]:
    """Return the causal effect of being *treated* at a decision point, and how it varies with *moderators*.

    Boruvka, Almirall, Witkiewitz & Murphy 2018, J Am Stat Assoc 113:1112, with the outcome next after the decision:
    answers where the person was *available* are weighted by (c/p)^A ((1-c)/(1-p))^(1-A), the treatment is centred
    at c (*centre*; it must be one number for all), and the standard errors are by person with the small-sample
    correction of Mancl & DeRouen 2001. t has people - controls - effects degrees of freedom, intercept counted
    among the controls. *probability* is what was drawn with, stored before anything was sent. *controls* make it
    sharper and need not be right. Entries of rows where nobody was available are not looked at.

    The effect is proximal and short-lived; it is no effect of the programme.

    Raises:
        Refused: unequal lengths, nobody available, a probability not between 0 and 1, columns that repeat each
            other, or too few people.
    """
    trial = trial_of(person, outcome, treated, probability, available, controls, moderators, centre)
    return _terms(trial.terms, *_estimates(trial))


@dataclass(frozen=True, slots=True)
class Trial:
    """Checked columns of the rows in which the person was available; *terms* name the effects."""

    person: list[int]
    outcome: list[float]
    treated: list[int]
    probability: list[float]
    controls: list[list[float]]
    moderators: list[list[float]]
    centre: float
    terms: list[str]

    @property
    def weight(self) -> "Array":
        """The weight of each row: the chance at the centre over the chance that it was drawn with."""
        import numpy as np

        a, p = np.array(self.treated), np.array(self.probability)
        found: Array = np.where(a == 1, self.centre / p, (1 - self.centre) / (1 - p))
        return found

    def columns(self) -> tuple["Array", "Array"]:
        """Return the columns of what is not the effect (an intercept, the controls less their means), and those of
        the effect (ones, the moderators), a row each.
        """
        import numpy as np

        ones = np.ones(len(self.outcome))
        controls = [np.array(column) - np.mean(column) for column in self.controls]
        return np.column_stack([ones, *controls]), np.column_stack([ones, *self.moderators])

    def degrees(self, design: "Array") -> int:
        """Return people less the columns of *design*.

        Raises:
            Refused: too few people, or columns that repeat each other.
        """
        import numpy as np

        people, columns = max(self.person) + 1, int(design.shape[1])
        if people <= columns or np.linalg.matrix_rank(design) < columns:
            raise Refused(
                f"{people} people cannot tell {columns} coefficients apart: there are too few of them, two columns "
                "repeat each other, or all or none were treated. Leave controls or moderators out, or pool cohorts."
            )
        return people - columns


def trial_of(
    person: Sequence[Hashable],
    outcome: Sequence[float | None],
    treated: Sequence[bool | int],
    probability: Sequence[float],
    available: Sequence[bool | int],
    controls: Mapping[str, Sequence[float]] | None,
    moderators: Mapping[str, Sequence[float]] | None,
    centre: float,
) -> Trial:
    """Return the columns of a trial, checked; see `prompt_effects` for what they are and what is refused."""
    controls, moderators = dict(controls or {}), dict(moderators or {})
    same_length(person=person, outcome=outcome, treated=treated, probability=probability, available=available)
    for name, column in (*controls.items(), *moderators.items()):
        same_length(**{"person": person, f"column {name}": column})
    used = [place for place, flag in enumerate(flags(available, "availability")) if flag]
    if not used:
        raise Refused("Nobody was available at any decision point, so there is no effect to see.")

    def kept(column: Sequence[Any], what: str) -> list[float]:
        return finite([column[place] for place in used], what)

    chances = kept(probability, "probabilities")
    if not 0 < min(chances) <= max(chances) < 1:
        raise Refused("A probability of treatment is not between 0 and 1. Give the one that was drawn with.")
    return Trial(
        numbered([person[place] for place in used]),
        kept(outcome, "outcomes"),
        flags([treated[place] for place in used], "treatments"),
        chances,
        [kept(column, name) for name, column in controls.items()],
        [kept(column, name) for name, column in moderators.items()],
        share(centre, "centre"),
        [TREATMENT, *(f"{TREATMENT} x {name}" for name in moderators)],
    )


def _estimates(trial: Trial) -> tuple["Array", "Array", int]:
    """Return the effects, their covariance, and the degrees of freedom."""
    import numpy as np

    beside, effect = trial.columns()
    x = np.column_stack([beside, (np.array(trial.treated) - trial.centre)[:, None] * effect])
    unit = np.sqrt((x**2).mean(axis=0))
    x = x / np.where(unit > 0, unit, 1.0)
    df, effects = trial.degrees(x), effect.shape[1]
    coefficients, covariance = sandwich(x, np.array(trial.outcome), trial.weight, np.array(trial.person))
    coefficients, covariance = coefficients / unit, covariance / np.outer(unit, unit)
    return coefficients[-effects:], covariance[-effects:, -effects:], df


def sandwich(x: "Array", y: "Array", weight: "Array", person: Any) -> tuple["Array", "Array"]:
    """Return weighted least squares and its covariance by person, Mancl-DeRouen.

    The correction (I - H_i)^-1 of a person's residuals is applied to their score at once: with S_i = X_i'W_i X_i,
    B = X'WX and s_i = X_i'W_i r_i it is s_i + S_i (B - S_i)^-1 s_i, a matrix of the size of the coefficients.
    """
    import numpy as np

    from measure.mixed import by_person

    count = int(person.max()) + 1
    own = by_person(person, weight[:, None] * x, x, count)
    coefficients = np.linalg.solve(own.sum(axis=0), x.T @ (weight * y))
    residual = y - x @ coefficients
    return coefficients, corrected(own, by_person(person, weight[:, None] * x, residual[:, None], count))


def corrected(own: "Array", score: "Array") -> "Array":
    """Return the covariance of a solution of estimating equations from each person's share of them, Mancl-DeRouen.

    *own* is people x k x k, the derivative of each person's equations, *score* people x k x 1, their value.

    Raises:
        Refused: one person alone decides a coefficient.
    """
    import numpy as np

    whole = own.sum(axis=0)
    rest = whole - own
    if float(np.linalg.cond(rest).max()) > 1e12:
        raise Refused("One person alone decides an effect, so its uncertainty cannot be told. Pool more people.")
    freed = (score + own @ np.linalg.solve(rest, score))[:, :, 0]
    bread = np.linalg.inv(whole)
    covariance: Array = bread @ (freed.T @ freed) @ bread.T
    return covariance


def _terms(names: Sequence[str], effects: "Array", covariance: "Array", df: int) -> list[Term]:
    found = []
    for name, value, spread in zip(names, effects, covariance.diagonal(), strict=True):
        effect, se = float(value), float(spread) ** 0.5
        half = se * t_quantile(0.975, df)
        p = t_two_sided(effect / se, df) if se > 0 else 1.0 if effect == 0 else 0.0
        found.append(Term(name, effect, se, (effect - half, effect + half), df, p))
    return found


def flags(values: Sequence[Any], what: str) -> list[int]:
    """Return 0 or 1 for each entry."""
    numbers = finite(values, what)
    if any(one not in (0, 1) for one in numbers):
        raise Refused(f"The {what} hold something that is neither 0 nor 1. Write 1 for yes, 0 for no.")
    return [int(one) for one in numbers]


def numbered(people: Sequence[Hashable]) -> list[int]:
    """Return each entry as the number of its person, counted from 0 in order of appearance."""
    number: dict[Hashable, int] = {}
    return [number.setdefault(one, len(number)) for one in people]
