"""A coach's brief: made, planned as a mail where it has something new, and answered with "spoken to" or "not now"."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from actions.coached.knowing import Everybody, Known, know
from actions.coached.persons import as_seen
from actions.coached.reasons import reasons_of
from actions.coached.shape import Brief, Named
from actions.coached.wording import opening, own_words, why_now
from actions.house import House
from actions.pages.coach import number, summary
from actions.plans.calendars import calendar_of
from coaching.briefing import Done, Mark, Reason, Why, chosen, goes_at, may_go, unread
from coaching.errors import NotFound
from coaching.notices import BRIEF, WORD
from storage import briefs, coached, messages, personal
from storage.coached import Of


@dataclass(frozen=True, slots=True)
class Planned:
    """What one pass over the coaches did: how many there are, and how many get a brief."""

    now: datetime
    coaches: int
    briefs: int

    def to_json(self) -> dict[str, Any]:
        """Return ``{"now", "coaches", "briefs"}``."""
        return {"now": self.now.isoformat(), "coaches": self.coaches, "briefs": self.briefs}


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a brief is made from: everybody this coach has, and the reasons that are named."""

    everybody: Everybody
    picked: tuple[Reason, ...]
    told: Collection[briefs.Key]

    @property
    def is_news(self) -> bool:
        """Whether a mail would tell of something that none has told of yet."""
        return bool(unread(self.picked, self.told))


def gather(
    session: Session, coach_id: int, now: datetime, locale: str = "", only: Collection[briefs.Key] | None = None
) -> Gathered:
    """Return whom a brief of this coach names at *now*, and what earlier mails told of.

    *only*: for these reasons, as far as they still are some.
    """
    everybody = know(session, Of(coach_id), now, locale)
    marks = [Mark(one.participant_id, Done(one.what), one.made_at) for one in briefs.marks(session, coach_id)]
    found = (reason for one in everybody.people for reason in reasons_of(one, everybody.programmes))
    reasons = (one for one in found if only is None or one.key in only)
    return Gathered(everybody, chosen(reasons, marks, now), briefs.told(session, coach_id))


def brief_of(house: House, coach: str, now: datetime) -> Brief:
    """Return the brief of the coach who goes by an address or a key.

    Raises:
        NotFound: nobody is enrolled with such a coach.
    """
    with house.store.read() as session:
        who = personal.recipient_of(session, coach)
        known = set(coached.coaches(session)) if who else set()
        if who is None or who.id not in known:
            raise NotFound("coach", coach, ())
        return brief(session, who.id or 0, now)


def brief(session: Session, coach_id: int, now: datetime) -> Brief:
    """Return a coach's brief as *session* sees it: what the mail says and the page shows."""
    who = briefs.recipient(session, coach_id)
    found = gather(session, coach_id, now, who.locale)
    return _written(found, who.name or who.address, now)


def _written(found: Gathered, coach: str, now: datetime) -> Brief:
    people = {one.person.enrollment_id: one for one in found.everybody.people}
    named = tuple(_named(one, people[one.enrollment], found, now) for one in found.picked)
    shown = [as_seen(one, found.everybody.programmes) for one in found.everybody.people]
    rest = summary(found.everybody.people, shown, found.everybody.programmes, now)
    return Brief(coach, now, _headline(len(named)), named, rest)


def _headline(n: int) -> str:
    return f"{number(n)} to talk to this week" if n else "Nobody in particular to talk to this week"


def _named(reason: Reason, one: Known, found: Gathered, now: datetime) -> Named:
    asked = {row.prompt_id: row.programme_id for row in one.asked}
    programme = found.everybody.programmes[asked.get(reason.about, one.person.programme_id)]
    today = now.astimezone(one.zone).date()
    return Named(
        key=one.person.key,
        name=one.person.called,
        cohort=one.person.cohort,
        why=str(reason.why),
        now=why_now(reason, one, programme, today),
        words=own_words(reason, one),
        ask=opening(reason, programme),
        is_new=reason.key not in found.told,
    )


def plan_briefs(house: House, now: datetime) -> Planned:
    """Plan a brief for every coach for whom something is new and whose last one is a week old; `send_due` sends them.

    A second pass at the same time, or a second scheduler, plans nothing more: what was told is not new.
    """
    with house.store.read() as session:
        everybody = coached.coaches(session)
    made = sum(_plan(house, one, now) for one in everybody)
    return Planned(now, len(everybody), made)


def _plan(house: House, coach_id: int, now: datetime) -> bool:
    calendar = calendar_of(house.zone, house.country, around=now.date())
    due_at = goes_at(now, calendar, house.hours)
    day = calendar.day_of(due_at)
    with house.store.write() as session:
        coached.hold(session, coach_id)
        if not may_go(briefs.last_on(session, coach_id, BRIEF), day):
            return False
        found = gather(session, coach_id, now)
        if not found.is_news:
            return False
        (message_id,) = messages.add(session, [messages.planned(coach_id, BRIEF, due_at, day)])
        briefs.tell(session, coach_id, message_id, (one.key for one in found.picked), now)
        session.commit()
    return True


def ask_for_a_word(house: House, session: Session, coach_id: int, key: tuple[int, int], now: datetime) -> None:
    """Plan a mail that tells the coach at once, in the caller's transaction; several wishes travel together.

    *key* is the enrollment and the prompt that was answered. The same wish twice is told once.
    """
    line = (key[0], str(Why.WORD), key[1])
    if line in briefs.told(session, coach_id):
        return
    message_id = briefs.waiting(session, coach_id, WORD)
    if message_id is None:
        today = calendar_of(house.zone, house.country, around=now.date()).day_of(now)
        (message_id,) = messages.add(session, [messages.planned(coach_id, WORD, now, today, touch=False)])
    briefs.tell(session, coach_id, message_id, [line], now)


def mailed(session: Session, message_id: int, coach_id: int, now: datetime) -> Brief:
    """Return what a planned mail says when its turn comes: of the reasons it was planned for, those that still hold.

    Without any the mail need not go.
    """
    who = briefs.recipient(session, coach_id)
    found = gather(session, coach_id, now, who.locale, briefs.told_by(session, message_id))
    return _written(found, who.name or who.address, now)
