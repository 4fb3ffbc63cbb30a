"""The plan as people read it: of an enrolled cohort, or of a roster nobody is enrolled from yet."""

from datetime import datetime
from typing import Any

from actions.contents import programme_from
from actions.enrolling import NewCohort, NobodyEnrolled, check_places, sentence
from actions.house import House
from actions.planning import Planner, Workplace, line, lines
from coaching.zones import check_zone
from content.roster import Roster
from storage import cohorts, people, plans


def plan_of_roster(house: House, new: NewCohort, roster: Roster, now: datetime) -> list[dict[str, Any]]:
    """Return what everybody on *roster* would get, in the shape of `plan --json`; nobody is enrolled.

    Other mails of people who are enrolled elsewhere are taken into account.

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
        touches = people.touches_of(session, (one.id or 0 for one in known.values()))
    found: list[dict[str, Any]] = []
    for row in good:
        days = "".join(map(str, row.working_days))
        place = Workplace(row.zone or zone, row.country or country, row.region, days)
        who = known.get(people.fold(row.email))
        other = {day: at for day, (at, _, _) in touches.get((who.id or 0) if who else 0, {}).items()}
        found += lines(row.email, place.zone, planner.plan(row.email, place, other))
    return found


def plan_of_cohort(house: House, name: str) -> list[dict[str, Any]]:
    """Return what everybody in the cohort gets and got, in the shape of `plan --json`, by person and day.

    Raises:
        NotFound: there is no such cohort.
    """
    with house.store.read() as session:
        cohort = cohorts.called(session, name)
        return [line(*row) for row in plans.of_cohort(session, cohort.id or 0)]
