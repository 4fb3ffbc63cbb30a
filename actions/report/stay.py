"""Who still takes part, who fell silent or could not be reached, who left: one table and one curve, in people.

Silent means: the last three mails or more, one after the other, brought no answer while it counted, and nothing came
since. It is dated at the last answer. Whoever left, paused or could not be reached is taken out of the curve at that
moment and stands in the table under a reason of their own. The curve is a completion figure and counted by its
denominator, like the answers to a step; the table is not, so there a small count hides others.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from actions.report.blocks import Block, Cells
from actions.report.counts import HANDED_OVER
from actions.report.shape import Stay
from coaching.programmes import week_after
from coaching.states import State
from measure.cells import table
from measure.survival import Drop, kaplan_meier
from storage.reports import Asked, Given, Taking

IN_A_ROW = 3
"""Mails without an answer that make somebody silent here; our choice, unmeasured."""
STANDINGS = ("active", "unreachable", "paused", "left", "invited")
STILL = ("paused", "left", "invited")
Z = 1.959964


@dataclass(frozen=True, slots=True)
class Stand:
    """Where one person stands: one of STANDINGS, until which week they were seen, and whether they fell silent then."""

    standing: str
    week: int
    silent: bool = False


def stands(
    people: Iterable[Taking], asked: Iterable[Asked], given: Iterable[Given], workshop_on: date, now: datetime
) -> dict[int, Stand]:
    """Return where each enrollment stands."""
    answered = {(one.enrollment_id, one.step) for one in given}
    prompts: dict[int, list[Asked]] = defaultdict(list)
    for one in asked:
        prompts[one.enrollment_id].append(one)
    return {who.enrollment_id: _stand(who, prompts[who.enrollment_id], answered, workshop_on, now) for who in people}


def _stand(
    who: Taking, prompts: Sequence[Asked], answered: set[tuple[int, str]], workshop_on: date, now: datetime
) -> Stand:
    mails = _mails(prompts, answered, now)
    weeks = [week_after((day - workshop_on).days) for day, _ in mails]
    last = weeks[-1] if weeks else 0
    if who.state in STILL:
        at = week_after((who.left_at.date() - workshop_on).days) if who.left_at else last
        return Stand(who.state, max(at, 0))
    if _came_back(prompts):
        return Stand("unreachable", last)
    quiet = next((n for n, (_, heard) in enumerate(reversed(mails)) if heard), len(mails))
    if quiet >= IN_A_ROW:
        return Stand("active", weeks[-quiet - 1] if quiet < len(mails) else 0, silent=True)
    return Stand("active", last)


def _mails(prompts: Sequence[Asked], answered: set[tuple[int, str]], now: datetime) -> list[tuple[date, bool]]:
    """Return the days of the mails that are decided, each with whether anything in it was answered."""
    days: dict[date, list[tuple[bool, bool]]] = defaultdict(list)
    for one in prompts:
        if one.state in HANDED_OVER:
            heard = one.state == State.ANSWERED or (one.enrollment_id, one.step) in answered
            over = one.state == State.EXPIRED or (one.closes_at is not None and one.closes_at <= now)
            days[one.local_day].append((heard, over))
    told = [(day, any(heard for heard, _ in found), all(over for _, over in found)) for day, found in days.items()]
    return sorted((day, heard) for day, heard, over in told if heard or over)


def _came_back(prompts: Sequence[Asked]) -> bool:
    """Whether the last thing that was sent, or tried, did not arrive."""
    tried = [one for one in prompts if one.state in HANDED_OVER or one.state == State.FAILED]
    return bool(tried) and max(tried, key=lambda one: one.local_day).state == State.FAILED


def people_block(found: Mapping[int, Stand], min_cell: int) -> Block:
    """Return how many stand where; small counts are withheld, and others beside them so that none follows.

    Behind each print stand the hidden cells too: who moves from one that is shown to one that is not shows in both.
    """
    names = [one for one in STANDINGS if one != "invited" or any(who.standing == one for who in found.values())]
    counts = {name: sum(who.standing == name for who in found.values()) for name in names}
    shown = table(counts, sum(counts.values()), min_cell).counts
    cells = Cells()
    hidden = [name for name in names if shown[name] is None]
    for name in names if len(hidden) < len(names) else ():
        cells.enter(name, {person: "1" for person, who in found.items() if who.standing == name})
    account = cells.account(hidden)
    return Block("people", "How many take part", {"enrolled": len(found)} | shown, account)


def stay_block(found: Mapping[int, Stand], min_cell: int) -> Block:
    """Return the curve of those who had not fallen silent.

    Percentages are whole, and a point needs *min_cell* people still in: who reads two points can then not work out
    who was taken out between them.
    """
    followed = {person: who for person, who in found.items() if who.standing != "invited"}
    cells = Cells()
    if len(followed) < min_cell:
        return Block("stay", "How long people kept answering", {"points": []}, cells.account())
    curve = kaplan_meier([who.week for who in followed.values()],
                         [float(who.silent) for who in followed.values()])  # fmt: skip
    points = [_point(one) for one in curve if one.at_risk >= min_cell]
    cells.enter("curve", {person: f"{who.week} {who.standing} {who.silent}" for person, who in followed.items()})
    return Block("stay", "How long people kept answering", {"points": [asdict(one) for one in points]}, cells.account())


def _point(drop: Drop) -> Stay:
    """Return one point of the curve with Greenwood's band on the log(-log) scale, which stays between 0 and 1."""
    if not 0 < drop.s < 1:
        return Stay(int(drop.t), round(drop.s, 2), 0.0 if drop.s == 0 else 1.0, 1.0)
    wide = Z * drop.se / abs(drop.s * math.log(drop.s))
    return Stay(int(drop.t), round(drop.s, 2), round(drop.s ** math.exp(wide), 2), round(drop.s ** math.exp(-wide), 2))
