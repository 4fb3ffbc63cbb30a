"""What an experiment within a programme shows: whether a reminder brings an answer within three days."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from actions.report.blocks import Block, Cells, Printed
from actions.report.shape import Difference
from coaching.errors import Refused
from coaching.experiments import PROXIMAL, REMINDED
from coaching.programmes import Experiment, Programme
from measure.prompts import prompt_effects
from storage.draws import Decision

FEW = "too few people were drawn either way so far"


def experiment_blocks(
    programme: Programme, decided: Mapping[str, Sequence[Decision]], over: Iterable[str], min_cell: int
) -> tuple[Block, ...]:
    """Return a block for each experiment; *decided* has its draws by name, *over* the check-ins that are closed."""
    closed = set(over)
    return tuple(
        _block(one, [at for at in decided.get(one.name, ()) if at.step in closed], min_cell)
        for one in programme.experiments
    )


def _block(experiment: Experiment, decided: Sequence[Decision], min_cell: int) -> Block:
    figures: dict[str, Any] = {"experiment": experiment.name, "withheld": FEW if decided else "", "estimate": None}
    cells = Cells()
    drawn = [one for one in decided if one.available]
    sides = [{one.enrollment_id for one in drawn if (one.arm == REMINDED) is reminded} for reminded in (True, False)]
    if drawn and min(map(len, sides)) >= min_cell:
        try:
            figures |= _estimated(drawn) | {"withheld": ""}
        except Refused as refusal:
            figures["withheld"] = str(refusal)
        else:
            _enter(cells, drawn)
    what = f"What the experiment '{experiment.name}' shows"
    return Block(f"experiment {experiment.name}", what, figures, cells.account())


def _estimated(drawn: Sequence[Decision]) -> dict[str, Any]:
    one = prompt_effects(
        [at.enrollment_id for at in drawn], [float(_answers(at)) for at in drawn],
        [int(at.arm == REMINDED) for at in drawn], [at.probability for at in drawn], [1] * len(drawn),
    )[0]  # fmt: skip
    people = len({at.enrollment_id for at in drawn})
    how = f"{len(drawn)} draws for {people} people. A reminder's effect is short-lived, and no effect of the programme."
    return {"estimate": 100 * one.effect, "low": 100 * one.ci[0], "high": 100 * one.ci[1], "p": one.p, "how": how}


def _answers(one: Decision) -> bool:
    """Return whether the answer came within three days of the draw."""
    return one.answered_at is not None and one.drawn_at <= one.answered_at <= one.drawn_at + PROXIMAL


def _enter(cells: Cells, drawn: Sequence[Decision]) -> None:
    for side, reminded in (("reminded", True), ("left alone", False)):
        codes: dict[int, str] = defaultdict(str)
        for one in drawn:
            if (one.arm == REMINDED) is reminded:
                codes[one.enrollment_id] += f"{one.step} {int(_answers(one))},"
        cells.enter(side, codes)


def differences(printed: Iterable[Printed]) -> tuple[Difference, ...]:
    """Return what the experiments show, as comparisons that a draw stands behind."""
    shown = [one.figures for one in printed if one.figures["estimate"] is not None]
    return tuple(
        Difference(
            f"check-ins that were reminded of than in those that were not ({at['experiment']})", at["estimate"],
            at["low"], at["high"], "points of a hundred", drawn=True, note=at["how"],
            what="share who answer within three days",
        )
        for at in shown
    )  # fmt: skip


def withheld(printed: Iterable[Printed]) -> tuple[tuple[str, str], ...]:
    """Return the experiments that cannot be shown, each with why."""
    return tuple((one.what, one.figures["withheld"]) for one in printed if one.figures["withheld"])
