"""A cohort that runs, as its desk shows it: what goes out when, what became of it, and nobody's answers."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from actions.contents import programme_from
from actions.desk.calendar import Calendar, calendar_of
from actions.house import House
from actions.ledger import drawn_up, in_words
from actions.report.ledger import OWN, line
from coaching.errors import NotFound
from storage import cohorts, desk
from storage.desk import Delivered, Listed
from storage.rows import CohortRow, ProgrammeRow


@dataclass(frozen=True, slots=True)
class StepStands:
    """A step that everybody gets: its days, and how many prompts are to come, were handed over, were not sent."""

    title: str
    kind: str
    first: date
    last: date
    to_come: int
    handed_over: int
    not_sent: int


@dataclass(frozen=True, slots=True)
class CohortDesk:
    """The first page of a cohort. *next_due* is None once nothing is planned any more."""

    name: str
    title: str
    programme: str
    version: int
    workshop_on: date
    people: int
    calendar: Calendar
    steps: tuple[StepStands, ...]
    next_due: datetime | None
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """Delivery to one person, with the technical reason in words where a mail could not be delivered."""

    key: str
    name: str
    address: str
    handed_over: int
    failed: int
    why: str


def listed(house: House) -> list[Listed]:
    """Return every cohort, the latest workshop first."""
    with house.store.read() as session:
        return desk.cohorts(session)


def cohort_desk(house: House, name: str, now: datetime) -> CohortDesk:
    """Return the first page of a cohort.

    Raises:
        NotFound: there is no such cohort.
    """
    with house.store.read() as session:
        row = cohorts.called(session, name)
        programme = cohorts.programme_of(session, row.programme_id)
        mails = dict(desk.mails_by_day(session, row.id or 0))
        people = len(desk.delivered(session, row.id or 0))
        return CohortDesk(
            row.name, programme.title, programme.name, programme.version, row.workshop_on, people,
            calendar_of(mails, now.date()), _steps(session, row, programme), desk.next_due(session, row.id or 0),
            row.settings,
        )  # fmt: skip


def _steps(session: Session, row: CohortRow, programme: ProgrammeRow) -> tuple[StepStands, ...]:
    titles = {step.name: step.title for step in programme_from(programme.text, programme.name).grid}
    found: dict[str, list[tuple[str, str, str, int, date, date]]] = defaultdict(list)
    for one in desk.steps(session, row.id or 0):
        found[one[0]].append(one)
    return tuple(_step(titles[name], own) for name, own in found.items() if name in titles)


def _step(title: str, rows: list[tuple[str, str, str, int, date, date]]) -> StepStands:
    by_state = {state: n for _, _, state, n, _, _ in rows}
    to_come = by_state.get("planned", 0) + by_state.get("claimed", 0)
    handed = sum(by_state.get(state, 0) for state in desk.HANDED_OVER)
    days = [(first, last) for *_, first, last in rows]
    return StepStands(
        title, rows[0][1].replace("_", " "), min(first for first, _ in days), max(last for _, last in days), to_come,
        handed, sum(by_state.values()) - to_come - handed,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """A ledger as L&D may see it.

    *counts* has the reasons that are a person's own as one. *missed* and *repeated* name people, so they hold only
    steps that everybody gets, and only technical reasons: an offered step, a reminder or an address that wants no
    mail would tell who answered, did not, or left.
    """

    counts: Mapping[str, Any]
    why_not: tuple[str, ...]
    missed: tuple[Mapping[str, Any], ...]
    repeated: tuple[Mapping[str, Any], ...]


def ledger_page(house: House, name: str, now: datetime) -> LedgerPage:
    """Return a cohort's ledger as L&D may see it.

    Raises:
        NotFound: there is no such cohort.
    """
    with house.store.read() as session:
        row = cohorts.called(session, name)
        version = cohorts.programme_of(session, row.programme_id)
        found = drawn_up(session, row.name, row.id, now)
    grid = {step.name for step in programme_from(version.text, version.name).grid}
    missed = tuple(_told(one) for one in found.missed if one["step"] in grid and one["reason"] not in OWN)
    repeated = tuple(one for one in found.may_have_repeated if one["step"] in grid and one["kind"] in FOR_EVERYBODY)
    return LedgerPage(line(found), found.why_not, missed, repeated)


FOR_EVERYBODY = ("prompt", "welcome")
"""Kinds of mails that everybody gets, whatever they did."""


def _told(missed: Mapping[str, Any]) -> dict[str, Any]:
    return {"person": missed["person"], "step": missed["step"], "why": in_words(missed["reason"])}


def people_of(house: House, name: str, key: str = "") -> tuple[Person, ...]:
    """Return delivery by name in a cohort; *key* picks one person.

    Raises:
        NotFound: there is no such cohort, or nobody in it goes by that key.
    """
    with house.store.read() as session:
        row = cohorts.called(session, name)
        found = desk.delivered(session, row.id or 0, key)
    if key and not found:
        raise NotFound("person in this cohort", key, ())
    return tuple(map(_person, found))


def _person(one: Delivered) -> Person:
    why = in_words(one.reason) if one.failed else ""
    return Person(one.key, one.name, one.address, one.handed_over, one.failed, why)
