"""Pause, go on, be away, leave: for one person of a cohort or for everybody in it, in one transaction.

A pause or a leave that a person asked for is theirs: nobody at the desk ends it for them, and nothing here says who
was paused or gone before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from actions.absences import set_away, set_paused, set_resumed
from actions.desk.works import Telling
from actions.erasing import erase_recipient
from actions.house import House
from actions.leaving import leave_cohorts
from actions.plans.replanning import replan
from coaching.errors import NotFound
from storage import cohorts, desk, enrollments, events
from storage.enrollments import Place

BY = "staff"
Act = Callable[[Session, list[Place]], object]
SAYS = {
    "paused": "Paused. Nothing is sent until you choose Go on.",
    "resumed": "Whoever was paused from this desk goes on. Who paused themselves decides themselves.",
    "away": "The days are noted, and what is still to come is planned around them.",
    "left": "Ended. Nothing more is sent.",
    "erased": "Erased. What is left are counts.",
}


@dataclass(frozen=True, slots=True)
class Order:
    """Whom it is about: somebody of *cohort* by *key* ("" for everybody), and who of the staff says so, and when."""

    cohort: str
    key: str
    by: int
    now: datetime


def pause(house: House, order: Order, telling: Telling) -> None:
    """Stop everything for a person, or everybody, until they go on; raises as all here.

    Raises:
        NotFound: there is no such cohort, or nobody in it goes by that key.
    """
    _each(house, order, "paused", telling, lambda session, places: set_paused(session, places, order.now, BY))


def resume(house: House, order: Order, telling: Telling) -> None:
    """Go on with whom the desk had paused; who paused themselves stays paused."""

    def act(session: Session, places: list[Place]) -> None:
        ids = [one.enrollment.id or 0 for one in places if one.enrollment.state == "paused"]
        if ids and desk.paused_by(session, ids, BY):
            set_resumed(house, session, places, order.now, BY)
            replan(house, session, places[0].participant.id or 0, order.now)

    _each(house, order, "resumed", telling, act)


def away(house: House, order: Order, first: date, last: date, telling: Telling) -> None:
    """Note an absence, both days included, and plan around it in every cohort of the person.

    Raises:
        Refused: the days are turned round, over, or longer than a year; nobody's are noted.
    """

    def act(session: Session, places: list[Place]) -> None:
        set_away(house, session, places, first, last, order.now, BY)
        replan(house, session, places[0].participant.id or 0, order.now)

    _each(house, order, "away", telling, act)


def leave(house: House, order: Order, telling: Telling) -> None:
    """End the part of a person, or the whole cohort: nothing more is sent."""

    def act(session: Session, places: list[Place]) -> None:
        leave_cohorts(session, [one.enrollment.id or 0 for one in places], order.now, BY)

    _each(house, order, "left", telling, act)


def erase(house: House, order: Order, telling: Telling) -> None:
    """Erase a person of a cohort, everywhere; everybody at once is refused."""
    if not order.key:
        raise NotFound("person", order.key, ())

    def act(session: Session, places: list[Place]) -> None:
        erase_recipient(house, session, places[0].recipient, order.now)

    _each(house, order, "erased", telling, act, left_too=True)


def _each(house: House, order: Order, what: str, telling: Telling, act: Act, *, left_too: bool = False) -> None:
    with house.store.write() as session:
        row = cohorts.called(session, order.cohort)
        places = [one for one in enrollments.in_cohort(session, row.id or 0) if one.recipient.erased_at is None]
        meant = [one for one in places if order.key in ("", one.enrollment.key)]
        if order.key and not meant:
            raise NotFound("person in this cohort", order.key, ())
        for done, one in enumerate(meant, start=1):
            if left_too or one.enrollment.state != "left":
                act(session, [one])
            telling.said(done)
        details = {"cohort": row.id, "did": what, "people": len(meant)}
        events.note(session, "desk_acted", order.now, recipient_id=order.by, details=details)
        telling.ended(session, SAYS[what])
        session.commit()
