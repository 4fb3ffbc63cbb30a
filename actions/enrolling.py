"""Enrol the people of a roster into a cohort: all rows are checked before any is enrolled, and nobody twice."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from actions.contents import programme_from
from actions.disclosing import freeze
from actions.drawing import check_design, check_experiments, deal_out
from actions.enrolling_again import check_new, check_same
from actions.enrolling_people import Newcomers
from actions.house import House
from actions.plans.calendars import check_place
from coaching.designs import design_in, settings_of
from coaching.errors import BadRoster, Refused
from coaching.programmes import Programme
from coaching.years import check_year
from coaching.zones import check_zone
from content.addresses import check_address, split_address
from content.cells import check_text
from content.endpoints import read_endpoint
from content.roster import Rejected, Roster, RosterRow
from storage import cohorts, events, people
from storage.rows import CohortRow

CONSENTS = ("notice", "opt-in")
BATCH = 500
"""People written at a time, so that memory stays flat."""


@dataclass(frozen=True, slots=True)
class NewCohort:
    """What the enrolment is for. *programme_text* is the programme file as it is read.

    *consent* is ``opt-in`` (one mail, and nothing more without "start") or ``notice`` (enrolled, and free to leave);
    empty means what the cohort has, and notice for a new one. *seed* decides draws; empty means a fresh one.
    *webhook* is where messages are posted to whose people have no endpoint of their own. *design* is what a draw
    decides ("wait-list:6"), empty for nothing or for what the cohort has; *pooled* says that it is to be read together
    with other cohorts, and so may be small.
    """

    name: str
    programme_text: str
    programme_file: str
    workshop_on: date
    coach: str = ""
    consent: str = ""
    seed: str = ""
    zone: str = ""
    country: str = ""
    webhook: str = ""
    design: str = ""
    stratify: str = ""
    pooled: bool = False
    skip_bad_rows: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What came of it, in the shape of `enroll --json`."""

    cohort: str
    programme: str
    version: int
    enrolled: int
    already: int
    prompts: int
    ignored_columns: tuple[str, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    next_due_at: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object."""
        return {
            "cohort": self.cohort,
            "programme": self.programme,
            "version": self.version,
            "enrolled": self.enrolled,
            "already": self.already,
            "prompts": self.prompts,
            "ignored_columns": list(self.ignored_columns),
            "rejected": [
                {"row": one.row, "column": one.column, "value": one.value, "why": one.why} for one in self.rejected
            ],
            "next_due_at": self.next_due_at.isoformat() if self.next_due_at else None,
        }


class NobodyEnrolled(BadRoster):
    """The roster has bad rows. ``args``: the file's name, the sentences, and the `Enrolled` that says what was seen."""


@dataclass
class _Progress:
    enrolled: int = 0
    prompts: int = 0
    due: list[datetime] = field(default_factory=list)


def enroll(
    house: House, new: NewCohort, roster: Roster, now: datetime, said: Callable[[int], None] = lambda people: None,
    settle: Callable[[Session, Enrolled], None] = lambda session, enrolled: None,
) -> Enrolled:  # fmt: skip
    """Enrol everybody on *roster* who is not yet in the cohort, with all their prompts planned.

    *said* is told how many people are done, for a progress bar. All is one transaction; *settle* has its last word.

    Raises:
        BadProgramme: the programme file has errors.
        NobodyEnrolled: rows are bad and `skip_bad_rows` is not set.
        NotAllowed: the cohort exists with another programme, date, consent or design, or a design is too weak.
        Refused: a zone, a country, a kind of consent or a design is unknown, or the day cannot be meant.
    """
    programme = programme_from(new.programme_text, new.programme_file)
    check_year("The day of the workshop", new.workshop_on, "2026-12-02")
    zone = check_zone(new.zone or house.zone)
    country = new.country or house.country
    if new.consent not in ("", *CONSENTS):
        raise Refused(f"--consent is '{new.consent}'. Use one of {', '.join(CONSENTS)}.")
    if country:
        check_place(country, "")
    with _option("--webhook"):
        webhook = read_endpoint(new.webhook, house.webhook_loopback).written if new.webhook else ""
    good, rejected = check_places(roster, country)
    result = _result(new, programme, roster, rejected)
    if rejected and not new.skip_bad_rows:
        raise NobodyEnrolled(new.name, tuple(sentence(one) for one in rejected), result)
    with house.store.write() as session:
        cohorts.lock(session)
        cohort = _cohort(house, session, new, programme, zone, country, now)
        if webhook:
            cohort.settings = cohort.settings | {"webhook": webhook}
            session.add(cohort)
            session.flush()
        known = people.enrolled_in(session, cohort.id or 0)
        fresh = [row for row in good if people.fold(row.email) not in known]
        if not known:
            check_design(design_in(cohort.settings), programme, fresh, pooled=new.pooled)
            check_experiments(programme, len(fresh), pooled=new.pooled)
        done = _Progress()
        newcomers = Newcomers(house, session, cohort, programme, now, deal_out(session, cohort, programme, fresh))
        for batch in _batches(fresh):
            prompts, first_due = newcomers.enroll(batch)
            done.enrolled, done.prompts = done.enrolled + len(batch), done.prompts + prompts
            done.due += [first_due] if first_due else []
            said(done.enrolled)
        session.expire_all()
        freeze(house, session, cohort, now)
        result = _result(new, programme, roster, rejected, len(good) - len(fresh), done)
        if new.dry_run:
            session.rollback()
        else:
            settle(session, result)
            session.commit()
    return result


def check_places(roster: Roster, country: str) -> tuple[list[RosterRow], tuple[Rejected, ...]]:
    """Return the rows that can be enrolled and the rejected ones, unknown countries and regions among them."""
    seen: dict[tuple[str, str], str] = {}
    good, rejected = [], list(roster.rejected)
    for row in roster.people:
        place = (row.country or country, row.region)
        if place not in seen:
            seen[place] = _fault(*place)
        if seen[place]:
            column = "region" if row.region else "country"
            rejected.append(Rejected(row.row, column, row.region or row.country, seen[place]))
        else:
            good.append(row)
    return good, tuple(sorted(rejected, key=lambda one: one.row))


def _fault(country: str, region: str) -> str:
    if region and not country:
        return f"Region '{region}' needs a country. Add a country column, or --country."
    try:
        if country:
            check_place(country, region)
    except Refused as refusal:
        return str(refusal)
    return ""


def sentence(one: Rejected) -> str:
    """Return what is wrong with a row as one sentence."""
    return f"row {one.row}, {one.column}: '{one.value}': {one.why}"


def _cohort(
    house: House, session: Session, new: NewCohort, programme: Programme, zone: str, country: str, now: datetime
) -> CohortRow:
    """Return the cohort, made if it is new.

    Raises:
        NotAllowed: it exists with another programme, date, place, coach, consent or design.
    """
    row = cohorts.find(session, new.name)
    version = cohorts.keep_programme(
        session, programme.name, programme.version, programme.title, new.programme_text, now
    )
    coach = _coach(session, new.coach, now)
    if row is None:
        check_new(session, new.name)
        settings = {"answer_days": house.answer_days, "min_cell": house.min_cell, "quiet": _quiet(house),
                    "consent": new.consent or "notice", **settings_of(new.design, new.stratify)}  # fmt: skip
        row = cohorts.add(
            session, name=new.name, programme_id=version.id, workshop_on=new.workshop_on, zone=zone, country=country,
            coach_id=coach, seed=new.seed or secrets.token_hex(8), settings=settings, created_at=now,
        )  # fmt: skip
        events.note(session, "cohort_made", now, details={"cohort": row.id, "version": programme.version})
    check_same(session, row, new, version, coach)
    return row


@contextmanager
def _option(name: str) -> Iterator[None]:
    """Let a refusal say which option it is about; what stands there, perhaps an address, is not repeated."""
    try:
        yield
    except Refused as refusal:
        raise Refused(f"{name}: {refusal}") from None


def _quiet(house: House) -> str:
    return f"{house.hours.quiet_from:%H:%M}-{house.hours.quiet_until:%H:%M}"


def _coach(session: Session, written: str, now: datetime) -> int | None:
    """Return the recipient of the cohort's coach, written as an address or as ``Name <address>``; None for none."""
    if not written.strip():
        return None
    with _option("--coach"):
        address, name = check_address(written), check_text(split_address(written)[1])
    known = people.recipients_by_address(session, [address])
    if row := known.get(people.fold(address)):
        return row.id
    return people.add_recipients(session, [{"address": address, "name": name}], now)[people.fold(address)]


def _batches(rows: Sequence[RosterRow]) -> Iterator[Sequence[RosterRow]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _result(
    new: NewCohort,
    programme: Programme,
    roster: Roster,
    rejected: tuple[Rejected, ...],
    already: int = 0,
    done: _Progress | None = None,
) -> Enrolled:
    counted = done or _Progress()
    return Enrolled(
        new.name, programme.name, programme.version, counted.enrolled, already, counted.prompts,
        roster.ignored_columns, rejected, min(counted.due, default=None),
    )  # fmt: skip
