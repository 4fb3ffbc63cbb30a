"""Start, where the cohort's consent is opt-in: nothing more is sent to anybody who has not."""

from datetime import datetime

from actions.house import House
from actions.links import open_link
from coaching.tokens import Purpose
from storage import enrollments, events


def start(house: House, token: str, now: datetime) -> int:
    """Start what the mail with this link invites to; return how many enrollments started (none when they had).

    What fell due before stays left out; everything still to come goes as planned.

    Raises:
        UnknownLink, LinkIsGone: the link opens nothing.
    """
    with house.store.write() as session:
        opened = open_link(session, token, Purpose.ANSWER)
        named, _ = enrollments.asked_in(session, opened.carries)
        begun = [one for one in sorted(named) if enrollments.set_state(session, [one], ("invited",), "active")]
        for enrollment_id in begun:
            events.note(session, "started", now, enrollment_id=enrollment_id, cause="page")
        session.commit()
    return len(begun)
