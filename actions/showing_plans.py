"""The plan as people read it: of an enrolled cohort, or of a roster nobody is enrolled from yet."""

from datetime import datetime
from typing import Any

from actions.contents import programme_from
from actions.enrolling import NewCohort, NobodyEnrolled, check_places, sentence
from actions.house import House
from actions.planning import Planner, Workplace, line, lines, workplace_of
from coaching.zones import check_zone
from content.roster import Roster, RosterRow
from storage import absences, cohorts, people, plans, touches


def plan_of_roster(house: House, new: NewCohort, roster: Roster, now: datetime) -> list[dict[str, Any]]:
    """Return what everybody on *roster* would get, in the shape of `plan --json`; nobody is enrolled.

    People who are enrolled elsewhere keep their calendar, and their other mails and absences are taken into account.

    Raises:
        NobodyEnrolled: the roster has bad rows.
    """
    programme = programme_from(new.programme_text, new.programme_file)
    zone, country = check_zone(new.zone or house.zone), new.country or house.country
    good, rejected = check_places(roster, country)
    if rejected:
        raise NobodyEnrolled("The roster", tuple(sentence(one) for one in rejected), None)
    planner = Planner(house, programme, new.workshop_on, now)
    with house.store.read() as session:
        known = people.recipients_by_address(session, (row.email for row in good))
        ids = {folded: one.id or 0 for folded, one in known.items()}
        held = touches.of(session, ids.values())
        who = people.participants_by_recipient(session, ids.values())
        away = absences.of_many(session, (one.id or 0 for one in who.values()))
    found: list[dict[str, Any]] = []
    for row in good:
        id_ = ids.get(people.fold(row.email), 0)
        one = who.get(id_)
        place = workplace_of(one, away.get(one.id or 0, ())) if one else _workplace(row, zone, country)
        planned = planner.plan(row.email, place, touches.by_day(held.get(id_, ()), now))
        found += lines(row.email, place.zone, planned)
    return found


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
