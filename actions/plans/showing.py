"""The plan as people read it: of an enrolled cohort, or of a roster nobody is enrolled from yet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlmodel import Session

from actions.contents import programme_from
from actions.drawing import possible_deal
from actions.enrolling import NewCohort, NobodyEnrolled, check_places, sentence
from actions.house import House
from actions.observing import PulseDiary
from actions.plans.planning import Planner, Workplace, line, lines, workplace_of
from coaching.designs import design_in, settings_of
from coaching.programmes import Programme
from coaching.years import check_year
from coaching.zones import check_zone
from content.roster import Roster, RosterRow
from storage import absences, cohorts, observers, people, plans, touches
from storage.observers import Watching


def plan_of_roster(house: House, new: NewCohort, roster: Roster, now: datetime) -> list[dict[str, Any]]:
    """Return what everybody on *roster* would get, in the shape of `plan --json`; nobody is enrolled.

    People who are enrolled elsewhere keep their calendar, and their other mails and absences are taken into account.
    Where a design or an experiment draws something, this is one draw that could be made; enrolment makes its own.

    Raises:
        NobodyEnrolled: the roster has bad rows.
        Refused: the programme does not allow the design, or the day cannot be meant.
    """
    programme = programme_from(new.programme_text, new.programme_file)
    check_year("The day of the workshop", new.workshop_on, "2026-12-02")
    zone, country = check_zone(new.zone or house.zone), new.country or house.country
    good, rejected = check_places(roster, country)
    if rejected:
        raise NobodyEnrolled("The roster", tuple(sentence(one) for one in rejected), None)
    planner = Planner(house, programme, new.workshop_on, now)
    design = design_in(settings_of(new.design, new.stratify))
    dealt = possible_deal(design, programme, good, country)
    with house.store.read() as session:
        ids = _recipients(session, good)
        held = touches.of(session, ids.values())
        who = people.participants_by_recipient(session, ids.values())
        away = absences.of_many(session, (one.id or 0 for one in who.values()))
        found: list[dict[str, Any]] = []
        own: list[Own] = []
        for row in good:
            id_ = ids[people.fold(row.email)]
            one = who.get(id_)
            place = workplace_of(one, away.get(one.id or 0, ())) if one else _workplace(row, zone, country)
            planned = planner.plan(row.email, place, touches.by_day(held.get(id_, ()), now), dealt.means(row.email))
            found += lines(row.email, place.zone, planned)
            own.append(Own(id_, row.email, place, frozenset(step.day for step in planned if step.due_at)))
        found += _pulses(house, session, replace(new, zone=zone, country=country), programme, good, own, ids, now)
    order = {row.email: n for n, row in enumerate(good)}
    return sorted(found, key=lambda one: order[one["person"]])


class Own(NamedTuple):
    """Somebody on a roster: where they work, and the days of their own mails."""

    recipient_id: int
    email: str
    place: Workplace
    days: frozenset[date]


def _recipients(session: Session, rows: Sequence[RosterRow]) -> dict[str, int]:
    """Return an id for everybody on *rows*, their observers too, by folded address; a negative one for the unknown."""
    named = [address for row in rows for address in (row.email, *(one.email for one in row.observers))]
    known = {folded: one.id or 0 for folded, one in people.recipients_by_address(session, named).items()}
    fresh = dict.fromkeys(folded for one in named if (folded := people.fold(one)) not in known)
    return known | {folded: -n for n, folded in enumerate(fresh, start=1)}


def _pulses(
    house: House, session: Session, new: NewCohort, programme: Programme, rows: Sequence[RosterRow],
    own: Sequence[Own], ids: Mapping[str, int], now: datetime,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """Yield the pulses that an enrolment would plan for the observers on the roster, around everybody's own mails."""
    named = [(row.email, one.email) for row in rows for one in row.observers]
    gone = observers.unwilling(session, ids.values())
    watching = [
        Watching(n, 0, id_) for n, (_, email) in enumerate(named) if (id_ := ids[people.fold(email)]) not in gone
    ]
    diary = PulseDiary(house, session, new, [*ids.values()], now)
    for folded, id_ in ids.items():
        diary.knows(id_, folded)
    for one in own:
        diary.knows(one.recipient_id, one.email, one.days, one.place)
    for step in programme.grid if watching else ():
        for who in watching if step.is_pulse else ():
            person, observer = named[who.id]
            zone = diary.zone_of(who.recipient_id)
            for row in diary.place(step, who):
                yield line(person, step.name, str(step.kind), row["due_at"], zone, row["why"], observer)


def _workplace(row: RosterRow, zone: str, country: str) -> Workplace:
    """Return where somebody works whom only the roster knows."""
    days = "".join(map(str, row.working_days))
    return Workplace(row.zone or zone, row.country or country, row.region, days)


def plan_of_cohort(house: House, name: str) -> list[dict[str, Any]]:
    """Return what everybody in the cohort gets and got, in the shape of `plan --json`, by person and day.

    Raises:
        NotFound: there is no such cohort.
    """
    with house.store.read() as session:
        cohort = cohorts.called(session, name)
        return [line(*row) for row in plans.of_cohort(session, cohort.id or 0)]
