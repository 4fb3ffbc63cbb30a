"""A participant's own page: what is next, and what they choose about when and whether they are asked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from actions.answer_pages import calendar_for, path_of
from actions.calendars import calendar_of
from actions.contents import programme_from
from actions.house import House
from actions.leaving import set_away, set_paused, set_resumed
from actions.links import LinkIsGone, Opened, open_link
from actions.moving import replan
from actions.writing import day_in_words
from coaching.calendars import Hours
from coaching.errors import Refused
from coaching.tokens import Purpose
from storage import plans, staying
from storage.staying import Place

LANGUAGES = {"en": "English", "de": "Deutsch"}
"""Languages a person may ask for; a text that a programme has not translated comes in its own language."""
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NEXT = 3


@dataclass(frozen=True, slots=True)
class Coming:
    """One mail that is planned: its day and hour on the person's wall, and what it asks."""

    when: str
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taking:
    """One cohort the person takes part in, and who reads what they answer there."""

    cohort: str
    programme: str
    state: str
    coach: str
    coach_role: str


@dataclass(frozen=True, slots=True)
class OwnPage:
    """Everything the page shows. *working_days* are digits, 0 for Monday; *away* lists absences in words."""

    name: str
    zone: str
    coming: tuple[Coming, ...]
    taking: tuple[Taking, ...]
    away: tuple[str, ...]
    paused: bool
    task_at: str
    check_in_at: str
    working_days: str
    locale: str
    languages: Mapping[str, str]
    leave: str
    min_cell: int
    today: str


def own_page(house: House, token: str, now: datetime) -> OwnPage:
    """Return the page that the link in a mail opens; it changes nothing.

    Raises:
        UnknownLink, LinkIsGone: the link opens nothing, or is older than 60 days.
    """
    with house.store.read() as session:
        opened, places = _opened(session, token, now)
        return _page(house, session, opened, places, now)


def _opened(session: Session, token: str, now: datetime) -> tuple[Opened, list[Place]]:
    opened = open_link(session, token, Purpose.OWN_PAGE)
    if opened.token.expires_at and opened.token.expires_at <= now:
        raise LinkIsGone("This link was for 60 days. Use the one in your newest mail.")
    places = [one for one in staying.of_recipient(session, opened.recipient.id or 0) if one.enrollment.state != "left"]
    if not places:
        raise LinkIsGone("You take part in nothing at the moment, so there is nothing to choose here.")
    return opened, places


def _page(house: House, session: Session, opened: Opened, places: list[Place], now: datetime) -> OwnPage:
    who = places[0].participant
    calendar = calendar_for(house, session, opened.recipient.id or 0, now)
    today = calendar.day_of(now)
    days = "".join(str(day) for day in sorted(calendar.working_days))
    return OwnPage(
        name=opened.recipient.name,
        zone=who.zone,
        coming=_coming(session, places, opened.recipient.locale or "en", who.zone),
        taking=tuple(_taking(one) for one in places),
        away=tuple(_away_words(one.from_on, one.until_on) for one in staying.absences(session, who.id or 0, today)),
        paused=any(one.enrollment.state == "paused" for one in places),
        task_at=who.task_at or f"{house.hours.task_at:%H:%M}",
        check_in_at=who.check_in_at or f"{house.hours.check_in_at:%H:%M}",
        working_days=days,
        locale=opened.recipient.locale or "en",
        languages=LANGUAGES,
        leave=path_of(house, opened, Purpose.LEAVE),
        min_cell=house.min_cell,
        today=today.isoformat(),
    )


def _taking(one: Place) -> Taking:
    coach = (one.coach.name or one.coach.address) if one.coach else ""
    return Taking(one.cohort.name, one.programme.title, one.enrollment.state, coach, one.enrollment.coach_role)


def _away_words(first: date, last: date | None) -> str:
    return f"{day_in_words(first)} to {day_in_words(last)}" if last else f"from {day_in_words(first)} on"


def _coming(session: Session, places: list[Place], locale: str, zone: str) -> tuple[Coming, ...]:
    """Return the next mails, with what they ask."""
    programmes = {one.enrollment.id: programme_from(one.programme.text, one.programme.name, locale) for one in places}
    found: dict[datetime, list[str]] = {}
    for enrollment_id, step, due_at in plans.to_come(session, list(programmes)):
        found.setdefault(due_at, []).append(programmes[enrollment_id].step(step).title)
    return tuple(Coming(_when(at, zone), tuple(titles)) for at, titles in list(found.items())[:NEXT])


def _when(at: datetime, zone: str) -> str:
    wall = calendar_of(zone).wall(at)
    return f"{wall:%A} {wall.day} {wall:%B}, {wall:%H:%M}"


def choose(
    house: House, token: str, wish: str, entered: Mapping[str, str], days: Collection[str], now: datetime
) -> str:
    """Do what the person chose on their page and return one sentence that says what holds now.

    *wish* is away, back, pause, resume, hours or language.

    Raises:
        UnknownLink, LinkIsGone: the link opens nothing.
        Refused: a date or an hour cannot be used; nothing was changed.
    """
    with house.store.write() as session:
        opened, places = _opened(session, token, now)
        said = _do(house, session, opened, places, wish, entered, days, now)
        replan(house, session, places[0].participant.id or 0, now)
        session.commit()
    return said


def _do(
    house: House, session: Session, opened: Opened, places: list[Place], wish: str,
    entered: Mapping[str, str], days: Collection[str], now: datetime,
) -> str:  # fmt: skip
    if wish == "away":
        return _go_away(house, session, opened, places, entered, now)
    if wish == "pause":
        set_paused(house, session, places, now, "page")
        return "Paused. Nothing comes until you go on."
    if wish in ("resume", "back"):
        set_resumed(house, session, places, now, "page")
        return "You are back. What comes next is below."
    if wish == "hours":
        return _set_hours(house, session, places, entered, days)
    if wish == "language" and entered.get("language") in LANGUAGES:
        staying.change_recipient(session, opened.recipient.id or 0, locale=entered["language"])
        return f"From the next mail on: {LANGUAGES[entered['language']]}, as far as the programme has it."
    raise Refused("Nothing was chosen. Use one of the buttons.")


def _go_away(
    house: House, session: Session, opened: Opened, places: list[Place], entered: Mapping[str, str], now: datetime
) -> str:
    today = calendar_for(house, session, opened.recipient.id or 0, now).day_of(now)
    back = _date(entered.get("back_on", ""))
    first = _date(entered.get("from_on", "")) if entered.get("from_on") else today
    set_away(house, session, places, first, back - timedelta(days=1), now, "page")
    return f"Noted. Nothing comes before {day_in_words(back)}."


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refused("Please choose a day.") from None


def _set_hours(
    house: House, session: Session, places: list[Place], entered: Mapping[str, str], days: Collection[str]
) -> str:
    working = "".join(sorted(day for day in days if day in "0123456" and len(day) == 1))
    if not working:
        raise Refused("Please leave at least one day on which you may be asked. To have none for a while, pause.")
    hours = {name: _hour(entered.get(name, ""), house.hours) for name in ("task_at", "check_in_at")}
    staying.change_participant(session, places[0].participant.id or 0, working_days=working, **hours)
    return f"Saved. Tasks at {hours['task_at']}, check-ins at {hours['check_in_at']}."


def _hour(text: str, usual: Hours) -> str:
    try:
        hour = time.fromisoformat(text.strip())
    except ValueError:
        raise Refused("Please choose an hour such as 09:00.") from None
    if usual.is_quiet(hour):
        raise Refused(
            f"Nothing is sent between {usual.quiet_from:%H:%M} and {usual.quiet_until:%H:%M}. Choose another hour."
        )
    return f"{hour:%H:%M}"
