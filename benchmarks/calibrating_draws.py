"""Do the intervals of drawn comparisons hold what they promise? Invented cohorts whose true effect is known.

Three estimators: people drawn one by one (`measure.drawn.drawn_effect`), whole start groups drawn
(`measure.drawn.drawn_groups`), and prompts drawn one by one (`measure.prompts.prompt_effects`). Answers are days from
0 to 5, rounded and cut; they are lost not at all, at random, or after a low answer. False alarms are the share of
cohorts without an effect in which p is under .05; coverage the share of 95 % intervals that hold the true effect, which
is that in the answers as they are given. All values are our own.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from measure.drawn import drawn_effect, drawn_groups
from measure.prompts import prompt_effects

LEVEL, LEVEL_SD, NOISE_SD, EFFECT = 2.0, 0.9, 0.9, 0.8
TOLERATED = 2.5
"""A share further than so many Monte Carlo standard errors from what it should be is printed as not nominal."""
DAYS = (-7.0, 14.0, 28.0, 42.0)
LOSSES = ("none", "at random", "after a low answer")
Draw = np.random.Generator
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Seen:
    """One invented cohort: the estimate, its interval or None, and p."""

    effect: float
    ci: tuple[float, float] | None
    p: float


def _answers(draw: Draw, begun: Numbers, effect: float, shared: Numbers | float = 0.0) -> Numbers:
    """Return a row per person with the baseline first; *begun* is 0 or 1 by person and check-in."""
    people = len(begun)
    level = LEVEL + LEVEL_SD * draw.standard_normal(people) + shared
    noise = NOISE_SD * draw.standard_normal((people, begun.shape[1]))
    return np.clip(np.rint(level[:, None] + effect * begun + noise), 0, 5)


def _given(draw: Draw, full: Numbers, loss: str) -> NDArray[np.bool_]:
    given = np.ones(full.shape, dtype=bool)
    if loss == "at random":
        given[:, 1:] = draw.random(full[:, 1:].shape) > 0.4
    if loss == "after a low answer":
        stays = draw.random(full[:, 1:].shape) > 0.35 - 0.1 * (full[:, :-1] - LEVEL)
        given[:, 1:] = np.logical_and.accumulate(stays, axis=1)
    return given


def person_by_person(draw: Draw, loss: str, effect: float, people: int = 40) -> Seen:
    """Return what a wait-list of *people* shows, half of them drawn to begin at once."""
    later = draw.permutation(people) % 2
    begun = np.outer(1 - later, [0.0, 1, 1, 1])
    full = _answers(draw, begun, effect)
    rows = [(i, j) for i, j in np.argwhere(_given(draw, full, loss)) if j]
    found = drawn_effect([int(i) for i, _ in rows], [int(j) for _, j in rows], [float(full[i, j]) for i, j in rows],
                         [float(full[i, 0]) for i, _ in rows], [int(begun[i, j]) for i, j in rows])  # fmt: skip
    return Seen(found.effect, found.ci, found.p)


def group_by_group(draw: Draw, loss: str, effect: float, groups: int = 8, size: int = 6) -> Seen:
    """Return what start groups show, drawn whole, with a level of their own each."""
    starts = draw.permutation(np.repeat([0.0, 21.0, 35.0, np.inf], groups // 4))
    group = np.repeat(np.arange(groups), size)
    begun = (np.array(DAYS) > starts[group][:, None]).astype(float)
    begun[:, 0] = 0.0
    full = _answers(draw, begun, effect, 0.4 * draw.standard_normal(groups)[group])
    given = _given(draw, full, loss)
    given[::size] = True  # one in each group always answers, else the orders cannot be compared
    rows = [(i, j) for i, j in np.argwhere(given)]
    found = drawn_groups([int(group[i]) for i, _ in rows], [DAYS[j] for _, j in rows],
                         [float(full[i, j]) for i, j in rows], [float(starts[group[i]]) for i, _ in rows])  # fmt: skip
    return Seen(found.effect, found.ci, found.p)


def prompt_by_prompt(draw: Draw, loss: str, effect: float, people: int = 40, points: int = 11) -> Seen:
    """Return what drawing for each act shows, where *effect* is a quarter in the share who do it."""
    treated = draw.integers(0, 2, (people, points))
    habit = np.clip(0.4 + 0.2 * draw.standard_normal(people), 0.1, 0.7)
    done = draw.random((people, points)) < habit[:, None] + effect / 4 * treated
    available = _given(draw, np.where(done, 3.0, 1.0), loss)
    who = np.repeat(np.arange(people), points)
    one = prompt_effects([int(i) for i in who], [float(x) for x in done.ravel()], [int(x) for x in treated.ravel()],
                         [0.5] * who.size, [int(x) for x in available.ravel()])[0]  # fmt: skip
    return Seen(one.effect, one.ci, one.p)


ESTIMATORS: dict[str, Callable[[Draw, str, float], Seen]] = {
    "40 people, drawn one by one": person_by_person,
    "8 start groups of 6, drawn whole": group_by_group,
    "11 prompts to each of 40 people": prompt_by_prompt,
}


def _truth(name: str) -> float:
    """Return the true effect on the answers as given, by drawing many; prompts have it by construction."""
    if name.startswith("11"):
        return EFFECT / 4
    nobody = np.zeros((200_000, 1))
    shared = 0.4 * np.random.default_rng(8).standard_normal(200_000) if name.startswith("8") else 0.0
    without = _answers(np.random.default_rng(7), nobody, 0.0, shared)
    return float((_answers(np.random.default_rng(7), nobody + 1, EFFECT, shared) - without).mean())


def table(runs: int) -> Iterator[str]:
    """Yield the results as lines of a Markdown table, each as soon as it is known."""
    yield "| drawn | answers lost | false alarms | true effect | estimate | coverage |"
    yield "|---|---|---|---|---|---|"
    limit = TOLERATED * (0.05 * 0.95 / runs) ** 0.5
    for name, estimator in ESTIMATORS.items():
        true = _truth(name)
        for loss in LOSSES:
            draw = np.random.default_rng([ord(one) for one in name + loss])
            alarms = float(np.mean([estimator(draw, loss, 0.0).p < 0.05 for _ in range(runs)]))
            seen = [estimator(draw, loss, EFFECT) for _ in range(runs)]
            held = [one.ci[0] <= true <= one.ci[1] for one in seen if one.ci]
            coverage = float(np.mean(held))
            marks = ["" if abs(share - right) <= limit else " **not nominal**"
                     for share, right in ((alarms, 0.05), (coverage, 0.95))]  # fmt: skip
            estimate = float(np.mean([one.effect for one in seen]))
            yield (f"| {name} | {loss} | {alarms:.1%}{marks[0]} | {true:.2f} | {estimate:.2f} "
                   f"| {coverage:.1%}{marks[1]} |")  # fmt: skip
    yield ""
    error = (0.05 * 0.95 / runs) ** 0.5
    yield f"{runs} cohorts a figure; Monte Carlo error {error:.1%}; not nominal: further than {limit:.1%} away."


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--runs", type=int, default=200)
    for text in table(wanted.parse_args(arguments).runs):
        print(text, flush=True)


if __name__ == "__main__":
    main()
