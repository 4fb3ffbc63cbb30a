"""What staff may do for a person by name: leave, pause, resume, away. The person's own links do the same."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from actions.absences import set_away, set_paused, set_resumed
from actions.auditing import by_operator
from actions.house import House
from actions.leaving import leave_cohorts
from actions.plans.replanning import replan
from coaching.errors import NotAllowed, NotFound, Refused
from storage import enrollments
from storage.enrollments import Place

BY = "staff"


@dataclass(frozen=True, slots=True)
class Act:
    """What is done to places, when, and the word that the audit log has for it."""

    did: str
    now: datetime
    does: Callable[[Session, list[Place]], object]


def leave(house: House, person: str, now: datetime, cohort: str | None = None) -> tuple[str, ...]:
    """End a person's part in a cohort; return its name.

    Raises:
        NotFound: nobody goes by that. Refused: they are in several cohorts and none was named.
    """

    def act(session: Session, places: list[Place]) -> None:
        leave_cohorts(session, [one.enrollment.id or 0 for one in places], now, BY)

    return _for(house, person, cohort, Act("left", now, act))


def pause(house: House, person: str, now: datetime, cohort: str | None = None) -> tuple[str, ...]:
    """Stop everything for a person in a cohort.

    Raises:
        NotFound, Refused: as `leave`.
        NotAllowed: they have left there, or have not started.
    """

    def act(session: Session, places: list[Place]) -> None:
        _check_runs(places)
        set_paused(session, places, now, BY)

    return _for(house, person, cohort, Act("paused", now, act))


def resume(house: House, person: str, now: datetime, cohort: str | None = None) -> tuple[str, ...]:
    """Go on with a person in a cohort and plan anew what is to come; raises as `pause`."""

    def act(session: Session, places: list[Place]) -> None:
        _check_runs(places)
        set_resumed(house, session, places, now, BY)
        replan(house, session, places[0].participant.id or 0, now)

    return _for(house, person, cohort, Act("resumed", now, act))


def away(house: House, person: str, first: date, last: date, now: datetime) -> tuple[str, ...]:
    """Note an absence, both days included, and plan around it, in every cohort of the person.

    Raises:
        NotFound: nobody goes by that. Refused: the days are turned round, over, or longer than a year.
    """

    def act(session: Session, places: list[Place]) -> None:
        set_away(house, session, places, first, last, now, BY)
        replan(house, session, places[0].participant.id or 0, now)

    return _for(house, person, None, Act("away", now, act), everywhere=True)


def _check_runs(places: list[Place]) -> None:
    """Refuse where there is nothing to stop or go on with: saying that it is done would be untrue."""
    states = {one.enrollment.state for one in places}
    whose = f"Participant '{places[0].recipient.key}'"
    if states <= {"left"}:
        raise NotAllowed(f"{whose} has left '{places[0].cohort.name}': nothing goes to them there any more.")
    if states <= {"left", "invited"}:
        raise NotAllowed(
            f"{whose} has not started in '{places[0].cohort.name}': nothing is sent unless they press Start. "
            "`leave` takes that away too."
        )


def _for(
    house: House,
    person: str,
    cohort: str | None,
    act: Act,
    everywhere: bool = False,
) -> tuple[str, ...]:
    with house.store.write() as session:
        places = places_of(session, person, cohort, everywhere=everywhere)
        act.does(session, places)
        by_operator(session, "operator_acted", act.now, places, did=act.did)
        session.commit()
    return tuple(one.cohort.name for one in places)


def places_of(session: Session, person: str, cohort: str | None = None, *, everywhere: bool = False) -> list[Place]:
    """Return the places of *person* (an address or a key) that go on, in *cohort* or the only one there is.

    Raises:
        NotFound: nobody goes by that, or not in that cohort.
        Refused: the person is in several cohorts and none was named.
    """
    places = enrollments.of_person(session, person)
    if not places:
        raise NotFound("participant", person, ())
    names = [one.cohort.name for one in places]
    if cohort is not None:
        found = [one for one in places if one.cohort.name == cohort]
        if not found:
            raise NotFound("cohort of this person", cohort, tuple(names))
        return found
    going_on = [one for one in places if one.enrollment.state != "left"] or places
    if len(going_on) > 1 and not everywhere:
        several = ", ".join(sorted(one.cohort.name for one in going_on))
        raise Refused(f"This person is in several cohorts: {several}. Name one with --cohort.")
    return going_on
