"""Each behaviour check-in by check-in, and what changed: only check-ins that are over and large enough enter.

A check-in's means are shown once nobody can answer it in time any more. While it is open, two reports of the same
day would differ by one person, and that person's answer could be worked out from both.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from statistics import fmean, stdev
from typing import Any

from actions.report.blocks import Block, Cells
from actions.report.counts import HANDED_OVER, OPEN
from actions.report.remembering import Remembering
from actions.report.shape import BehaviourFigures, CheckIn
from coaching.programmes import NO_CHANCE, Behaviour, Measure, Programme, Step, week_of
from coaching.states import State
from measure.change import SELF_REPORT, Answered, Change, change
from storage.reports import Asked, Given

SCALE = (0, 5)
"""Days out of the last five working days."""
NOT_ASKED = "not asked yet"
STILL_OPEN = "still open; its figures come when nobody can answer it any more"
WAITING = frozenset({State.PLANNED, State.CLAIMED})
GROWTH = (
    "end_minus_baseline", "ci", "change_per_week", "ci_change_per_week", "change_over_programme",
    "ci_change_over_programme", "change_over_programme_log2", "shape_ok", "shape_p", "df", "slope_reliability",
    "people", "responses", "response_rate", "late_baselines", "tipping_point", "tipping_points", "evidence_grade",
)  # fmt: skip
CHANGES = Remembering[Change]()


@dataclass(frozen=True, slots=True)
class Window:
    """One check-in of the cohort: how many were asked, and why its figures must wait, or ""."""

    asked: int
    waits: str


def windows(asked: Iterable[Asked], programme: Programme, now: datetime) -> dict[str, Window]:
    """Return for each check-in how many were asked, and whether it is over for everybody."""
    handed: Counter[str] = Counter()
    waiting: set[str] = set()
    for one in asked:
        handed[one.step] += one.state in HANDED_OVER
        is_open = one.state in OPEN and not (one.closes_at and one.closes_at <= now)
        if is_open or one.state in WAITING:
            waiting.add(one.step)
    return {
        step.name: Window(handed[step.name], _waits(handed[step.name], step.name in waiting))
        for step in programme.check_ins
    }


def _waits(handed: int, waiting: bool) -> str:
    if not handed:
        return NOT_ASKED
    return STILL_OPEN if waiting else ""


def behaviour_blocks(
    programme: Programme,
    given: Iterable[Given],
    over: Mapping[str, Window],
    workshop_on: date,
    enrolled: int,
    min_cell: int,
) -> tuple[Block, ...]:
    """Return every behaviour of the programme as a block, the primary one first; late answers are left out."""
    answers: dict[str, list[Given]] = defaultdict(list)
    for one in given:
        if one.step in over and not one.late:
            answers[one.question].append(one)
    ordered = sorted(programme.behaviours, key=lambda one: one.name != programme.primary)
    began = datetime.combine(workshop_on, time(12), UTC)
    return tuple(_block(programme, one, _latest(answers[one.name]), over, began, enrolled, min_cell) for one in ordered)


def _latest(answers: Sequence[Given]) -> list[Given]:
    """Return one answer of each person to each check-in: the last one that holds."""
    return list({(one.enrollment_id, one.step): one for one in answers}.values())


def _block(
    programme: Programme,
    behaviour: Behaviour,
    answers: Sequence[Given],
    over: Mapping[str, Window],
    began: datetime,
    enrolled: int,
    min_cell: int,
) -> Block:
    steps = [step for step in programme.check_ins if behaviour.name in step.check_in]
    values: dict[str, list[float]] = defaultdict(list)
    for one in answers:
        value = number_of_days(one)
        if value is not None and not one.late_baseline:
            values[one.step].append(value)
    after = {one.step for one in answers if one.late_baseline}
    check_ins = tuple(
        _check_in(step, values[step.name], over[step.name], step.name in after, min_cell) for step in steps
    )
    shown = {one.step for one in check_ins if one.mean is not None and one.measure != Measure.FOLLOW_UP}
    growth = _growth([one for one in answers if one.step in shown], shown, steps, over, began, enrolled, min_cell)
    primary = behaviour.name == programme.primary
    figures = BehaviourFigures(behaviour.name, behaviour.label, behaviour.asks, primary, check_ins, growth)
    account = _cells(check_ins, shown, growth["people"] is not None, answers).account()
    return Block(f"behaviour {behaviour.name}", f"Means and change in {behaviour.label}", asdict(figures), account)


def _cells(check_ins: Sequence[CheckIn], shown: set[str], modelled: bool, answers: Sequence[Given]) -> Cells:
    """Return who stands behind the means that are printed, and behind the change."""
    cells, all_of = Cells(), defaultdict[int, str](str)
    for at in check_ins:
        here = [one for one in answers if one.step == at.step]
        numbers = [one for one in here if number_of_days(one) is not None and not one.late_baseline]
        if at.mean is not None:
            cells.enter(at.step, {one.enrollment_id: one.value for one in numbers})
        for one in here:
            late = "late " if one.late_baseline else ""
            all_of[one.enrollment_id] += f"{at.step} {late}{one.value}," if at.step in shown else ""
    if modelled:
        cells.enter("change", {person: code for person, code in all_of.items() if code})
    return cells


def _check_in(step: Step, values: Sequence[float], over: Window, too_late: bool, min_cell: int) -> CheckIn:
    """Return the mean of one check-in with its t interval, or why there is none."""
    known = (step.name, step.title, week_of(step), str(step.measure), over.asked)
    few = f"fewer than {min_cell} people gave a number" + (" before the workshop" if too_late else "")
    why = over.waits or (few if len(values) < min_cell else "")
    if why:
        return CheckIn(*known, None, None, None, None, why)
    from measure.quantiles import t_quantile

    mean, n = fmean(values), len(values)
    half = t_quantile(0.975, n - 1) * stdev(values) / n**0.5
    return CheckIn(*known, n, mean, max(SCALE[0], mean - half), min(SCALE[1], mean + half), "")


def _growth(
    answers: Sequence[Given],
    shown: set[str],
    steps: Sequence[Step],
    over: Mapping[str, Window],
    began: datetime,
    enrolled: int,
    min_cell: int,
) -> dict[str, Any]:
    """Return the growth fields: the last check-in that is shown so far against the baseline.

    The straight line's change is over the weeks up to that check-in, never beyond what was answered.
    """
    asked = {step.name: over[step.name].asked for step in steps if step.name in shown}
    first = next((step for step in steps if step.name in asked), None)
    if first is None or first.measure is not Measure.BASELINE:
        return _nothing("Too few to say: there is no baseline from enough people to compare with.")
    if len(asked) < 2:
        return _nothing("Too few to say: there is no later check-in from enough people yet.")
    rows = _large_enough([_answered(one, began) for one in answers], min_cell)
    weeks = max((step.after_days or 0) for step in steps if step.name in asked) / 7
    many = max(enrolled, *asked.values())
    found = CHANGES.get(
        lambda: change(rows, asked, SCALE, weeks, enrolled=many, min_cell=min_cell, unit="days"),
        rows, asked, weeks, many, min_cell,
    ).to_json()  # fmt: skip
    notes = {"from": first.name, "to": list(asked)[-1], "withheld": found["withheld"], "notes": found["notes"]}
    return {name: found[name] for name in GROWTH} | notes


def _nothing(why: str) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(GROWTH)
    return empty | {"tipping_point": "", "evidence_grade": SELF_REPORT, "from": None, "to": None,
                    "withheld": why, "notes": ()}  # fmt: skip


def _answered(one: Given, began: datetime) -> Answered:
    week = (one.answered_at - began).total_seconds() / 604_800
    return Answered(one.enrollment_id, week, one.step, number_of_days(one), one.late_baseline)


def _large_enough(rows: list[Answered], min_cell: int) -> list[Answered]:
    """Return *rows* without "no chance" and late baselines where few gave them: a difference would count them."""
    for is_extra in (lambda row: row.value is None, lambda row: row.late_baseline):
        if 0 < len({row.person for row in rows if is_extra(row)}) < min_cell:
            rows = [row for row in rows if not is_extra(row)]
    return rows


def number_of_days(one: Given) -> float | None:
    """Return the number of days, None for no chance or what is no number on the scale."""
    if one.value == NO_CHANCE or not one.value.isdecimal():
        return None
    number = float(one.value)
    return number if SCALE[0] <= number <= SCALE[1] else None
