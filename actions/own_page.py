"""A person's own page: what is next, who sees what, and the choices that are theirs: days, hours, language, a pause.

Past answers are not here: mails get forwarded, and the link to this page is in every one of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlmodel import Session

from actions.absences import set_away, set_paused, set_resumed
from actions.answer_pages import calendar_for
from actions.calendars import hours_of
from actions.contents import programme_from, spoken
from actions.house import House
from actions.keys import ask_for_key
from actions.links import LinkIsGone, Opened, open_link, path_of
from actions.naming import colleagues_asked, name_observers
from actions.replanning import replan
from actions.seeing import Seen, seen_by
from actions.writing import in_words
from coaching.calendars import Calendar, Hours
from coaching.errors import Refused
from coaching.tokens import Purpose
from content.languages import languages_of, name_of
from content.words import SOURCE, Words, marked, words_in
from storage import absences, enrollments, events, people, prompts, tokens
from storage.enrollments import Place
from storage.rows import ParticipantRow


@dataclass(frozen=True, slots=True)
class Next:
    """One mail that is still to come: the day and hour on the person's own wall, and what is in it."""

    when: str
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One programme somebody takes part in; *state* is active, paused or invited."""

    programme: str
    cohort: str
    state: str
    seen: tuple[Seen, ...]


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
        opened, places = _open(session, token, now)
        return _page(house, session, opened, places, now)


def _open(session: Session, token: str, now: datetime) -> tuple[Opened, list[Place]]:
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
    words = _words(opened, places)
    today = calendar.day_of(now)
    return OwnPage(
        name=opened.recipient.name,
        zone=calendar.zone,
        parts=tuple(_part(house, one, words) for one in places),
        next=_next(session, places, calendar, opened.recipient.locale, words),
        away=tuple(_absence(first, last, words) for first, last in absences.to_come(session, who.id or 0, today)),
        task_at=f"{hours.task_at:%H:%M}",
        check_in_at=f"{hours.check_in_at:%H:%M}",
        hours=_choosable(house.hours),
        working_days=calendar.working_days,
        language=opened.recipient.locale or "",
        languages=_languages(places),
        has_coach=any(one.coach for one in places),
        share_replies=who.share_replies,
        observers=colleagues_asked(session, places),
        leave=path_of(house, opened, Purpose.LEAVE),
        today=today,
        day_names=tuple(words.weekday(n) for n in range(7)),
        locale=words.language,
    )


def _choosable(hours: Hours) -> tuple[str, ...]:
    half_hours = (time(n // 2, n % 2 * 30) for n in range(48))
    return tuple(f"{at:%H:%M}" for at in half_hours if not hours.is_quiet(at))


def _absence(first: date, last: date, words: Words) -> str:
    away = marked("You are noted as away from %(first)s to %(last)s.")
    return words.say(away, first=words.day_of_month(first), last=words.day_of_month(last))


def _words(opened: Opened, places: Sequence[Place]) -> Words:
    return words_in(spoken(opened.recipient.locale, *(one.programme for one in places)))


def _languages(places: Sequence[Place]) -> tuple[tuple[str, str], ...]:
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
    return tuple(Next(words.moment(calendar.wall(at)), tuple(titles)) for at, titles in sorted(due.items()))


def _part(house: House, place: Place, words: Words) -> Part:
    coach = (place.coach.name or place.coach.address) if place.coach else ""
    rows = seen_by(coach, place.enrollment.coach_role, house.min_cell, words)
    return Part(place.programme.title, place.cohort.name, place.enrollment.state, rows)


def change(house: House, token: str, wishes: Mapping[str, str], now: datetime) -> str:
    """Do what the page's form asks for and return what was done, in a sentence. ``do`` names the wish:

    ``away`` (``from``, ``until``), ``back``, ``pause``, ``resume``, ``hours`` (``task_at``, ``check_in_at``),
    ``days`` (``day0`` to ``day6``), ``language`` (``locale``), ``replies`` (``share_replies``), ``key``.

    Raises:
        UnknownLink, LinkIsGone: as `own_page`.
        Refused: the wish is unknown, or a day or an hour cannot be had.
    """
    with house.store.write() as session:
        opened, places = _open(session, token, now)
        wish = _Wish(house, session, opened, places, now)
        act = {
            "away": wish.away, "back": wish.resume, "pause": wish.pause, "resume": wish.resume,
            "hours": wish.hours, "days": wish.days, "language": wish.language, "replies": wish.replies,
            "observers": wish.observers,
            "key": wish.key,
        }.get(wishes.get("do", ""))  # fmt: skip
        if act is None:
            raise Refused(marked("Choose one of the buttons on the page."))
        done = act(wishes)
        session.commit()
    return done


class _Wish:
    """Does one thing for one person, in the caller's transaction."""

    def __init__(self, house: House, session: Session, opened: Opened, places: Sequence[Place], now: datetime) -> None:
        self.house, self.session, self.opened, self.places, self.now = house, session, opened, places, now
        self.who: ParticipantRow = places[0].participant
        self.calendar = calendar_for(house, session, opened.recipient.id or 0, now)
        self.words = _words(opened, places)

    def away(self, wishes: Mapping[str, str]) -> str:
        first = _day(wishes.get("from", "")) or self.calendar.day_of(self.now)
        last = _day(wishes.get("until", ""))
        if last is None:
            raise Refused(marked("Say until when you are away: choose the last day."))
        set_away(self.house, self.session, self.places, first, last, self.now, "own_page")
        self._replan()
        until = in_words(self.calendar, self.calendar.end_of(last), self.now, self.words.language)
        return self.words.say("Noted: away until %(until)s. What would have come then is moved.", until=until)

    def pause(self, wishes: Mapping[str, str]) -> str:
        set_paused(self.session, self.places, self.now, "own_page")
        return self.words.say("Paused. Nothing comes until you go on; what falls due in between is left out.")

    def resume(self, wishes: Mapping[str, str]) -> str:
        set_resumed(self.house, self.session, self.places, self.now, "own_page")
        self._replan()
        return self.words.say("You are back. What is next stands on your page.")

    def hours(self, wishes: Mapping[str, str]) -> str:
        known = _choosable(self.house.hours)
        chosen = {name: wishes.get(name, "") for name in ("task_at", "check_in_at")}
        if not set(chosen.values()) <= set(known):
            raise Refused(marked("Choose hours from the list; at night nothing is sent."))
        self._keep("hours_changed", **chosen)
        return self.words.say("Noted: tasks at %(task_at)s, check-ins at %(check_in_at)s, your time.", **chosen)

    def days(self, wishes: Mapping[str, str]) -> str:
        chosen = [n for n in range(7) if wishes.get(f"day{n}")]
        if not chosen:
            raise Refused(marked("Choose at least one day on which you work."))
        self._keep("days_changed", working_days="".join(map(str, chosen)))
        days = ", ".join(self.words.weekday(n) for n in chosen)
        return self.words.say("Noted: mails come on %(days)s.", days=days)

    def language(self, wishes: Mapping[str, str]) -> str:
        names = dict(_languages(self.places))
        if wishes.get("locale") not in names:
            raise Refused(marked("Choose one of the languages in the list."))
        people.change_recipient(self.session, self.opened.recipient.id or 0, locale=wishes["locale"])
        events.note(self.session, "language_changed", self.now, recipient_id=self.opened.recipient.id)
        says = marked("Noted: %(language)s, from the next mail on.")
        return words_in(wishes["locale"]).say(says, language=names[wishes["locale"]])

    def replies(self, wishes: Mapping[str, str]) -> str:
        allowed = bool(wishes.get("share_replies"))
        people.change_participant(self.session, self.who.id or 0, share_replies=allowed)
        what = "replies_shared" if allowed else "replies_kept"
        events.note(self.session, what, self.now, recipient_id=self.opened.recipient.id)
        may = marked("Noted: your coach may read what you write in replies from now on.")
        may_not = marked("Noted: your coach may not read what you write in replies from now on.")
        return self.words.say(may if allowed else may_not)

    def key(self, wishes: Mapping[str, str]) -> str:
        return self.words.say(ask_for_key(self.house, self.session, self.opened.recipient, self.now))

    def observers(self, wishes: Mapping[str, str]) -> str:
        added = name_observers(self.house, self.session, self.places, wishes.get("observers", ""), self.now)
        one = marked("Noted: one colleague will be asked. The first mail says about whom, and how to say no.")
        several = marked("Noted: %(n)s colleagues will be asked. The first mail says about whom, and how to say no.")
        return self.words.plural(added, one, several)

    def _keep(self, what: str, **columns: str) -> None:
        people.change_participant(self.session, self.who.id or 0, **columns)
        events.note(self.session, what, self.now, recipient_id=self.opened.recipient.id, details=dict(columns))
        self._replan()

    def _replan(self) -> None:
        self.session.expire_all()
        replan(self.house, self.session, self.who.id or 0, self.now)


def _day(text: str) -> date | None:
    """Return the date in *text*, None for an empty one.

    Raises:
        Refused: it is no date.
    """
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refused(marked("Write the day as year, month and day, such as 2026-12-01.")) from None
