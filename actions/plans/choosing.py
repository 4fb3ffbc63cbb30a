"""A person chooses which behaviour to work on next: its tasks take the earliest places that tasks still have."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from actions.contents import programme_from
from actions.house import House
from actions.plans.replanning import OF_THE_PROGRAMME, replan
from coaching.calendars import Calendar
from coaching.choosing import ToCome, behaviours_to_come, chosen_first
from coaching.errors import Refused
from coaching.programmes import Programme
from coaching.states import State
from content.words import marked
from storage import events, prompts
from storage.enrollments import Place

PAUSED = marked("You are paused. Go on first; then you can choose what comes first.")


def choices(session: Session, place: Place, today: date) -> tuple[tuple[str, str], ...]:
    """Return (name, label) of the behaviours somebody may put first, none where there is nothing to choose.

    Who is paused may choose once they go on.
    """
    if place.enrollment.state not in ("active", "paused"):
        return ()
    programme = _programme(place)
    return tuple(
        (name, programme.behaviour(name).label)
        for name in behaviours_to_come(programme, _to_come(session, place, programme, today))
    )


def choose(house: House, session: Session, place: Place, behaviour: str, calendar: Calendar, now: datetime) -> str:
    """Let the tasks of *behaviour* come first from tomorrow on, and return its label.

    Raises:
        Refused: there is nothing to choose, or not this.
    """
    today = calendar.day_of(now)
    offered = dict(choices(session, place, today))
    if place.enrollment.state == "paused":
        raise Refused(PAUSED)
    if behaviour not in offered:
        raise Refused(marked("Choose one of the behaviours in the list."))
    programme = _programme(place)
    to_come = _to_come(session, place, programme, today)
    for id_, shift_days in chosen_first(programme, to_come, behaviour).items():
        prompts.move(
            session, [id_], State.PLANNED, State.PLANNED, now, what="chosen", shift_days=shift_days,
            details={"why": f"{behaviour} was chosen to come first"},
        )  # fmt: skip
    events.note(
        session, "behaviour_chosen", now, enrollment_id=place.enrollment.id, details={"behaviour": behaviour}
    )  # fmt: skip
    replan(house, session, place.participant.id or 0, now)
    return offered[behaviour]


def _programme(place: Place) -> Programme:
    return programme_from(place.programme.text, place.programme.name, place.recipient.locale)


def _to_come(session: Session, place: Place, programme: Programme, today: date) -> Sequence[ToCome]:
    """Return what the programme itself asks after today; what an answer led to keeps the day it was given."""
    steps = {step.name: step for step in programme.grid}
    return [
        ToCome(row.id or 0, steps[row.step], row.shift_days)
        for row in prompts.planned_of(session, place.enrollment.id or 0)
        if row.cause in OF_THE_PROGRAMME and row.step in steps and row.local_day > today
    ]
