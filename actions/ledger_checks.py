"""Whether rows, events and what must be there agree: plain functions on plain tuples, no database."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from coaching.states import FOLLOWS
from storage.ledgers import Line, Prompt

ENROLLED = "enrolled"
"""The cause of a prompt that the programme itself asks for; every other cause is an event's word."""
PULSE = "pulse"
CHANGES = frozenset((was and str(was), str(became)) for was, after in FOLLOWS.items() for became in after)
"""The changes the rules know, as the events write them."""

Grid = tuple[frozenset[str], frozenset[str], frozenset[str]]
"""The steps an enrollment began with, those of its present version, and the pulses of all it ran."""


class Folded(NamedTuple):
    """Where the events of one prompt leave it; *fault* is the first thing wrong with them, or ""."""

    state: str | None
    reason: str
    lines: int
    cause: str
    enrollment_id: int | None
    fault: str


def fold(lines: Iterable[Line]) -> Iterator[tuple[int, Folded]]:
    """Yield (prompt id, where its events leave it) for *lines* that come by prompt and in order.

    >>> told = dict(fold([Line(7, 1, 3, None, "planned", "", "enrolled"), Line(7, 2, 3, "planned", "sent", "", "")]))
    >>> told[7].state, told[7].fault
    ('sent', 'event 2 turns planned into sent, which the rules do not know')
    """
    for prompt_id, of_prompt in groupby(lines, key=itemgetter(0)):
        yield prompt_id, _folded(of_prompt)


def _folded(lines: Iterable[Line]) -> Folded:
    """Return where *lines* leave their prompt. There are half a million of them in a large cohort: one look at each."""
    stands: str | None = None
    owner: int | None = None
    place, why, fault = 0, "", ""
    reason = ""
    for _, nth, enrollment_id, was, became, reason, cause in lines:  # noqa: B007 - the last one counts
        place += 1
        if place == 1:
            owner, why = enrollment_id, cause
        if not fault and (nth != place or was != stands or (was, became) not in CHANGES or enrollment_id != owner):
            fault = _fault(place, nth, was, stands, became)
        stands = became
    return Folded(stands, reason, place, why, owner, fault)


def _fault(place: int, nth: int | None, was: str | None, stands: str | None, became: str | None) -> str:
    """Return what is wrong with an event that does not go on where the one before it ended."""
    if nth != place:
        return f"event {place} is missing"
    if was != stands:
        return f"event {place} begins at {was or 'nothing'}, where {stands or 'nothing'} was left"
    if (stands, became) not in CHANGES:
        return f"event {place} turns {stands or 'nothing'} into {became}, which the rules do not know"
    return f"event {place} belongs to another enrollment"


def compare(
    rows: Iterable[Prompt],
    told: Mapping[int, Folded],
    grids: Mapping[int, Grid],
    observing: Set[tuple[int, int]],
    keys: Mapping[int, str],
) -> Iterator[str]:
    """Yield a sentence for everything in which the three counts differ.

    *told* is `fold` by prompt id, *grids* by enrollment id, *observing* holds (enrollment id, observer id), and
    *keys* names the enrollments in the sentences.
    """
    asked: dict[int, set[tuple[str, int, int]]] = defaultdict(set)
    seen: set[int] = set()
    present: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        seen.add(row.id)
        tale = told.get(row.id)
        if not _agrees(row, tale, grids) and (fault := _of_row(row, tale) or _of_cause(row, tale, grids, observing)):
            yield f"Prompt {row.id} ({keys.get(row.enrollment_id, 'no enrollment')}, {row.step}): {fault}."
        if row.asked_of == 0:
            present[row.enrollment_id].add(row.step)
        if (tale.cause if tale else row.cause) == ENROLLED:
            asked[row.enrollment_id].add((row.step, row.asked_of, row.round))
    yield from (f"Prompt {id_} has events and no row." for id_ in sorted(told.keys() - seen))
    for enrollment_id, key in keys.items():
        yield from _of_enrollment(key, grids[enrollment_id], asked[enrollment_id], present[enrollment_id])


def _agrees(row: Prompt, tale: Folded | None, grids: Mapping[int, Grid]) -> bool:
    """Return whether nothing can be wrong with a prompt that the programme itself asks for, as with nearly all."""
    as_told = (row.state, row.reason, row.nth, row.cause, row.enrollment_id, "")
    return tale == as_told and row.cause not in ("", PULSE) and row.enrollment_id in grids


def _of_row(row: Prompt, tale: Folded | None) -> str:
    """Return how a prompt's row differs from what its events tell, or ""."""
    if tale is None:
        return "it has no events"
    if tale.fault:
        return tale.fault
    if tale.lines != row.nth:
        return f"it counts {row.nth} events and has {tale.lines}"
    if (tale.state, tale.reason) != (row.state, row.reason):
        return f"its row says {_said(row.state, row.reason)}, its events say {_said(tale.state, tale.reason)}"
    if (tale.enrollment_id, tale.cause) != (row.enrollment_id, row.cause):
        return "its row and its first event name another enrollment or cause"
    return ""


def _of_cause(row: Prompt, tale: Folded | None, grids: Mapping[int, Grid], observing: Set[tuple[int, int]]) -> str:
    """Return why a prompt may not exist for the cause it names, or ""."""
    if row.enrollment_id not in grids:
        return "its enrollment is not there"
    if tale is not None and tale.cause == PULSE:
        known = row.step in grids[row.enrollment_id][2] and (row.enrollment_id, row.asked_of) in observing
        return "" if known else "it is a pulse that the programme or its observers do not know"
    return "it has no cause" if tale is not None and not tale.cause else ""


def _of_enrollment(key: str, grid: Grid, asked: set[tuple[str, int, int]], present: set[str]) -> Iterator[str]:
    """Yield the steps that are missing from an enrollment, or are there and should not be."""
    began, now, _ = grid
    required = {(step, 0, 0) for step in began}
    lost = {step for step, _, _ in required - asked} | (now - present)
    for step in sorted(lost):
        yield f"Enrollment {key}: step {step} of its programme has no prompt."
    for step, _, _ in sorted(asked - required):
        yield f"Enrollment {key}: there is a prompt for {step}, which its programme does not ask."


def _said(state: str | None, reason: str) -> str:
    return f"{state} ({reason})" if reason else str(state)
