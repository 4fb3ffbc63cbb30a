"""Be away, pause, come back: what the person asked for, noted; `replanning` then moves what is planned."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from actions.house import House
from actions.pages.answer import calendar_for
from coaching.errors import Refused
from coaching.words import marked
from storage import absences, enrollments, events
from storage.enrollments import Place

LONGEST_AWAY = timedelta(days=365)
FARTHEST_AHEAD = timedelta(days=731)
"""No programme goes on for longer; a slip in the year would be noted and forgotten. Our choice."""


def set_away(
    house: House, session: Session, places: Sequence[Place], first: date, last: date, now: datetime, cause: str
) -> None:
    """Note that a person is away from *first* to *last*, both included.

    Raises:
        Refused: the days are turned round, over already, longer than a year, or more than two years ahead.
    """
    who = places[0]
    today = calendar_for(house, session, who.recipient.id or 0, now).day_of(now)
    if last < first:
        raise Refused(marked("The last day away is before the first. Choose a later one."))
    if last < today:
        raise Refused(marked("These days are over already. Choose a day from today on."))
    if first - today > FARTHEST_AHEAD:
        raise Refused(marked("These days lie more than two years ahead. Check the year."))
    if last - first > LONGEST_AWAY:
        raise Refused(marked("This is longer than a year. Pause instead, and come back when you like."))
    absences.add(session, who.participant.id or 0, first, last, now)
    events.note(
        session, "away", now, recipient_id=who.recipient.id, cause=cause,
        details={"from": first.isoformat(), "until": last.isoformat()},
    )  # fmt: skip


def set_paused(session: Session, places: Sequence[Place], now: datetime, cause: str) -> int:
    """Stop everything for these places until they are resumed; return how many were running."""
    running = [one for one in places if one.enrollment.state == "active"]
    for one in running:
        enrollments.set_state(session, [one.enrollment.id or 0], ("active",), "paused")
        events.note(session, "paused", now, enrollment_id=one.enrollment.id, cause=cause)
    return len(running)


def set_resumed(house: House, session: Session, places: Sequence[Place], now: datetime, cause: str) -> int:
    """Go on with these places and return how many were paused.

    What absence has begun ends. One that is still to come ends too where nothing was paused ("I'm back already").
    """
    paused = [one for one in places if one.enrollment.state == "paused"]
    for one in paused:
        enrollments.set_state(session, [one.enrollment.id or 0], ("paused",), "active")
        events.note(session, "resumed", now, enrollment_id=one.enrollment.id, cause=cause)
    if places:
        today = calendar_for(house, session, places[0].recipient.id or 0, now).day_of(now)
        absences.end(session, places[0].participant.id or 0, today, also_to_come=not paused)
    return len(paused)
