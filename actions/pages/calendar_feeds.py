"""A person's calendar feed, made when they ask for it and revocable; and the days of a cohort for L&D."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from actions.contents import programme_from
from actions.house import House
from actions.links import LinkIsGone, Opened, open_link
from actions.pages.answer import calendar_for
from actions.pages.own import OLDER
from coaching.errors import Refused
from coaching.tokens import Purpose, derive
from content import calendars
from content.calendars import Day, Entry, Status
from content.words import marked, words_in
from storage import cohorts, events, plans, tokens
from storage.plans import OwnPrompt
from storage.rows import RecipientRow, TokenRow

WILL_NOT_COME = ("skipped", "failed")
WAITING = ("paused", "invited")


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """What a person sees of their feed: its address, "" where there is none."""

    address: str
    own_page: str
    locale: str = "en"

    @property
    def webcal(self) -> str:
        """The address as calendar programs subscribe to it at a tap."""
        return "webcal" + self.address[self.address.index(":") :] if self.address else ""


def calendar_page(house: House, token: str, now: datetime) -> CalendarPage:
    """Return the page behind the own page's link *token*; it changes nothing.

    Raises:
        UnknownLink, LinkIsGone: the link opens nothing.
    """
    with house.store.read() as session:
        return _page(house, session, _owner(session, token, now), token, now)


def set_calendar(house: House, token: str, wish: str, now: datetime) -> CalendarPage:
    """Make the feed's address (``make``) or end it (``end``) and return the page.

    An address that was ended never opens again; the next one is another.

    Raises:
        UnknownLink, LinkIsGone: the link opens nothing.
        Refused: the wish is neither.
    """
    if wish not in ("make", "end"):
        raise Refused(marked("Choose one of the buttons on the page."))
    with house.store.write() as session:
        who = _owner(session, token, now)
        for row in _live(session, who, now):
            tokens.revoke(session, row, now)
        if wish == "make":
            fresh = _token(house, who, len(tokens.of_recipient(session, who.id or 0, Purpose.CALENDAR)))
            tokens.keep(session, fresh, Purpose.CALENDAR, who.id or 0, now)
        events.note(session, "calendar_made" if wish == "make" else "calendar_ended", now, recipient_id=who.id)
        session.flush()
        session.expire_all()
        page = _page(house, session, who, token, now)
        session.commit()
    return page


def _owner(session: Session, token: str, now: datetime) -> RecipientRow:
    opened: Opened = open_link(session, token, Purpose.OWN_PAGE)
    if not tokens.is_live(opened.token, now):
        raise LinkIsGone(OLDER, opened.recipient.locale)
    return opened.recipient


def _live(session: Session, who: RecipientRow, now: datetime) -> list[TokenRow]:
    return [row for row in tokens.of_recipient(session, who.id or 0, Purpose.CALENDAR) if tokens.is_live(row, now)]


def _token(house: House, who: RecipientRow, nth: int) -> str:
    """Return a person's nth address: derived, so that the page can show it again though only its hash is stored."""
    return derive(house.secret, Purpose.CALENDAR, f"{who.key}:{nth}")


def _page(house: House, session: Session, who: RecipientRow, token: str, now: datetime) -> CalendarPage:
    made = len(tokens.of_recipient(session, who.id or 0, Purpose.CALENDAR))
    live = bool(_live(session, who, now))
    address = house.address(f"/c/{_token(house, who, made - 1)}.ics") if live else ""
    return CalendarPage(address, f"/p/{token}", who.locale or "en")


def feed(house: House, token: str, now: datetime) -> bytes:
    """Return a person's calendar as iCalendar; it changes nothing, and holds no answer and no free text.

    Raises:
        UnknownLink: no such address.
        LinkIsGone: it was ended, or its owner's data were erased.
    """
    with house.store.read() as session:
        opened = open_link(session, token, Purpose.CALENDAR)
        found = plans.of_recipient(session, opened.recipient.id or 0)
        zone = calendar_for(house, session, opened.recipient.id or 0, now).zone
    locale = opened.recipient.locale or "en"
    return calendars.feed("Followthrough", [_entry(house, one, locale) for one in found], zone, now)


def _entry(house: House, one: OwnPrompt, locale: str) -> Entry:
    programme = programme_from(one.text, one.programme, locale)
    title = next((step.title for step in programme.steps if step.name == one.step), one.step)
    said = marked("%(programme)s (%(cohort)s): a mail comes about now. It is answered in the mail.")
    says = words_in(locale).say(said, programme=programme.title, cohort=one.cohort)
    return Entry(_uid(house, f"prompt {one.id}"), one.nth - 1, one.due_at, title, says, one.changed_at, _status(one))


def _status(one: OwnPrompt) -> Status:
    if one.state in WILL_NOT_COME:
        return "CANCELLED"
    return "TENTATIVE" if one.state == "planned" and one.place in WAITING else "CONFIRMED"


def _uid(house: House, what: str) -> str:
    """Return an identifier that stays the same and tells nothing."""
    made = hmac.new(house.secret, f"calendar\x1f{what}".encode(), hashlib.sha256).hexdigest()[:32]
    return f"{made}@{house.mail_domain}"


def cohort_days(house: House, name: str, now: datetime) -> bytes:
    """Return the days on which a cohort gets something, as iCalendar: steps and numbers of people, no names.

    Raises:
        NotFound: there is no such cohort.
    """
    with house.store.read() as session:
        cohort = cohorts.called(session, name)
        version = cohorts.programme_of(session, cohort.programme_id)
        found = plans.days_of(session, cohort.id or 0)
    programme = programme_from(version.text, version.name)
    titles = {step.name: step.title for step in programme.steps}
    entries = [
        Day(
            _uid(house, f"cohort {cohort.id} {step} {day}"), day, f"{titles.get(step, step)} ({people})",
            f"{programme.title}, {name}: goes out to {people} on this day.",
        )
        for day, step, people in found
    ]  # fmt: skip
    return calendars.days(f"{programme.title}, {name}", entries, now)
