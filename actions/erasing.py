"""Erase a person: what is left are counts. The ledger still adds up, and nothing goes to the address again."""

import io
import zipfile
import zlib
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from actions.buddies import forget
from actions.house import House
from actions.leaving import STILL_HERE, close
from coaching.errors import NotFound
from coaching.states import Reason, State
from coaching.tokens import keyed_hash
from measure.releases import GONE
from storage import briefs, buddies, enrollments, erasing, events, messages, personal, prompts, releases, suppressions
from storage.rows import RecipientRow

OPEN = (State.SENT, State.UNSURE)
LARGEST_SHEET = 50_000_000
"""Bytes of a spreadsheet's part that are looked through; a roster has thousands of rows, not millions."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure took out: the enrollments that ended, and the prompts that were still to come or open."""

    enrollments: int
    prompts: int


def erase(house: House, person: str, now: datetime) -> Erased:
    """Erase *person*, an address or a key, in one transaction.

    Raises:
        NotFound: nobody goes by that, or they were erased before.
    """
    with house.store.write() as session:
        who = personal.recipient_of(session, person)
        if who is None or who.erased_at:
            raise NotFound("person", person, ())
        done = erase_recipient(house, session, who, now)
        session.commit()
    return done


def erase_recipient(house: House, session: Session, who: RecipientRow, now: datetime) -> Erased:
    """Erase a recipient in the caller's transaction: as participant, observer, coach and staff.

    Names, addresses, answers, words, absences, raw mails and rosters that name them go. What stays: prompts and
    their states, emptied of words; the numbers an observer gave about somebody else; a keyed hash of the address,
    so that nothing is sent to it again.
    """
    recipient_id, address = who.id or 0, who.address
    places = [one.enrollment.id or 0 for one in enrollments.of_recipient(session, recipient_id)]
    ended = sum(_end(session, one, now) for one in places)
    ended += _end_observing(session, recipient_id, now)
    messages.drop_all(session, recipient_id, Reason.ERASED)
    suppressions.suppress(session, keyed_hash(house.secret, address), "erased", now)
    for one in places:
        erasing.drop_answers(session, one)
        erasing.blank_enrollment(session, one)
        releases.blank(session, one, GONE)
    for asked in buddies.drop(session, recipient_id, places):
        forget(session, asked, now)
    briefs.drop_about(session, recipient_id, places)
    erasing.drop_absences(session, recipient_id)
    erasing.drop_history(session, recipient_id, places)
    erasing.drop_arrivals(session, recipient_id, address)
    erasing.drop_uploads(session, [id_ for id_, content in erasing.uploads(session) if names(content, address)])
    erasing.drop_works(session)
    erasing.revoke_tokens(session, recipient_id, now)
    erasing.blank_recipient(session, recipient_id, now)
    events.note(session, "erased", now, recipient_id=recipient_id)
    return Erased(len(places), ended)


def _end(session: Session, enrollment_id: int, now: datetime) -> int:
    enrollments.set_state(session, [enrollment_id], STILL_HERE, "left", left_at=now)
    return close(session, enrollment_id, now, Reason.ERASED)


def _end_observing(session: Session, recipient_id: int, now: datetime) -> int:
    """Leave out what an observer would still be asked, and take out the words they wrote; return how many prompts."""
    asked = personal.pulses(session, [one.id or 0 for one in personal.observing(session, recipient_id)])
    by_state = {was: [one.id or 0 for one in asked if one.state == was] for was in (State.PLANNED, *OPEN)}
    ended = prompts.move(
        session, by_state[State.PLANNED], State.PLANNED, State.SKIPPED, now, reason=Reason.ERASED, message_id=None
    )
    for was in OPEN:
        ended += prompts.move(session, by_state[was], was, State.EXPIRED, now, reason=Reason.ERASED)
    erasing.drop_words(session, [one.id or 0 for one in asked])
    erasing.blank_asked(session, [one.id or 0 for one in asked])
    return len(ended)


def names(content: bytes, address: str) -> bool:
    """Return whether an uploaded roster names *address*; the parts of a spreadsheet are looked through unpacked."""
    if not content.startswith(b"PK"):
        return erasing.holds(content, address) or erasing.holds(content.replace(b"\0", b""), address)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as sheet:
            small = [one for one in sheet.infolist() if one.file_size <= LARGEST_SHEET]
            return any(erasing.holds(sheet.read(one), address) for one in small)
    except (zipfile.BadZipFile, zlib.error, RuntimeError):
        return False
