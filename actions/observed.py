"""What colleagues saw, beside what people say of themselves: for the person it is about, and for groups."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlmodel import Session

from actions.house import House
from actions.pages.answer_shape import AnswerPage, Sheet
from actions.report.blocks import Block, Cells
from actions.report.shape import ObservedFigures
from actions.report.words import week_name
from coaching.programmes import NO_CHANCE, Programme, Step, week_of
from content.pulses import kind_in_words, kind_of
from content.words import Words, words_in
from measure.raters import LEAST, Rating, Seen, by_category, together
from storage import observers, responses
from storage.observers import Rated
from storage.reports import Given

SCALE = (0.0, 5.0)
"""Days out of the last five working days."""
BESIDE_DAYS = 14
"""How far the check-in may lie from a pulse that stands beside it."""
WAITS = "still open; it is shown when nobody can answer it any more"


@dataclass(frozen=True, slots=True)
class Point:
    """One pulse: *when* in weeks, *own* the self-rating beside it ("" for none), *seen* what each group saw."""

    when: str
    own: str
    seen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Observation:
    """One behaviour as colleagues saw it; *label* is its short name."""

    label: str
    points: tuple[Point, ...]


def seen_by_colleagues(house: House, page: AnswerPage, now: datetime) -> tuple[Observation, ...]:
    """Return what colleagues saw of the person whose check-in is on *page*, once nobody can answer it any more.

    While a pulse is open, each new answer would show in the mean.
    """
    words = words_in(page.locale)
    sheets = [one for one in page.sheets if not one.is_pulse and any(prompt.step.check_in for prompt in one.prompts)]
    with house.store.read() as session:
        return tuple(one for sheet in sheets for one in _of_sheet(session, sheet, words, now))


def _of_sheet(session: Session, sheet: Sheet, words: Words, now: datetime) -> list[Observation]:
    steps = [step for step in sheet.programme.grid if step.is_pulse]
    stands = observers.standings(session, [sheet.enrollment_id], now) if steps else {}
    over = [step for step in steps if stands.get((sheet.enrollment_id, step.name)) is False]
    rated = observers.rated(session, [sheet.enrollment_id]) if over else []
    found = []
    for behaviour in sheet.programme.behaviours:
        own = dict(responses.line_of(session, sheet.enrollment_id, behaviour.name))
        points = [_point(sheet.programme, step, behaviour.name, rated, own, words) for step in over]
        shown = tuple(one for one in points if one.seen)
        found += [Observation(behaviour.label, shown)] if shown else []
    return found


def _point(
    programme: Programme, step: Step, behaviour: str, rated: Iterable[Rated], own: dict[str, str], words: Words
) -> Point:
    mine = [one for one in rated if (one.step, one.question) == (step.name, behaviour)]
    seen = by_category((Rating(kind_of(one.category), one.rater, float(one.value)) for one in mine), SCALE)
    beside = check_in_beside(programme, step)
    value = own.get(beside.name, "") if beside else ""
    week = week_of(step)
    when = words.say("Week %(week)s", week=week) if week else words.say("At the start")
    groups = tuple(_in_words(one, words) for one in seen)
    return Point(when, words.say("No chance") if value == NO_CHANCE else value, groups)


def _in_words(one: Seen, words: Words) -> str:
    """Return what one group saw."""
    who = kind_in_words(one.category, words)
    return words.say("%(who)s: %(mean)s (%(raters)s people)", who=who, mean=words.tenths(one.mean), raters=one.raters)


def check_in_beside(programme: Programme, step: Step) -> Step | None:
    """Return the check-in closest to a pulse, if one is close."""
    at = step.after_days or 0
    near = [one for one in programme.check_ins if abs((one.after_days or 0) - at) <= BESIDE_DAYS]
    return min(near, key=lambda one: abs((one.after_days or 0) - at), default=None)


def observed_blocks(
    session: Session, programme: Programme, cohort_id: int, given: Sequence[Given], min_cell: int, now: datetime
) -> tuple[Block, ...]:
    """Return what colleagues saw over a cohort, from *min_cell* people observed by as many colleagues on."""
    enrollments = observers.enrollments_of(session, cohort_id)
    stands = observers.standings(session, enrollments, now)
    asked, waiting = {step for _, step in stands}, {step for (_, step), waits in stands.items() if waits}
    steps = [step for step in programme.grid if step.name in asked]
    rated = observers.rated(session, enrollments) if steps else []
    return tuple(
        _block(programme, step, name, rated, given, min_cell, step.name in waiting)
        for step in steps
        for name in step.pulse
    )


def _block(
    programme: Programme,
    step: Step,
    name: str,
    rated: Sequence[Rated],
    given: Sequence[Given],
    min_cell: int,
    waits: bool,
) -> Block:
    mine = [one for one in rated if (one.step, one.question) == (step.name, name)]
    least, cells, label = max(min_cell, LEAST), Cells(), programme.behaviour(name).label
    shown = together([(one.enrollment_id, one.rater, float(one.value)) for one in mine], least) if not waits else None
    why = WAITS if waits else f"fewer than {least} people observed by {least} colleagues"
    figures = ObservedFigures(name, label, step.name, week_of(step), None, None, None, None, why)
    if shown is not None:
        own = _own(programme, step, name, {one.enrollment_id for one in mine}, given, least)
        mean = sum(own.values()) / len(own) if own else None
        figures = replace(figures, people=shown.people, raters=shown.raters, mean=shown.mean, own=mean, withheld="")
        cells.enter("colleagues", _seen(mine))
        cells.enter("themselves", {person: f"{value:g}" for person, value in own.items()})
    what = f"What colleagues saw of {label}, {week_name(week_of(step))}"
    return Block(f"observed {step.name} {name}", what, asdict(figures), cells.account())


def _seen(ratings: Sequence[Rated]) -> dict[int, str]:
    """Return for each person observed what all their colleagues gave."""
    found: dict[int, list[str]] = defaultdict(list)
    for one in ratings:
        found[one.enrollment_id].append(f"{one.rater}:{one.value}")
    return {person: ",".join(sorted(values)) for person, values in found.items()}


def _own(
    programme: Programme, step: Step, name: str, people: set[int], given: Sequence[Given], least: int
) -> dict[int, float]:
    """Return the self-ratings beside a pulse of those who were observed; none where they would show a few others'.

    The check-in's mean over everybody is printed too, so whoever was not observed must be nobody, or *least* people.
    """
    beside = check_in_beside(programme, step)
    values: dict[int, float] = {}
    for one in given:
        fits = beside is not None and (one.step, one.question) == (beside.name, name) and not one.late_baseline
        if fits and not one.late and one.value not in ("", NO_CHANCE):
            values[one.enrollment_id] = float(one.value)
    own = {person: value for person, value in values.items() if person in people}
    few_others = 0 < len(values) - len(own) < least
    return {} if len(own) < least or few_others else own
