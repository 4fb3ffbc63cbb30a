"""Buddies: a participant asks one colleague to see what they did; both can end it, and nothing goes before a yes.

What ended is taken out at once: the line, what was told, and the colleague's address where nothing else here needs it.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from actions.house import House
from actions.plans.calendars import calendar_of
from coaching.buddies import MOST, UNANSWERED, UNTOLD, first_day
from coaching.calendars import spread
from coaching.errors import Refused
from coaching.notices import BUDDY_ASK
from coaching.states import Reason
from coaching.tokens import keyed_digest
from content.addresses import address_key, check_address
from content.words import marked
from storage import buddies, erasing, events, messages, people
from storage.enrollments import Place
from storage.rows import BuddyRow

OWN_ADDRESS = marked("This is your own address. Write that of a colleague.")


def ask_buddy(house: House, session: Session, place: Place, written: str, now: datetime) -> None:
    """Ask one colleague, with one mail, whether they like to see what is done.

    Raises:
        Refused: no usable address of somebody else, somebody is asked already or was before, or too many were.
    """
    email = check_address(written)
    if address_key(email) == address_key(place.recipient.address):
        raise Refused(OWN_ADDRESS)
    digest = keyed_digest(house.secret, "buddy", people.fold(email))
    _check(session, place, digest)
    recipient_id = people.ensure(session, [email], now, place.recipient.locale)[people.fold(email)]
    asked_in = _plan_question(house, session, place, recipient_id, now)
    buddies.add(session, place.enrollment.id or 0, recipient_id, digest, asked_in, now)
    events.note(session, "buddy_asked", now, enrollment_id=place.enrollment.id)


def _check(session: Session, place: Place, digest: bytes) -> None:
    if place.enrollment.state not in buddies.GOING_ON:
        raise Refused(marked("You have not started. Start first; then ask a colleague here."))
    buddies.hold_enrollment(session, place.enrollment.id or 0)
    known = [row for row, _ in buddies.of_enrollment(session, place.enrollment.id or 0)]
    if any(row.ended_at is None for row in known):
        raise Refused(marked("You have a buddy. End that first; then ask somebody else."))
    if any(row.digest == digest for row in known):
        raise Refused(marked("This colleague was asked before, and is not asked again."))
    if len(known) >= MOST:
        raise Refused(marked("At most three colleagues can be asked, one after another."))


def _plan_question(house: House, session: Session, place: Place, recipient_id: int, now: datetime) -> int:
    """Plan the mail that asks, at once where no other mail to the same colleague is near; return its id."""
    calendar = calendar_of(place.cohort.zone or house.zone, place.cohort.country, around=now.date())
    today = calendar.day_of(now)
    day = first_day(today, buddies.days_written(session, recipient_id), calendar)
    at = now if day == today else calendar.at(day, house.hours.task_at) + spread(str(recipient_id))
    (asked_in,) = messages.add(session, [messages.planned(recipient_id, BUDDY_ASK, at, day)])
    return asked_in


def end_of(session: Session, enrollment_id: int, now: datetime) -> None:
    """End what goes on for one enrollment, from the participant's side."""
    end(session, buddies.open_among(session, enrollment_id=[enrollment_id]), now)


def end_all(session: Session, recipient_id: int, now: datetime) -> None:
    """End everything in which a recipient is asked or a buddy."""
    end(session, buddies.open_among(session, recipient_id=[recipient_id]), now)


def end_stale(session: Session, now: datetime) -> None:
    """End what nobody accepted for long, and what has had nothing to tell for long."""
    end(session, buddies.stale(session, UNANSWERED.before(now), UNTOLD.before(now)), now)


def end(session: Session, rows: Iterable[BuddyRow], now: datetime) -> None:
    """End these: what they tell of anybody is taken out, and a colleague whom nothing else here knows is forgotten."""
    for recipient_id, enrollment_id, buddy_id in [(row.recipient_id, row.enrollment_id, row.id or 0) for row in rows]:
        if buddies.end(session, buddy_id, now):
            events.note(session, "buddy_ended", now, enrollment_id=enrollment_id)
            forget(session, recipient_id or 0, now)


def forget(session: Session, recipient_id: int, now: datetime) -> None:
    """Take out who a recipient was, unless they are anything else here."""
    if buddies.is_known(session, recipient_id):
        return
    messages.drop_all(session, recipient_id, Reason.ERASED)
    erasing.drop_replies(session, recipient_id)
    erasing.drop_history(session, recipient_id, ())
    erasing.revoke_tokens(session, recipient_id, now)
    erasing.blank_recipient(session, recipient_id, now)
