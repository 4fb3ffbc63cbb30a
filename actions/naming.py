"""Participants name colleagues who are asked what they see."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from actions.contents import programme_from
from actions.house import House
from actions.observing import plan_pulses
from coaching.errors import Refused
from content.addresses import Observer, check_observers
from content.words import marked
from storage import events, observers, people
from storage.enrollments import Place

MOST = 8
"""Observers of one participant; a page whose link was forwarded must not fill a company's inboxes. Our choice."""

NAMING = ("active", "paused")
NOBODY_NOW = marked(
    "You are paused: nobody is asked about you until you go on. What would be asked before is left out."
)


def name_observers(house: House, session: Session, places: Sequence[Place], written: str, now: datetime) -> int:
    """Add the colleagues in *written* (as in a roster) wherever pulses are asked, and plan what is still to come.

    Return how many people were added. Where their person is paused they are added too: what would ask them during
    the pause is left out.

    Raises:
        Refused: nothing usable was written, too many are named, or no programme of theirs asks colleagues.
    """
    named = _checked(written, places[0].recipient.address)
    asking = [one for one in places if _asks_colleagues(one)]
    if not asking:
        raise Refused(marked("Your programme asks no colleagues."))
    asking = [one for one in asking if one.enrollment.state in NAMING]
    if not asking:
        raise Refused(marked("You have not started. Start first; then name colleagues here."))
    added = {one for place in asking for one in _add(house, session, place, named, now)}
    if not added:
        raise Refused(marked("These colleagues are named already."))
    return len(added)


def colleagues_asked(session: Session, places: Sequence[Place]) -> int | None:
    """Return how many colleagues are asked about somebody; None where no programme of theirs asks any."""
    asking = [one.enrollment.id or 0 for one in places if _asks_colleagues(one)]
    rows = [row for id_ in asking for row in observers.of_enrollment(session, id_)]
    return len({row.recipient_id for row in rows if row.left_at is None}) if asking else None


def are_asked_now(places: Sequence[Place]) -> bool:
    """Return whether colleagues are asked about somebody at present; during a pause they are not."""
    return any(one.enrollment.state == "active" and _asks_colleagues(one) for one in places)


def _checked(written: str, own: str) -> tuple[Observer, ...]:
    faults: list[str] = []
    named = check_observers(written.replace(",", ";"), own, lambda part, why: faults.append(why))
    if faults:
        raise Refused(faults[0])
    if not named:
        raise Refused(marked("Write the addresses of colleagues, one a line."))
    return named


def _asks_colleagues(place: Place) -> bool:
    return any(step.is_pulse for step in programme_from(place.programme.text, place.programme.name).grid)


def _add(house: House, session: Session, place: Place, named: Sequence[Observer], now: datetime) -> set[int]:
    enrollment_id = place.enrollment.id or 0
    known = {row.recipient_id for row in observers.of_enrollment(session, enrollment_id)}
    ids = people.ensure(session, [one.email for one in named], now, place.recipient.locale)
    fresh = {ids[people.fold(one.email)]: one.category for one in named}
    new = [id_ for id_ in fresh if id_ not in known]
    rows = [{"enrollment_id": enrollment_id, "recipient_id": id_, "category": fresh[id_]} for id_ in new]
    if len(known) + len(rows) > MOST:
        raise Refused(marked("At most eight colleagues are asked about one person."))
    watching = observers.add(session, rows)
    programme = programme_from(place.programme.text, place.programme.name)
    plan_pulses(house, session, place.cohort, programme, watching, now)
    if rows:
        events.note(session, "observers_named", now, enrollment_id=enrollment_id, details={"colleagues": len(rows)})
    return set(new)
