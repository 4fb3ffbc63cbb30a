"""A person's own page: what is next, who sees what, and the choices that are theirs: days, hours, language, a pause.

Past answers are not here: mails get forwarded, and the link to this page is in every one of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlmodel import Session

from actions.contents import programme_from, spoken, title_in
from actions.house import House
from actions.links import LinkIsGone, Opened, open_link, path_of
from actions.naming import are_asked_now, colleagues_asked
from actions.pages.answer import calendar_for
from actions.pages.own_way import Way, way_of
from actions.pages.seeing import Seen, seen_by
from actions.plans.calendars import hours_of
from actions.plans.choosing import choices
from coaching.agreements import TERMS, Agreement, Terms
from coaching.calendars import Calendar, Hours
from coaching.tokens import Purpose
from content.languages import languages_of, name_of
from content.words import SOURCE, Words, marked, words_in
from storage import absences, buddies, enrollments, prompts, tokens
from storage.agreements import given_by, offered
from storage.enrollments import Place


@dataclass(frozen=True, slots=True)
class Next:
    """One mail that is still to come: the day and hour on the person's own wall, and what is in it."""

    when: str
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """Something a person may agree to, what is said of it, and whether they did."""

    what: Agreement
    terms: Terms
    agreed: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One programme somebody takes part in; *state* is active, paused or invited, *choices* what may come first.

    *offers* holds what they may agree to, and whether they did. *buddy*: a colleague was "asked" to see what they did,
    or has "accepted", and may have written a *line*; the address is not here, as mails get forwarded.
    """

    programme: str
    cohort: str
    state: str
    seen: tuple[Seen, ...]
    way: Way
    choices: tuple[tuple[str, str], ...] = ()
    offers: tuple[Offer, ...] = ()
    buddy: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class OwnPage:
    """Everything the page shows. *hours* may be chosen from; *languages* are (code, name); *day_names* from Monday."""

    name: str
    zone: str
    parts: tuple[Part, ...]
    next: tuple[Next, ...]
    away: tuple[str, ...]
    task_at: str
    check_in_at: str
    hours: tuple[str, ...]
    working_days: frozenset[int]
    language: str
    languages: tuple[tuple[str, str], ...]
    has_coach: bool
    share_replies: bool
    observers: int | None
    asks_observers_now: bool
    leave: str
    today: date
    day_names: tuple[str, ...]
    locale: str = SOURCE

    @property
    def is_paused(self) -> bool:
        """True when nothing comes until the person resumes."""
        return bool(self.parts) and all(one.state == "paused" for one in self.parts)

    @property
    def is_invited(self) -> bool:
        """True when nothing comes because the person has not started."""
        return bool(self.parts) and all(one.state == "invited" for one in self.parts)


OLDER = marked("This link is from an older mail. The newest one brings you to your page.")
NOTHING = marked("You take part in no programme, so there is nothing to set here.")


def own_page(house: House, token: str, now: datetime) -> OwnPage:
    """Return the page that the link in a mail opens; it changes nothing.

    Raises:
        UnknownLink: no such link.
        LinkIsGone: it is older than two months, or was revoked, or nothing goes on any more.
    """
    with house.store.read() as session:
        opened, places = open_page(session, token, now)
        return _page(house, session, opened, places, now)


def open_page(session: Session, token: str, now: datetime) -> tuple[Opened, list[Place]]:
    """Return what the link to somebody's own page opens, and the places they have not left; raises as `own_page`."""
    opened = open_link(session, token, Purpose.OWN_PAGE)
    if not tokens.is_live(opened.token, now):
        raise LinkIsGone(OLDER, opened.recipient.locale)
    places = [
        one for one in enrollments.of_recipient(session, opened.recipient.id or 0) if one.enrollment.state != "left"
    ]
    if not places:
        raise LinkIsGone(NOTHING, opened.recipient.locale)
    return opened, places


def _page(house: House, session: Session, opened: Opened, places: Sequence[Place], now: datetime) -> OwnPage:
    who = places[0].participant
    calendar = calendar_for(house, session, opened.recipient.id or 0, now)
    hours = hours_of(house.hours, who.task_at, who.check_in_at)
    words = words_for(opened, places)
    today = calendar.day_of(now)
    return OwnPage(
        name=opened.recipient.name,
        zone=calendar.zone,
        parts=tuple(_part(house, session, one, opened, words, today) for one in places),
        next=_next(session, places, calendar, opened.recipient.locale, words),
        away=tuple(_absence(first, last, words) for first, last in absences.to_come(session, who.id or 0, today)),
        task_at=f"{hours.task_at:%H:%M}",
        check_in_at=f"{hours.check_in_at:%H:%M}",
        hours=choosable(house.hours),
        working_days=calendar.working_days,
        language=opened.recipient.locale or "",
        languages=languages_to_choose(places),
        has_coach=any(one.coach for one in places),
        share_replies=who.share_replies,
        observers=colleagues_asked(session, places),
        asks_observers_now=are_asked_now(places),
        leave=path_of(house, opened, Purpose.LEAVE),
        today=today,
        day_names=tuple(words.weekday(n) for n in range(7)),
        locale=words.language,
    )


def choosable(hours: Hours) -> tuple[str, ...]:
    """Return the half hours at which something may be sent."""
    half_hours = (time(n // 2, n % 2 * 30) for n in range(48))
    return tuple(f"{at:%H:%M}" for at in half_hours if not hours.is_quiet(at))


def _absence(first: date, last: date, words: Words) -> str:
    away = marked("You are noted as away from %(first)s to %(last)s.")
    return words.say(away, first=words.day_of_month(first), last=words.day_of_month(last))


def words_for(opened: Opened, places: Sequence[Place]) -> Words:
    """Return the language in which the page speaks to its person."""
    return words_in(spoken(opened.recipient.locale, *(one.programme for one in places)))


def languages_to_choose(places: Sequence[Place]) -> tuple[tuple[str, str], ...]:
    """Return (code, name) of the languages that somebody's programmes are written in."""
    codes = {code: None for one in places for code in languages_of(one.programme.text, one.programme.name)}
    return tuple((code, name_of(code)) for code in codes)


def _next(session: Session, places: Sequence[Place], calendar: Calendar, locale: str, words: Words) -> tuple[Next, ...]:
    """Return what is planned, mail by mail, in time; steps of one moment travel together."""
    due: dict[datetime, list[str]] = {}
    for place in places:
        if place.enrollment.state in ("paused", "invited"):
            continue
        programme = programme_from(place.programme.text, place.programme.name, locale)
        titles = {step.name: step.title for step in programme.steps}
        for row in prompts.planned_of(session, place.enrollment.id or 0):
            if row.due_at and not row.asked_of:
                due.setdefault(row.due_at, []).append(titles.get(row.step, row.step))
    return tuple(Next(_when(calendar.wall(at), words), tuple(titles)) for at, titles in sorted(due.items()))


def _when(wall: datetime, words: Words) -> str:
    """Return the day and hour of a mail; without the year, as a programme ends within one."""
    return f"{words.day(wall.date())}, {words.hour(wall.time())}"


def _part(house: House, session: Session, place: Place, opened: Opened, words: Words, today: date) -> Part:
    coach = (place.coach.name or place.coach.address) if place.coach else ""
    agreed = given_by(place.enrollment, place.cohort)
    asked = next(iter(buddies.open_among(session, enrollment_id=[place.enrollment.id or 0])), None)
    told = bool(asked and asked.accepted_at)
    rows = seen_by(coach, place.enrollment.coach_role, house.min_cell, words, agreed, buddy=told)
    return Part(
        programme=title_in(place.programme, opened.recipient.locale),
        cohort=place.cohort.name,
        state=place.enrollment.state,
        seen=rows,
        way=way_of(session, place, opened.recipient.locale, words),
        choices=choices(session, place, today),
        offers=tuple(Offer(one, TERMS[one], one in agreed) for one in offered(place.cohort)),
        buddy=("accepted" if asked.accepted_at else "asked") if asked else "",
        line=asked.line if asked else "",
    )
