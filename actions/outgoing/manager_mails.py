"""Mails to managers on what to ask: at the start, at week four and at the end, or as the programme has them.

They go to everybody whom the roster or a participant named as a manager, once a cohort, whatever became of the people
who named them: a mail that came only while somebody takes part would tell that they do. Cohorts whose people have to
start first have none, since it would tell that they were asked.
"""

from datetime import date, datetime, timedelta
from itertools import islice

from sqlmodel import Session

from actions.contents import programme_from, spoken
from actions.house import House
from actions.plans.calendars import calendar_of
from coaching.calendars import Calendar, spread
from coaching.errors import NotFound
from coaching.notices import MANAGER, NOTICES
from coaching.programmes import ManagerMail
from coaching.tokens import Purpose, derive, keyed_digest
from content.manager_mails import ManagerLetter
from content.pulses import KINDS, MANAGERS
from storage import cohorts, managers
from storage.batches import Bundle
from storage.managers import Managed
from storage.rows import CohortRow

CATEGORIES = frozenset(word for word, kind in KINDS.items() if kind == MANAGERS)
LONGEST = timedelta(days=1100)
"""How long after a workshop a programme may have a mail to managers: its file allows three years."""


def plan_manager_mails(house: House, session: Session, now: datetime) -> int:
    """Plan the mails to managers whose day has come, in the caller's transaction; return how many are new."""
    today = now.date()
    new = 0
    for cohort, programme in managers.cohorts_since(session, today - LONGEST, today + timedelta(days=1)):
        if cohort.settings.get("consent") == "opt-in":
            continue
        calendar = calendar_of(cohort.zone or house.zone, cohort.country, around=today)
        due = [one for one in programme_from(programme.text, programme.name).managers
               if _is_due(_day(cohort, one, calendar), calendar.day_of(now))]  # fmt: skip
        if due:
            new += _plan(house, session, cohort, due, calendar)
    return new


def _plan(house: House, session: Session, cohort: CohortRow, due: list[ManagerMail], calendar: Calendar) -> int:
    found = managers.in_cohorts(session, [cohort.id or 0], CATEGORIES)
    new = 0
    for one in due:
        day = _day(cohort, one, calendar)
        at = calendar.at(day, house.hours.task_at)
        for who in found:
            new += managers.plan(session, key_of(house, who, one), who.recipient_id, at + spread(who.folded), day)
    return new


def _day(cohort: CohortRow, mail: ManagerMail, calendar: Calendar) -> date:
    """Return the first working day from the mail's own one on."""
    (day,) = islice(calendar.working_from(cohort.workshop_on + timedelta(days=mail.after_days)), 1)
    return day


def _is_due(day: date, today: date) -> bool:
    return day <= today <= day + NOTICES[MANAGER].lasts


def key_of(house: House, who: Managed, mail: ManagerMail) -> str:
    """Return the key of the message, by which two senders at once plan the same one."""
    return keyed_digest(house.secret, MANAGER, f"{who.cohort_id}\x1f{mail.name}\x1f{who.recipient_id}").hex()[:32]


def manager_mail(house: House, bundle: Bundle) -> ManagerLetter:
    """Return what a planned mail says: its key tells of which cohort and which of the programme's mails it is.

    Raises:
        NotFound: it is of none any more.
    """
    locale = bundle.recipient.locale
    with house.store.read() as session:
        for who in managers.of_recipient(session, bundle.recipient.id or 0, CATEGORIES):
            row = cohorts.running(session, who.cohort_id)
            programme = programme_from(row.text, row.name, locale)
            for one in programme.managers:
                if key_of(house, who, one) == bundle.message.key:
                    leave = house.address(f"/u/{derive(house.secret, Purpose.LEAVE, bundle.message.key)}")
                    return ManagerLetter(
                        bundle.recipient.name, programme.title, one.title, one.says, one.questions, leave,
                        spoken(locale, row),
                    )  # fmt: skip
    raise NotFound("mail to a manager", bundle.message.key[:8], ())
