"""What a person may change on their own page: days, hours, language, a pause, who is asked, what comes first."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session

from actions.absences import set_away, set_paused, set_resumed
from actions.buddies import end_of
from actions.house import House
from actions.keys import ask_for_key
from actions.links import Opened
from actions.naming import NOBODY_NOW, are_asked_now, name_observers
from actions.outgoing.wording import in_words
from actions.pages.answer import calendar_for
from actions.pages.own import choosable, languages_to_choose, open_page, words_for
from actions.plans.choosing import choose
from actions.plans.replanning import replan
from coaching.agreements import TERMS, Agreement
from coaching.errors import Refused
from content.words import marked, words_in
from storage import agreements, events, people
from storage.enrollments import Place
from storage.rows import ParticipantRow

UNKNOWN = marked("Choose one of the buttons on the page.")


def change(house: House, token: str, wishes: Mapping[str, str], now: datetime) -> str:
    """Do what the page's form asks for and return what was done, in a sentence. ``do`` names the wish:

    ``away`` (``from``, ``until``), ``back``, ``pause``, ``resume``, ``hours`` (``task_at``, ``check_in_at``),
    ``days`` (``day0`` to ``day6``), ``language`` (``locale``), ``replies`` (``share_replies``), ``key``,
    ``first`` (``part``, ``behaviour``), ``agree`` (``part``, ``what``, ``agreed``), ``buddy_end`` (``part``).

    Raises:
        UnknownLink, LinkIsGone: as `actions.pages.own.own_page`.
        Refused: the wish is unknown, or a day or an hour cannot be had.
    """
    with house.store.write() as session:
        opened, places = open_page(session, token, now)
        wish = _Wish(house, session, opened, places, now)
        act = {
            "away": wish.away, "back": wish.resume, "pause": wish.pause, "resume": wish.resume,
            "hours": wish.hours, "days": wish.days, "language": wish.language, "replies": wish.replies,
            "observers": wish.observers,
            "key": wish.key, "first": wish.first, "agree": wish.agree, "buddy_end": wish.buddy_end,
        }.get(wishes.get("do", ""))  # fmt: skip
        if act is None:
            raise Refused(UNKNOWN)
        done = act(wishes)
        session.commit()
    return done


class _Wish:
    """Does one thing for one person, in the caller's transaction."""

    def __init__(self, house: House, session: Session, opened: Opened, places: Sequence[Place], now: datetime) -> None:
        self.house, self.session, self.opened, self.places, self.now = house, session, opened, places, now
        self.who: ParticipantRow = places[0].participant
        self.calendar = calendar_for(house, session, opened.recipient.id or 0, now)
        self.words = words_for(opened, places)

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
        known = choosable(self.house.hours)
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
        names = dict(languages_to_choose(self.places))
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
        said = self.words.plural(added, one, several)
        return said if are_asked_now(self.places) else f"{said} {self.words.say(NOBODY_NOW)}"

    def first(self, wishes: Mapping[str, str]) -> str:
        place = self._part(wishes)
        label = choose(self.house, self.session, place, wishes.get("behaviour", ""), self.calendar, self.now)
        return self.words.say("Noted: tasks about %(label)s come first now. Check-ins stay as they are.", label=label)

    def agree(self, wishes: Mapping[str, str]) -> str:
        place, agrees = self._part(wishes), bool(wishes.get("agreed"))
        what = _agreement(wishes.get("what", ""))
        if agrees and what not in agreements.offered(place.cohort):
            raise Refused(TERMS[what].refused)
        if agrees and what in agreements.given_by(place.enrollment, place.cohort):
            return self.words.say(TERMS[what].given)  # it holds from when it was first given
        agreements.agree(self.session, place.enrollment.id or 0, what, self.now if agrees else None)
        events.note(self.session, f"{what}_{'agreed' if agrees else 'taken_back'}", self.now,
                    enrollment_id=place.enrollment.id)  # fmt: skip
        return self.words.say(TERMS[what].given if agrees else TERMS[what].taken_back)

    def buddy_end(self, wishes: Mapping[str, str]) -> str:
        end_of(self.session, self._part(wishes).enrollment.id or 0, self.now)
        return self.words.say("Ended. Nothing more of yours is told to this colleague, and what they wrote is erased.")

    def _part(self, wishes: Mapping[str, str]) -> Place:
        part = wishes.get("part", "")
        return self.places[int(part) if part in map(str, range(len(self.places))) else 0]

    def _keep(self, what: str, **columns: str) -> None:
        people.change_participant(self.session, self.who.id or 0, **columns)
        events.note(self.session, what, self.now, recipient_id=self.opened.recipient.id, details=dict(columns))
        self._replan()

    def _replan(self) -> None:
        self.session.expire_all()
        replan(self.house, self.session, self.who.id or 0, self.now)


def _agreement(text: str) -> Agreement:
    """Return the agreement called *text*.

    Raises:
        Refused: there is none.
    """
    if text not in set(Agreement):
        raise Refused(UNKNOWN)
    return Agreement(text)


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
