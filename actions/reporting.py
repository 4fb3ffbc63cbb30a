"""The report of a cohort for L&D: gathered from storage, decided by `measure`, said in words. No names are in it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from actions import report_words as words
from actions.contents import programme_from
from actions.house import House
from actions.ledger import Ledger, drawn_up
from actions.observed import observed_figures
from actions.report_change import by_behaviour, windows
from actions.report_counts import HANDED_OVER, by_step, by_week, tallies
from actions.report_shape import BehaviourFigures, Report, StepFigures, WeekFigures
from actions.report_tables import report_csv, report_xlsx
from coaching.programmes import Programme
from storage import cohorts, reports
from storage.reports import Given

__all__ = ["Report", "report", "report_csv", "report_xlsx"]


def report(house: House, cohort_name: str, now: datetime, late_too: bool = False) -> Report:
    """Return the report of one cohort as of *now*.

    Counts under the smallest number that may be shown are withheld, with whatever would give them away; the larger
    of the installation's and the one promised to the cohort at enrolment holds. *late_too* counts answers that came
    after their window. A cohort under that number shows nothing but its ledger.

    Raises:
        NotFound: there is no such cohort.
    """
    with house.store.read() as session:
        row = cohorts.called(session, cohort_name)
        min_cell = max(house.min_cell, int(row.settings.get("min_cell", 0)))
        cohort = reports.cohort(session, row.id or 0)
        people = reports.enrolled(session, cohort.id)
        ledger = drawn_up(session, cohort.name, cohort.id, now)
        enrolled = sum(people.values())
        asked = reports.asked(session, cohort.id) if enrolled >= min_cell else []
        given = reports.given(session, cohort.id) if enrolled >= min_cell else []
        programme = programme_from(cohort.text, cohort.programme)
        enough = enrolled >= min_cell
        observed = observed_figures(session, programme, cohort.id, given, min_cell, now) if enough else ()
    steps, weeks, behaviours = _figures(programme, cohort, asked, given, enrolled, min_cell, now, late_too)
    late, suspect = (_count(given, name, min_cell) for name in ("late", "suspect"))
    return Report(
        cohort=cohort.name,
        programme=programme.name,
        title=programme.title,
        version=cohort.version,
        workshop_on=cohort.workshop_on,
        as_of=now,
        late_too=late_too,
        min_cell=min_cell,
        headline=words.headline(behaviours, enough),
        lead=words.lead(behaviours, enrolled, enough, min_cell),
        people=_people(people, min_cell),
        steps=steps,
        weeks=weeks,
        behaviours=behaviours,
        observed=observed,
        late=late,
        suspect=suspect,
        ledger=_line(ledger, any([one.withheld for one in steps] + [one.withheld for one in observed])),
        withheld=(*_withheld(steps, weeks, behaviours, people, enough, min_cell), *words.unseen(observed)),
        cannot_show=words.cannot_show(behaviours, observed, late, suspect, late_too),
    )


def _figures(
    programme: Programme,
    cohort: reports.Cohort,
    asked: Sequence[reports.Asked],
    given: Sequence[Given],
    enrolled: int,
    min_cell: int,
    now: datetime,
    late_too: bool,
) -> tuple[tuple[StepFigures, ...], tuple[WeekFigures, ...], tuple[BehaviourFigures, ...]]:
    """Return what is counted by step, by week and by behaviour; nothing for a cohort that is too small."""
    if enrolled < min_cell:
        return (), (), ()
    told = tallies(asked, given, now, late_too)
    steps = by_step(programme, told, min_cell)
    over = windows(asked, programme, now)
    behaviours = by_behaviour(programme, given, over, cohort.workshop_on, enrolled, min_cell, late_too)
    return steps, by_week(programme, told, steps, min_cell), behaviours


def _people(counted: Mapping[str, int], min_cell: int) -> dict[str, int | None]:
    """Return the people by state; where few paused or left, no state is shown: the others would give it away."""
    states = ("active", "paused", "left", *(["invited"] if "invited" in counted else []))
    known = {state: counted.get(state, 0) for state in states}
    few = any(0 < known[state] < min_cell for state in states[1:]) or sum(known.values()) < min_cell
    shown: dict[str, int | None] = dict.fromkeys(known) if few else dict(known)
    return {"enrolled": sum(counted.values())} | shown


def _count(given: Iterable[Given], what: str, min_cell: int) -> int | None:
    """Return how many answers are *what*, None where they come from a few people."""
    found = [one for one in given if getattr(one, what)]
    few = 0 < len({one.enrollment_id for one in found}) < min_cell
    return None if few else len(found)


def _line(ledger: Ledger, hides: bool) -> dict[str, Any]:
    """Return the ledger without its names; where a step's answers are withheld, no total of answers stands here.

    Then ``handed_over`` alone is printed, and the states it is made of are None.
    """
    whole = ledger.to_json()
    by_state: dict[str, int | None] = dict(whole["by_state"])
    handed_over = sum(n for state, n in ledger.by_state.items() if state in HANDED_OVER)
    if hides:
        by_state |= dict.fromkeys((str(state) for state in HANDED_OVER), None)
    return {
        "prompts": ledger.prompts,
        "handed_over": handed_over,
        "by_state": by_state,
        "reasons": whole["reasons"],
        "adds_up": ledger.adds_up,
        "may_have_repeated": len(ledger.may_have_repeated),
        "missed": len(ledger.missed),
    }


def _withheld(
    steps: Sequence[StepFigures],
    weeks: Sequence[WeekFigures],
    behaviours: Sequence[BehaviourFigures],
    people: Mapping[str, int],
    enough: bool,
    min_cell: int,
) -> tuple[tuple[str, str], ...]:
    if not enough:
        return (("Everything but the ledger", f"fewer than {min_cell} people are enrolled"),)
    found = words.withheld(steps, weeks, behaviours)
    if _people(people, min_cell)["active"] is None:
        found = (*found, ("How many paused or left", f"fewer than {min_cell} people did"))
    return found
