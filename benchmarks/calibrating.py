"""Does the declared number hold what its interval promises? Invented programmes whose true change is known.

Each programme has people with levels and slopes of their own and seven check-ins; answers are lost by one of four
mechanisms; answers are either unbounded numbers or days from 0 to 5, with a start near the floor, in the middle or
near the ceiling. What is estimated is the mean change over everybody, in the answers' own unit, as `measure.change`
reports it. Coverage is the share of 95 % intervals that hold the true change. All values are our own, chosen to look
like what people answer; none was fitted to data.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from measure.change import Answered, change

Numbers = NDArray[np.float64]
WEEKS = np.array([0.0, 2, 4, 6, 8, 10, 12])
RISE, LEVEL_SD, SLOPE_SD, NOISE_SD = 0.8, 0.9, 0.04, 0.7
"""The latent change over twelve weeks, and the spreads of levels, of slopes a week, and of single answers."""
STARTS = {"unbounded": 2.2, "0-5, middle": 2.2, "0-5, near 0": 0.5, "0-5, near 5": 3.9}
LOSSES = ("none", "at random", "by the last answer", "by the unseen answer")
TOLERATED = 2.5
"""A coverage further than so many Monte Carlo standard errors from 95 % is printed as not nominal."""


@dataclass(frozen=True, slots=True)
class Found:
    """What came out over all runs of one setting: means, and the share of intervals that hold the truth."""

    answers: str
    loss: str
    truth: float
    estimate: float
    completers: float
    coverage: float
    kept: float
    runs: int

    @property
    def error(self) -> float:
        """The Monte Carlo standard error of a coverage of 95 %."""
        return float((0.95 * 0.05 / self.runs) ** 0.5)

    @property
    def nominal(self) -> bool:
        """Whether the coverage is 95 % within the Monte Carlo error."""
        return abs(self.coverage - 0.95) <= TOLERATED * self.error


def answers(draw: np.random.Generator, people: int, kind: str) -> Numbers:
    """Return what everybody would answer at every check-in, (people, check-ins)."""
    level = STARTS[kind] + LEVEL_SD * draw.standard_normal(people)
    slope = RISE / WEEKS[-1] + SLOPE_SD * draw.standard_normal(people)
    latent = level[:, None] + slope[:, None] * WEEKS + NOISE_SD * draw.standard_normal((people, len(WEEKS)))
    return latent if kind == "unbounded" else np.clip(np.rint(latent), 0, 5)


def lose(draw: np.random.Generator, full: Numbers, loss: str) -> NDArray[np.bool_]:
    """Return which answers were given. The first always is; whoever drops out by an answer does not come back."""
    given = np.ones(full.shape, dtype=bool)
    if loss == "at random":
        given[:, 1:] = draw.random(full[:, 1:].shape) > 0.3
    if loss.startswith("by"):
        seen = full[:, :-1] if loss == "by the last answer" else full[:, 1:]
        chance = 1 / (1 + np.exp(2.3 + 1.1 * (seen - full.mean())))
        stays = draw.random(chance.shape) > chance
        given[:, 1:] = np.logical_and.accumulate(stays, axis=1)
    return given


def truth(kind: str, people: int = 100_000) -> float:
    """Return the mean change over a population, by drawing one."""
    full = answers(np.random.default_rng(99), people, kind)
    return float((full[:, -1] - full[:, 0]).mean())


def calibrate(kind: str, loss: str, runs: int, people: int) -> Found:
    """Return what comes out over *runs* programmes of *people*."""
    draw, true = np.random.default_rng([ord(one) for one in kind + loss]), truth(kind)
    estimates, completers, hits, kept = [], [], 0, 0.0
    for _ in range(runs):
        full = answers(draw, people, kind)
        given = lose(draw, full, loss)
        found = change(_rows(full, given), dict.fromkeys(range(len(WEEKS)), people), (-30, 30), WEEKS[-1])
        whole = given.all(axis=1)
        if found.end_minus_baseline is None or found.ci is None:
            continue
        estimates.append(found.end_minus_baseline)
        hits += found.ci[0] <= true <= found.ci[1]
        kept += given[:, -1].mean()
        completers += [(full[whole, -1] - full[whole, 0]).mean()] if whole.any() else []
    n = len(estimates)
    return Found(kind, loss, true, float(np.mean(estimates)), float(np.mean(completers)), hits / n, kept / n, n)


def _rows(full: Numbers, given: NDArray[np.bool_]) -> list[Answered]:
    return [Answered(int(i), float(WEEKS[j]), int(j), float(full[i, j])) for i, j in np.argwhere(given)]


def table(found: Iterator[Found]) -> Iterator[str]:
    """Yield the results as lines of a Markdown table, each as soon as it is known."""
    yield "| answers | answers lost | true change | estimate | completers only | last answer given by | coverage |"
    yield "|---|---|---|---|---|---|---|"
    for one in found:
        verdict = "" if one.nominal else " **not nominal**"
        yield (
            f"| {one.answers} | {one.loss} | {one.truth:.2f} | {one.estimate:.2f} | {one.completers:.2f} "
            f"| {one.kept:.0%} | {one.coverage:.1%}{verdict} |"
        )


def main(arguments: list[str] | None = None) -> None:
    """Print the table, and how far the Monte Carlo error lets it be believed."""
    wanted: Any = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--runs", type=int, default=400)
    wanted.add_argument("--people", type=int, default=36)
    chosen = wanted.parse_args(arguments)
    settings = [(kind, loss) for kind in STARTS for loss in LOSSES]
    for text in table(calibrate(kind, loss, chosen.runs, chosen.people) for kind, loss in settings):
        print(text, flush=True)
    error = (0.95 * 0.05 / chosen.runs) ** 0.5
    print(f"\n{chosen.runs} programmes of {chosen.people} people a row; Monte Carlo error of a coverage {error:.1%}; "
          f"not nominal: further than {TOLERATED * error:.1%} from 95 %.")  # fmt: skip


if __name__ == "__main__":
    main()
