"""A buddy's page: who asks them or has them as a buddy, a yes, a line back, and an end by one tap."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from actions.buddies import end
from actions.contents import spoken, title_in
from actions.house import House
from actions.links import LinkIsGone, Opened, open_link, path_of
from coaching.buddies import LONGEST
from coaching.errors import Refused
from coaching.tokens import Purpose
from content.words import SOURCE, marked, words_in
from storage import buddies, events, tokens
from storage.buddies import Pair

ENDED = marked("This has ended. Nothing more comes, and nothing of it is kept.")
RAN_OUT = marked("This link works for 60 days; use the one in your newest mail. The link to end it works for ever.")
TOO_LONG = marked("Write one line of at most 280 characters.")


@dataclass(frozen=True, slots=True)
class About:
    """One person who asks, or whose buddy somebody is once *accepted*; *line* is the last that was written to them."""

    id: int
    name: str
    programme: str
    accepted: bool
    line: str


@dataclass(frozen=True, slots=True)
class BuddyPage:
    """What a buddy's link shows. *leave* is the path of the link in the same mail that ends it."""

    people: tuple[About, ...]
    leave: str
    locale: str = SOURCE


def buddy_page(house: House, token: str, now: datetime) -> BuddyPage:
    """Return what the link in a mail to a buddy shows; it changes nothing.

    Raises:
        UnknownLink, LinkIsGone: the link opens nothing, or all of it has ended.
    """
    with house.store.read() as session:
        opened, pairs = _opened(session, token, now)
        locale = opened.recipient.locale
        people = tuple(_about(one, locale) for one in pairs)
        return BuddyPage(people, path_of(house, opened, Purpose.LEAVE), _language(opened, pairs))


def _about(pair: Pair, locale: str) -> About:
    name = pair.person.name or pair.person.address
    return About(pair.row.id or 0, name, title_in(pair.programme, locale), bool(pair.row.accepted_at), pair.row.line)


def _opened(session: Session, token: str, now: datetime) -> tuple[Opened, list[Pair]]:
    opened = open_link(session, token, Purpose.BUDDY)
    if not tokens.is_live(opened.token, now):
        raise LinkIsGone(RAN_OUT, opened.recipient.locale)
    pairs = buddies.of_recipient(session, opened.recipient.id or 0)
    if not pairs:
        raise LinkIsGone(ENDED, opened.recipient.locale)
    return opened, pairs


def _language(opened: Opened, pairs: list[Pair]) -> str:
    return spoken(opened.recipient.locale, *(one.programme for one in pairs))


def accept(house: House, token: str, about: str, now: datetime) -> str:
    """Let a colleague be the buddy they were asked to be, and say so; again changes nothing.

    Raises:
        UnknownLink, LinkIsGone: the link opens nothing, or it has ended.
    """
    with house.store.write() as session:
        opened, pairs = _opened(session, token, now)
        pair = _meant(opened, pairs, about)
        if pair.row.accepted_at is None and buddies.change(session, pair.row.id or 0, accepted_at=now):
            events.note(session, "buddy_accepted", now, enrollment_id=pair.enrollment.id)
        session.commit()
    return words_in(_language(opened, pairs)).say("Noted. You can end it here at any time.")


def write_line(house: House, token: str, about: str, line: str, now: datetime) -> str:
    """Keep the line that a buddy wrote, for the participant's next mail, and say so.

    Raises:
        UnknownLink, LinkIsGone: the link opens nothing, or it has ended.
        Refused: nothing was written, or too much, or they have not accepted.
    """
    said = " ".join(line.split())
    with house.store.write() as session:
        opened, pairs = _opened(session, token, now)
        pair = _meant(opened, pairs, about)
        if pair.row.accepted_at is None:
            raise Refused(marked("Say yes first; then write a line."))
        if not said or len(said) > LONGEST:
            raise Refused(TOO_LONG)
        buddies.change(session, pair.row.id or 0, line=said, line_at=now, carried_by=None)
        session.commit()
    return words_in(_language(opened, pairs)).say("Kept: it stands in the next mail to %(name)s.",
                                                  name=pair.person.name or pair.person.address)  # fmt: skip


def end_by_buddy(house: House, token: str, about: str, now: datetime) -> str:
    """End it from the colleague's side; return the language to say so in. Raises as `buddy_page`."""
    with house.store.write() as session:
        opened, pairs = _opened(session, token, now)
        end(session, [_meant(opened, pairs, about).row], now)
        session.commit()
    return _language(opened, pairs)


def _meant(opened: Opened, pairs: list[Pair], about: str) -> Pair:
    """Return the one of these that a form is about.

    Raises:
        LinkIsGone: it has ended since.
    """
    found = next((one for one in pairs if str(one.row.id) == about), None)
    if found is None:
        raise LinkIsGone(ENDED, opened.recipient.locale)
    return found
