"""The report of a cohort for L&D: gathered from storage, decided by `measure`, said in words. No names are in it."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from actions.agreeing import smallest
from actions.house import House
from actions.ledger import Ledger, drawn_up
from actions.observed import observed_blocks
from actions.report import drawn as by_draw
from actions.report import experiments as trials
from actions.report import fade as fading
from actions.report import words
from actions.report.barriers import barrier_blocks, stopped
from actions.report.beside import compare
from actions.report.blocks import Block, Cells, Printed, settle
from actions.report.change import behaviour_blocks, windows
from actions.report.counts import HANDED_OVER, completion, tallies
from actions.report.effort import minutes_asked
from actions.report.ledger import line
from actions.report.pooling import pool
from actions.report.shape import (
    Difference,
    ObservedFigures,
    Report,
    Stay,
    behaviour_from,
    step_from,
    week_from,
)
from actions.report.stay import people_block, stands, stay_block
from actions.report.tables import report_csv, report_parquet, report_xlsx
from actions.report.versions import as_ran
from coaching.designs import Design, design_in
from coaching.errors import Refused
from coaching.programmes import Programme
from storage import cohorts, draws, reports
from storage.draws import Decision, Drawn
from storage.reports import Asked, Given, Taking

__all__ = ["Report", "report", "report_beside", "report_csv", "report_parquet", "report_pooled", "report_xlsx"]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What storage knows of a cohort at one moment. *blocks* has what colleagues saw, *drawn* the arms of a design,
    *decided* the draws of each experiment. *ledger* is None where nobody reads it.
    """

    cohort: reports.Cohort
    programme: Programme
    ledger: Ledger | None
    people: Sequence[Taking]
    asked: Sequence[Asked]
    given: Sequence[Given]
    blocks: Sequence[Block]
    min_cell: int
    design: Design | None
    drawn: Sequence[Drawn]
    decided: Mapping[str, Sequence[Decision]]

    @property
    def enough(self) -> bool:
        """Whether the cohort is large enough to show anything about answers."""
        return len(self.people) >= self.min_cell


def report(house: House, cohort_name: str, now: datetime, comparisons: Sequence[Difference] = ()) -> Report:
    """Return the report of one cohort as of *now*, and keep what it prints for the first time.

    Counts under the smallest number that may be shown are withheld, with whatever would give them away; the larger
    of the installation's and the one promised to the cohort at enrolment holds. A figure that was printed before is
    printed anew only where that many people's answers changed, or nobody's; else it stays as it was. A cohort under
    that number shows nothing but its ledger. *comparisons* come from elsewhere: the report prints what there is.

    Raises:
        NotFound: there is no such cohort.
    """
    return _written(*_printed(house, cohort_name, now), now, tuple(comparisons))


def _printed(
    house: House, cohort_name: str, now: datetime, with_ledger: bool = True
) -> tuple[Gathered, dict[str, Printed]]:
    """Return what is known of a cohort, and what its report prints of it."""
    with _no_search_for_garbage():
        found = _gather(house, cohort_name, now, with_ledger)
        blocks = _blocks(found, now) if found.enough else []
    return found, settle(house, found.cohort.id, blocks, now, found.min_cell)


@contextmanager
def _no_search_for_garbage() -> Iterator[None]:
    """Let Python not search for unused cycles meanwhile: among the million values that a report reads are none.

    Searching took a quarter of the time. Where several reports are made at once, the first one ends the rest.
    """
    searched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searched:
            gc.enable()


def report_beside(house: House, cohort_name: str, other: str, now: datetime) -> Report:
    """Return the report of one cohort with how much more changed in it than in *other*.

    Raises:
        NotFound: there is no such cohort.
        Refused: what was asked, or over which weeks, is not the same.
    """
    found, printed = _printed(house, cohort_name, now)
    beside = _written(*_printed(house, other, now, with_ledger=False), now, ())
    comparisons = compare(_written(found, printed, now, ()), beside)
    return _written(found, printed, now, tuple(comparisons))


def report_pooled(house: House, cohort_name: str, others: Sequence[str], now: datetime) -> Report:
    """Return the report of one cohort with the drawn effect over it and *others* together.

    Raises:
        NotFound: there is no such cohort.
        Refused: their designs or words differ, or too little can be shown.
    """
    with house.store.read() as session:
        designs = {name: design_in(cohorts.called(session, name).settings) for name in (cohort_name, *others)}
    if other := next((name for name, one in designs.items() if one is None or one != designs[cohort_name]), ""):
        raise Refused(f"Cohort '{other}' has no drawn design, or another one. Pool cohorts enrolled with the same.")
    return report(house, cohort_name, now, pool([report(house, name, now) for name in (cohort_name, *others)]))


def _gather(house: House, cohort_name: str, now: datetime, with_ledger: bool) -> Gathered:
    with house.store.read() as session:
        row = cohorts.called(session, cohort_name)
        min_cell = smallest(house, row)
        cohort = reports.cohort(session, row.id or 0)
        programme = as_ran(session, cohort)
        ledger = drawn_up(session, cohort.name, cohort.id, now) if with_ledger else None
        people = reports.taking_part(session, cohort.id)
        enough = len(people) >= min_cell
        asked = reports.asked(session, cohort.id)
        given = reports.given(session, cohort.id) if enough else []
        observed = observed_blocks(session, programme, cohort.id, given, min_cell, now) if enough else ()
        design = design_in(row.settings)
        drawn = draws.at_point(session, cohort.id, design.point) if design and enough else []
        tried = programme.experiments if enough else ()
        decided = {one.name: draws.decisions(session, cohort.id, one.name) for one in tried}
    return Gathered(cohort, programme, ledger, people, asked, given, observed, min_cell, design, drawn, decided)


def _blocks(found: Gathered, now: datetime) -> list[Block]:
    """Return everything that says something about answers, block by block."""
    programme, given, least = found.programme, found.given, found.min_cell
    standing = stands(found.people, found.asked, given, found.cohort.workshop_on, now)
    over = windows(found.asked, programme, now)
    return [
        people_block(standing, least),
        stay_block(standing, least),
        *completion(programme, tallies(found.asked, given, now), least),
        *behaviour_blocks(programme, given, over, found.cohort.workshop_on, len(found.people), least),
        *barrier_blocks(programme, given, least),
        *by_draw.drawn_blocks(programme, found.design, found.drawn, given, over, least),
        *trials.experiment_blocks(
            programme, found.decided, [name for name, at in over.items() if not at.waits], least, now
        ),
        *fading.fade_blocks(programme, given, over, least),
        *found.blocks,
        _odd(given, "late", least),
        _odd(given, "suspect", least),
    ]


def _odd(given: Sequence[Given], what: str, min_cell: int) -> Block:
    """Return how many answers are late, or suspect; None where they come from a few people."""
    of: dict[int, int] = {}
    for one in given:
        if getattr(one, what):
            of[one.enrollment_id] = of.get(one.enrollment_id, 0) + 1
    few, cells = 0 < len(of) < min_cell, Cells()
    if len(of) >= min_cell:
        cells.enter("answers", {person: str(n) for person, n in of.items()})
    return Block(what, f"How many answers were {what}", {"n": None if few else sum(of.values())}, cells.account())


def _written(
    found: Gathered, printed: dict[str, Printed], now: datetime, comparisons: tuple[Difference, ...]
) -> Report:
    programme, enough, least = found.programme, found.enough, found.min_cell
    kinds = {kind: [one for name, one in printed.items() if name.startswith(f"{kind} ")]
             for kind in ("week", "step", "behaviour", "observed", "drawn", "experiment", "fade")}  # fmt: skip
    counted = [*kinds["week"], *kinds["step"]]
    steps = tuple(step_from(one, _day(block)) for block in counted for one in block.figures["steps"])
    weeks = tuple(week_from(block.figures["week"], _day(block)) for block in counted if block.figures["week"])
    behaviours = tuple(behaviour_from(block.figures, _day(block)) for block in kinds["behaviour"])
    observed = tuple(ObservedFigures(**block.figures) for block in kinds["observed"])
    stay = tuple(Stay(**one) for one in printed["stay"].figures["points"]) if enough else ()
    late, suspect = (printed[name].figures["n"] if enough else None for name in ("late", "suspect"))
    shown = (*by_draw.differences(found.design, kinds["drawn"]), *trials.differences(kinds["experiment"]))
    comparisons = (*shown, *comparisons)
    minutes = minutes_asked(programme, found.asked, len(found.people))
    people = printed["people"].figures if enough else {"enrolled": len(found.people)}
    handed = [one.step for one in found.asked if one.state in HANDED_OVER]
    barriers = stopped(programme, printed, handed) if enough else ()
    return Report(
        cohort=found.cohort.name,
        programme=programme.name,
        title=programme.title,
        version=found.cohort.version,
        workshop_on=found.cohort.workshop_on,
        as_of=now,
        min_cell=least,
        headline=words.headline(behaviours, enough),
        lead=words.lead(behaviours, comparisons, len(found.people), least),
        minutes=minutes,
        people=people,
        stay=stay,
        steps=steps,
        weeks=weeks,
        behaviours=behaviours,
        observed=observed,
        stopped=barriers,
        comparisons=comparisons,
        fade=fading.fades(kinds["fade"]),
        tried=trials.tried(kinds["experiment"]),
        late=late,
        suspect=suspect,
        ledger=line(found.ledger) if found.ledger else {},
        withheld=(
            *words.withheld(steps, weeks, behaviours, observed, barriers, people, enough, least),
            *by_draw.withheld(kinds["drawn"]),
            *trials.withheld(kinds["experiment"]),
            *fading.withheld(kinds["fade"], least),
        ),
        stays=tuple((one.what, one.stays) for one in printed.values() if one.stays),
        cannot_show=(
            *words.cannot_show(behaviours, observed, comparisons, late, suspect),
            *by_draw.cannot_show(found.design),
        ),
        evidence=words.evidence(steps, behaviours, observed, comparisons),
    )


def _day(block: Printed) -> str:
    return block.stays.date().isoformat() if block.stays else ""
