"""The mailed key to one's own data: asked for from any mail, sent to the enrolled address alone, good for one use."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from actions.buddies import ask_buddy
from actions.erasing import Erased, erase_recipient
from actions.house import House
from actions.links import LinkIsGone, Opened, open_link
from actions.own_data import OwnData, own_data
from actions.pages.answer import calendar_for
from coaching.errors import Refused
from coaching.notices import KEY, may_mail_key
from coaching.tokens import Purpose
from content.addresses import check_address
from content.words import language_for, marked
from storage import enrollments, events, messages, people, personal, tokens
from storage.rows import RecipientRow

ASKED = marked(
    "If the address that our mails go to takes mail from here, a link is on its way to it. It works once, within an "
    "hour. A second one is sent after ten minutes at the earliest."
)
"""The answer to whoever asks, whatever was done: it must not tell a stranger anything."""
OPEN_FOR = timedelta(minutes=15)
"""How long a page that a key opened may be worked with; our choice, unmeasured."""
TOO_OLD = marked("This link opens once, within an hour. Ask for a new one on your page.")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Changed:
    """An address that was changed, as it is written now."""

    address: str


def ask_for_key(house: House, session: Session, who: RecipientRow, now: datetime) -> str:
    """Plan the mail with the key, unless one went out just now; the sentence is the same either way."""
    recipient_id = who.id or 0
    if may_mail_key(personal.mailed_since(session, recipient_id, KEY, now - DAY), now):
        day = calendar_for(house, session, recipient_id, now).day_of(now)
        messages.add(session, [messages.planned(recipient_id, KEY, now, day, touch=False)])
        events.note(session, "key_asked", now, recipient_id=recipient_id)
    return ASKED


def ask_by_leave_link(house: House, token: str, now: datetime) -> str:
    """Plan the mail with the key for whoever the leave link of a mail belongs to; return the sentence to say.

    That link never dies, so that it serves those who left, observers, and whoever left everything.

    Raises:
        UnknownLink, LinkIsGone: the link opens nothing.
    """
    with house.store.write() as session:
        said = ask_for_key(house, session, open_link(session, token, Purpose.LEAVE).recipient, now)
        session.commit()
    return said


def check_key(house: House, token: str, now: datetime) -> None:
    """Refuse a key that would not open anything; nothing is used up.

    Raises:
        UnknownLink, LinkIsGone: it was never made, was used, is too old, or its owner was erased.
    """
    with house.store.read() as session:
        _unused(session, token, now)


def language_of(house: House, token: str) -> str:
    """Return the language a key's owner reads; raises UnknownLink and LinkIsGone as `open_link`."""
    with house.store.read() as session:
        return language_for(open_link(session, token, Purpose.KEY).recipient.locale)


def use_key(house: House, token: str, now: datetime) -> OwnData:
    """Use a key up and return what it opens; raises as `check_key`."""
    with house.store.write() as session:
        opened = _unused(session, token, now)
        if not tokens.use(session, opened.token, now):
            raise LinkIsGone(TOO_OLD, opened.recipient.locale)
        events.note(session, "key_used", now, recipient_id=opened.recipient.id)
        found = own_data(house, session, opened.recipient, now)
        session.commit()
    return found


def _unused(session: Session, token: str, now: datetime) -> Opened:
    opened = open_link(session, token, Purpose.KEY)
    if not tokens.is_live(opened.token, now):
        raise LinkIsGone(TOO_OLD, opened.recipient.locale)
    return opened


def _used(session: Session, token: str, now: datetime) -> RecipientRow:
    """Return whose page a key opened a moment ago. That the page is the caller's, the caller's nonce proves."""
    opened = open_link(session, token, Purpose.KEY)
    if opened.token.used_at is None or now - opened.token.used_at > OPEN_FOR:
        raise LinkIsGone(TOO_OLD, opened.recipient.locale)
    return opened.recipient


def read_again(house: House, token: str, now: datetime) -> OwnData:
    """Return what a used key opened, within a quarter of an hour; raises as `check_key`."""
    with house.store.read() as session:
        return own_data(house, session, _used(session, token, now), now)


def erase_by_key(house: House, token: str, now: datetime) -> Erased:
    """Erase the owner of a used key; raises as `check_key`."""
    with house.store.write() as session:
        done = erase_recipient(house, session, _used(session, token, now), now)
        session.commit()
    return done


def ask_buddy_by_key(house: House, token: str, enrollment: str, written: str, now: datetime) -> None:
    """Ask a colleague to be the buddy for one enrollment, named by its key.

    It is done here because a mail may be forwarded: whoever has it must not make themselves somebody's buddy.

    Raises:
        UnknownLink, LinkIsGone: as `check_key`.
        Refused: as `actions.buddies.ask_buddy`.
    """
    with house.store.write() as session:
        who = _used(session, token, now)
        places = enrollments.of_recipient(session, who.id or 0)
        place = next((one for one in places if one.enrollment.key == enrollment), None)
        if place is None:
            raise Refused(marked("Choose one of the buttons on the page."))
        ask_buddy(house, session, place, written, now)
        session.commit()


def change_address(house: House, token: str, address: str, again: str, now: datetime) -> Changed:
    """Let mails go to another address from now on, written twice so that a slip does not lead them astray.

    Raises:
        UnknownLink, LinkIsGone: as `check_key`.
        Refused: it is no address, the two differ, or it belongs to somebody who is known here.
    """
    wanted = check_address(address)
    if people.fold(wanted) != people.fold(again):
        raise Refused(marked("The two addresses differ. Write the same one twice."))
    with house.store.write() as session:
        who = _used(session, token, now)
        if wanted.strip() == who.address:
            return Changed(wanted)
        known = people.recipients_by_address(session, [wanted]).get(people.fold(wanted))
        if known is not None and known.id != who.id:
            raise Refused(marked("This address cannot be taken here. Ask your learning and development team."))
        people.change_recipient(session, who.id or 0, address=wanted, folded=people.fold(wanted))
        events.note(session, "address_changed", now, recipient_id=who.id)
        session.commit()
    return Changed(wanted)
