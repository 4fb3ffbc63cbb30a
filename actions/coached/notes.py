"""A coach's notes by mail: each of their people has an address, and what the coach writes to it is a note."""

from datetime import datetime

from sqlmodel import Session

from actions.house import House
from actions.links import Opened
from coaching.tokens import Purpose, derive
from delivery.addresses import tagged
from delivery.replies import Reply
from storage import briefs, enrollments, events, tokens
from storage.people import fold

MOST_WORDS = 4000
CUT = " ..."
BY_A_PERSON = ("answer", "command", "needs_review")
"""What the reader calls mails that somebody wrote; a note may begin with a number or with the word stop."""


def note_address(house: House, session: Session, coach_id: int, key: str, now: datetime) -> str:
    """Return the address to which this coach writes notes about one of their people, "" where replies are not read.

    *key* is that of the person's enrollment. It stays the same, so that it can stand in an address book.
    """
    if not house.reply_address:
        return ""
    token = derive(house.secret, Purpose.NOTE, f"{coach_id}\x1f{key}")
    tokens.keep_once(session, token, Purpose.NOTE, coach_id, now, key)
    return tagged(house.reply_address, token)


def file_note(session: Session, opened: Opened, reply: Reply, now: datetime) -> str:
    """Keep what the coach wrote, without quotes and signature, and return what was made of it.

    Only the coach whose address it is files notes there, and only while the person is theirs. A long one is cut.
    """
    coach_id = opened.recipient.id or 0
    if reply.kind not in BY_A_PERSON:
        return reply.kind
    if fold(reply.sender) != opened.recipient.folded:
        return "unverified"
    about = enrollments.of_coach(session, coach_id, opened.token.role)
    if about is None:
        return "gone"
    text = reply.text.strip()
    if not text:
        return "needs_review"
    briefs.note(session, coach_id, about, text if len(text) <= MOST_WORDS else text[: MOST_WORDS - len(CUT)] + CUT, now)
    events.note(session, "coach_note", now, recipient_id=coach_id, enrollment_id=about, details={"by": "mail"})
    return "noted"
