"""What a draw lets a report say: people whose acts had begun beside people who, by the draw, still went without."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actions.report.blocks import Block, Cells, Printed
from actions.report.change import Window, number_of_days
from actions.report.shape import Difference
from coaching.designs import Design, Kind, begins_on, compared_at
from coaching.errors import Refused
from coaching.programmes import Behaviour, Measure, Programme
from measure.drawn import drawn_effect, drawn_groups
from storage.draws import Drawn
from storage.reports import Given

FEW = "too few people answered where some had begun and others had not"
NOT_YET = "no check-in at which some had begun and others had not is over"


@dataclass(frozen=True, slots=True)
class Row:
    """One answer of somebody who was drawn, with their baseline."""

    person: int
    step: str
    value: float
    baseline: float
    arm: str
    group: str
    begun: bool


def drawn_blocks(
    programme: Programme, design: Design | None, drawn: Iterable[Drawn], given: Sequence[Given],
    over: Mapping[str, Window], min_cell: int,
) -> tuple[Block, ...]:  # fmt: skip
    """Return a block for each behaviour, the primary one first, from check-ins that are over; no design, none."""
    if design is None:
        return ()
    people = {one.enrollment_id: one for one in drawn}
    order = sorted(programme.behaviours, key=lambda one: one.name != programme.primary)
    return tuple(_block(programme, design, one, people, given, over, min_cell) for one in order)


def _block(
    programme: Programme, design: Design, behaviour: Behaviour, people: Mapping[int, Drawn], given: Sequence[Given],
    over: Mapping[str, Window], min_cell: int,
) -> Block:  # fmt: skip
    begun = {
        name: flags
        for name, flags in compared_at(design, programme).items()
        if behaviour.name in programme.step(name).check_in and name in over
    }
    closed = {name: flags for name, flags in begun.items() if not over[name].waits}
    rows = _large_enough(_rows(programme, behaviour.name, people, given, closed), min_cell)
    figures: dict[str, Any] = {"label": behaviour.label, "withheld": "", "estimate": None}
    cells = Cells()
    if not rows:
        figures["withheld"] = FEW if closed else NOT_YET
    else:
        try:
            figures |= _estimated(programme, design, rows)
        except Refused as refusal:
            figures["withheld"] = str(refusal)
        else:
            _enter(cells, rows)
    return Block(f"drawn {behaviour.name}", f"What a draw shows of {behaviour.label}", figures, cells.account())


def _rows(
    programme: Programme, behaviour: str, people: Mapping[int, Drawn], given: Sequence[Given],
    begun: Mapping[str, Mapping[str, bool]],
) -> list[Row]:  # fmt: skip
    """Return each person's last answer to each check-in, for those who gave a baseline in time."""
    said: dict[tuple[int, str], float] = {}
    for one in given:
        value = number_of_days(one)
        if one.question == behaviour and value is not None and not one.late and not one.late_baseline:
            said[one.enrollment_id, one.step] = value
    first = next((step.name for step in programme.check_ins if step.measure is Measure.BASELINE), "")
    baselines = {person: value for (person, step), value in said.items() if step == first}
    return [
        Row(person, step, value, baselines[person], at.arm, at.start_group, begun[step][at.arm])
        for (person, step), value in said.items()
        if step in begun and person in baselines and (at := people.get(person))
    ]


def _large_enough(rows: Sequence[Row], min_cell: int) -> list[Row]:
    """Return the answers to check-ins at which enough people had begun and enough had not."""
    sides: dict[str, dict[bool, set[int]]] = defaultdict(lambda: {True: set(), False: set()})
    for one in rows:
        sides[one.step][one.begun].add(one.person)
    kept = {step for step, both in sides.items() if min(map(len, both.values())) >= min_cell}
    return [one for one in rows if one.step in kept]


def _estimated(programme: Programme, design: Design, rows: Sequence[Row]) -> dict[str, Any]:
    if any(one.group for one in rows):
        return _of_groups(programme, design, rows)
    found = drawn_effect(
        [one.person for one in rows], [one.step for one in rows], [one.value for one in rows],
        [one.baseline for one in rows], [one.begun for one in rows],
    )  # fmt: skip
    how = f"{found.people} people at {found.check_ins} check-ins, each drawn; the start taken out."
    return {
        "estimate": found.effect,
        "low": found.ci[0],
        "high": found.ci[1],
        "p": found.p,
        "how": how,
        "df": found.df,
        "people": found.people,
    }


def _of_groups(programme: Programme, design: Design, rows: Sequence[Row]) -> dict[str, Any]:
    """Return the effect where start groups were drawn whole: their baselines are the first period of the panel."""
    day = {step.name: float(step.after_days or 0) for step in programme.check_ins}
    before = min(day.values())
    starts = {arm: begins_on(design, programme, arm) + 0.5 for arm in design.arms}
    first = {one.person: one for one in rows}
    panel = [(one.group, before, one.baseline, starts[one.arm]) for one in first.values()]
    panel += [(one.group, day[one.step], one.value, starts[one.arm]) for one in rows]
    groups, days, values, begins = zip(*panel, strict=True)
    found = drawn_groups(groups, days, values, begins)
    low, high = found.ci or (None, None)
    how = f"{found.teams} start groups, drawn whole; p {found.p:.2f} among {found.orders} orders of starting."
    return {"estimate": found.effect, "low": low, "high": high, "p": found.p, "how": how}


def _enter(cells: Cells, rows: Sequence[Row]) -> None:
    """Enter who stands on which side at each check-in, with the answer and the baseline."""
    for step in dict.fromkeys(one.step for one in rows):
        for begun in (True, False):
            mine = {
                one.person: f"{one.value:g} {one.baseline:g}" for one in rows if (one.step, one.begun) == (step, begun)
            }
            cells.enter(f"{step} {'begun' if begun else 'waiting'}", mine)


def differences(design: Design | None, printed: Iterable[Printed]) -> tuple[Difference, ...]:
    """Return what the blocks print, as comparisons that a draw stands behind."""
    sides = "people whose acts had begun than in people who by the draw still waited"
    if design and design.kind is Kind.HOLD_BACK:
        sides = "people who got acts than in people who by the draw got none yet"
    shown = [one.figures for one in printed if one.figures["estimate"] is not None]
    return tuple(
        Difference(
            f"{sides}, {at['label']}",
            at["estimate"],
            at["low"],
            at["high"],
            "days",
            drawn=True,
            note=at["how"],
            df=at.get("df"),
            people=at.get("people", 0),
        )
        for at in shown
    )


def withheld(printed: Iterable[Printed]) -> tuple[tuple[str, str], ...]:
    """Return the comparisons that cannot be shown, each with why; one that is still to come is not among them."""
    held = [one for one in printed if one.figures["withheld"] not in ("", NOT_YET)]
    return tuple((f"What the draw shows of {one.figures['label']}", one.figures["withheld"]) for one in held)


LIMITS = {
    Kind.WAIT_LIST: "After {weeks} weeks everybody had begun, so the draw says what the first weeks of acts did and "
    "nothing about how long it lasts.",
    Kind.STEPPED_START: "The draw says what having begun did over the weeks in which others waited; after the last "
    "start nobody is left to compare with.",
    Kind.HOLD_BACK: "Everybody was asked the same questions, so the draw says what acts add for {weeks} weeks, and not "
    "what being asked does.",
}


def cannot_show(design: Design | None) -> tuple[str, ...]:
    """Return what a reader must not take from a report of this design."""
    if design is None:
        return ()
    return (
        LIMITS[design.kind].format(weeks=design.weeks),
        "Those who waited knew it, and what they say of themselves may lean on that.",
        "Not everybody had the acts for the whole time, so the change over everybody is less than if they had.",
    )
