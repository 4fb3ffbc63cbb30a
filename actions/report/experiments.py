"""What an experiment within a programme shows: which of two ways brings more answers within three days.

The draws are analysed as they were drawn: an hour that could not be kept counts for the hour that was drawn.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from actions.report.blocks import Block, Cells, Printed
from actions.report.shape import Difference
from actions.report.tried import Tried, TriedWeek
from coaching.errors import Refused
from coaching.experiments import PROXIMAL
from coaching.programmes import Experiment, Programme, Tries, week_of
from measure.prompts import Term, prompt_effects
from measure.realised import Realised, realised
from storage.draws import Decision

FEW = "too few people were drawn either way so far"


def experiment_blocks(
    programme: Programme,
    decided: Mapping[str, Sequence[Decision]],
    over: Iterable[str],
    min_cell: int,
    now: datetime,
) -> tuple[Block, ...]:
    """Return a block for each experiment; *decided* has its draws by name, *over* the check-ins that are closed."""
    closed, weeks = set(over), {step.name: week_of(step) for step in programme.grid}
    return tuple(
        _block(one, [at for at in decided.get(one.name, ()) if _is_over(one, at, closed, now)],
               decided.get(one.name, ()), weeks, min_cell)
        for one in programme.experiments
    )  # fmt: skip


def _is_over(experiment: Experiment, one: Decision, closed: set[str], now: datetime) -> bool:
    """Return whether a decision counts: a closed check-in, or an act that went out three days ago or longer."""
    if experiment.tries is Tries.REMINDER:
        return one.step in closed and one.available
    return one.sent_at is not None and one.sent_at + PROXIMAL <= now


def _block(
    experiment: Experiment, counted: Sequence[Decision], every: Sequence[Decision], weeks: Mapping[str, int],
    min_cell: int,
) -> Block:  # fmt: skip
    figures: dict[str, Any] = {"experiment": experiment.name, "withheld": FEW if every else "", "tried": None}
    cells = Cells()
    if _is_shown(experiment, counted, min_cell):
        try:
            found = _tried(experiment, counted, realised_in(experiment, every), weeks, min_cell)
        except Refused as refusal:
            figures["withheld"] = str(refusal)
        else:
            figures |= {"withheld": "", "tried": asdict(found)}
            _enter(cells, experiment, counted)
    what = f"What the experiment '{experiment.name}' shows"
    return Block(f"experiment {experiment.name}", what, figures, cells.account())


def _is_shown(experiment: Experiment, counted: Sequence[Decision], min_cell: int) -> bool:
    """Return whether enough people were drawn each way."""
    sides = [{one.enrollment_id for one in counted if (one.arm == experiment.arms[0]) is first}
             for first in (True, False)]  # fmt: skip
    return min(map(len, sides)) >= min_cell


def realised_in(experiment: Experiment, every: Sequence[Decision]) -> Realised:
    """Return how often the first arm came out, of all that was drawn, whether or not anything could be sent."""
    drawn = [one for one in every if one.available]
    return realised([int(one.arm == experiment.arms[0]) for one in drawn], [one.probability for one in drawn])


def _tried(
    experiment: Experiment, counted: Sequence[Decision], came_out: Realised, weeks: Mapping[str, int], min_cell: int
) -> Tried:
    overall, trend = _effects(experiment, counted)[0], _trend(experiment, counted, weeks)
    return Tried(
        experiment=experiment.name,
        tries=str(experiment.tries),
        arms=experiment.arms,
        draws=len(counted),
        people=len({at.enrollment_id for at in counted}),
        estimate=100 * overall.effect,
        low=100 * overall.ci[0],
        high=100 * overall.ci[1],
        p=overall.p,
        per_week=100 * trend.effect if trend else None,
        per_week_low=100 * trend.ci[0] if trend else None,
        per_week_high=100 * trend.ci[1] if trend else None,
        weeks=_by_week(experiment, counted, weeks, min_cell),
        drawn=came_out.n,
        treated=came_out.treated,
        expected=came_out.expected,
        chance=came_out.p,
        check=check_in_words(experiment, came_out),
    )


def _effects(
    experiment: Experiment, counted: Sequence[Decision], moderators: Mapping[str, Sequence[float]] | None = None
) -> list[Term]:
    return prompt_effects(
        [at.enrollment_id for at in counted], [float(_answers(experiment, at)) for at in counted],
        [int(at.arm == experiment.arms[0]) for at in counted], [at.probability for at in counted], [1] * len(counted),
        moderators, moderators,
    )  # fmt: skip


def _trend(experiment: Experiment, counted: Sequence[Decision], weeks: Mapping[str, int]) -> Term | None:
    """Return by how much the effect changes from week to week, None where that cannot be told."""
    when = [float(weeks.get(at.step, 0)) for at in counted]
    if len(set(when)) < 2:
        return None
    try:
        return _effects(experiment, counted, {"week": when})[1]
    except Refused:
        return None


def _by_week(
    experiment: Experiment, counted: Sequence[Decision], weeks: Mapping[str, int], min_cell: int
) -> tuple[TriedWeek, ...]:
    """Return the counts by week; none where one week has few people, who could be worked out from the others."""
    sides: dict[int, dict[bool, list[Decision]]] = {}
    for at in counted:
        week = sides.setdefault(weeks.get(at.step, 0), {True: [], False: []})
        week[at.arm == experiment.arms[0]].append(at)
    if any(len({at.enrollment_id for at in side}) < min_cell for both in sides.values() for side in both.values()):
        return ()
    return tuple(TriedWeek(week, *_counts(experiment, both[True]), *_counts(experiment, both[False]))
                 for week, both in sorted(sides.items()))  # fmt: skip


def _counts(experiment: Experiment, side: Sequence[Decision]) -> tuple[int, int]:
    return len(side), sum(_answers(experiment, at) for at in side)


def _answers(experiment: Experiment, one: Decision) -> bool:
    """Return whether the answer came within three days: of the draw of a reminder, else of the mail."""
    since = one.drawn_at if experiment.tries is Tries.REMINDER else one.sent_at
    return one.answered_at is not None and since is not None and since <= one.answered_at <= since + PROXIMAL


def check_in_words(experiment: Experiment, came_out: Realised) -> str:
    """Return whether the draw did what its stored probability says, for a reader who has met no p value."""
    seen = (
        f"Of {came_out.n} draws {came_out.treated} came out as '{experiment.arms[0]}'; {came_out.expected:.0f} were to "
        f"be expected."
    )
    often = f"{100 * came_out.p:.0f} of a hundred" if came_out.p >= 0.01 else "fewer than one of a hundred"
    if came_out.is_suspect:
        return (
            f"{seen} A fair draw is as far off, or farther, in {often} cases. Do not use this comparison until whoever "
            "runs the installation has found out whether draws were changed or are missing."
        )
    return f"{seen} A fair draw is as far off, or farther, in {often} cases, so nothing speaks against it."


def _enter(cells: Cells, experiment: Experiment, counted: Sequence[Decision]) -> None:
    for side, first in zip(experiment.arms, (True, False), strict=True):
        codes: dict[int, str] = defaultdict(str)
        for one in counted:
            if (one.arm == experiment.arms[0]) is first:
                codes[one.enrollment_id] += f"{one.step} {int(_answers(experiment, one))},"
        cells.enter(side, codes)


def tried(printed: Iterable[Printed]) -> tuple[Tried, ...]:
    """Return what the blocks print."""
    return tuple(_read(one.figures["tried"]) for one in printed if one.figures.get("tried"))


def _read(held: Mapping[str, Any]) -> Tried:
    weeks = tuple(TriedWeek(**one) for one in held["weeks"])
    return Tried(**{**held, "arms": tuple(held["arms"]), "weeks": weeks})


def differences(printed: Iterable[Printed]) -> tuple[Difference, ...]:
    """Return what the experiments show, as comparisons that a draw stands behind."""
    return tuple(
        Difference(
            f"{_sides(one)} ({one.experiment})", one.estimate, one.low, one.high, "points of a hundred", drawn=True,
            note=f"{one.draws} draws for {one.people} people. What this does is short-lived, and no effect of the "
            "programme.",
            what="share who answer within three days",
        )
        for one in tried(printed)
    )  # fmt: skip


def _sides(one: Tried) -> str:
    first, second = one.arms
    if one.tries == Tries.REMINDER:
        return "check-ins that were reminded of than in those that were not"
    return f"acts at {first} than in those at {second}" if one.tries == Tries.HOUR else (
        "acts in the words as written than in those in other words"
    )  # fmt: skip


def withheld(printed: Iterable[Printed]) -> tuple[tuple[str, str], ...]:
    """Return the experiments that cannot be shown, each with why."""
    return tuple((one.what, one.figures["withheld"]) for one in printed if one.figures["withheld"])
