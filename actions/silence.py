"""Ask after a silence, once, and do what the answer says; without a reply, only the measurement goes on."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from sqlmodel import Session

from actions.absences import set_paused, set_resumed
from actions.house import House
from actions.leaving import leave_cohorts
from actions.plans.planning import diary_at, workplace_of
from actions.plans.replanning import replan
from coaching import budget
from coaching.calendars import spread
from coaching.notices import SILENCE
from coaching.silence import MAILS, Answer, Coming, is_due, left_out, may_ask_again
from coaching.states import Reason, State
from storage import absences, enrollments, events, messages, prompts, silences, touches
from storage.enrollments import Place
from storage.rows import PromptRow, SilenceRow

WITHIN_DAYS = 10
"""Working days in which room is looked for; without any, the next mail that goes unanswered asks again."""

WHY = "fewer mails from here on"
"""Said of what is left out, whether it was asked for or no reply came: a list must not tell who kept silent."""


def ask_the_silent(house: House, session: Session, enrollment_ids: Iterable[int], now: datetime) -> int:
    """Plan the question for those whose mails have just gone unanswered long enough; return how many are asked."""
    found = silences.candidates(session, enrollment_ids, MAILS)
    return sum(_ask(house, session, who, recipient_id, now) for who, recipient_id in found.items())


def _ask(house: House, session: Session, participant_id: int, recipient_id: int, now: datetime) -> bool:
    days = silences.unanswered(session, participant_id, recipient_id)
    if not is_due(days):
        return False  # nor are fewer of them, and that is the most frequent case
    places = [one for one in enrollments.of_participant(session, participant_id) if one.enrollment.state == "active"]
    away = absences.of_participant(session, participant_id)
    calendar, hours = diary_at(house, workplace_of(places[0].participant, away), now.date())
    today = calendar.day_of(now)
    since = _since(session, participant_id, today)
    coming = any(prompts.planned_of(session, one.enrollment.id or 0) for one in places)
    if since == date.max or not is_due([day for day in days if since < day]) or not coming:
        return False
    taken = {one.day for one in touches.of(session, [recipient_id]).get(recipient_id, ())}
    for _, day in zip(range(WITHIN_DAYS), calendar.working_from(today), strict=False):
        due_at = calendar.at(day, hours.within(hours.check_in_at)) + spread(places[0].recipient.address)
        if due_at >= now and budget.fits(day, taken):
            (message_id,) = messages.add(session, [messages.planned(recipient_id, SILENCE, due_at, day)])
            silences.add(session, participant_id, message_id, now, calendar.closes_at(due_at, house.answer_days))
            return True
    return False


def _since(session: Session, participant_id: int, today: date) -> date:
    """Return the day after which a silence counts: that of the last question; the end of days where it was the last."""
    last = silences.latest(session, participant_id)
    if last is None:
        return date.min
    return last.asked_at.date() if may_ask_again(last.answer, last.asked_at.date(), today) else date.max


def close_unanswered(house: House, session: Session, now: datetime) -> int:
    """Let tasks and reminders stop for those from whom no reply came in time; return how many they are."""
    waiting = silences.over(session, now)
    for row in waiting:
        places = enrollments.of_participant(session, row.participant_id)
        settle(house, session, row, places, Answer.NONE, now, "silence")
    return len(waiting)


def settle(
    house: House, session: Session, row: SilenceRow, places: Sequence[Place], answer: Answer, now: datetime, cause: str
) -> None:
    """Do what *answer* says in every programme that ran when the question was asked; an earlier answer is undone."""
    running = [one for one in places if one.enrollment.state in ("active", "paused")]
    paused = [one for one in running if one.enrollment.state == "paused"]
    if row.answer == Answer.PAUSE and answer in (Answer.FEWER, Answer.READ) and paused:
        set_resumed(house, session, paused, now, cause)
        session.expire_all()
    if row.answer in (Answer.FEWER, Answer.NONE, Answer.PAUSE) and running:
        replan(house, session, row.participant_id, now, back=(Reason.AWAY, Reason.FEWER))
    silences.settle(session, row.id or 0, answer, now)
    events.note(session, "silence_answered", now, recipient_id=places[0].recipient.id, cause=cause,
                details={"answer": str(answer)})  # fmt: skip
    if answer is Answer.STOP:
        leave_cohorts(session, [one.enrollment.id or 0 for one in running], now, cause)
    elif answer is Answer.PAUSE:
        set_paused(session, running, now, cause)
    for one in running:
        if one.enrollment.enrolled_at <= row.asked_at:
            _leave_out(session, one, answer, now)


def _leave_out(session: Session, place: Place, answer: Answer, now: datetime) -> None:
    planned = prompts.planned_of(session, place.enrollment.id or 0)
    chosen = set(left_out(answer, [Coming(row.id or 0, row.kind, row.measure) for row in planned]))
    _skip(session, [row for row in planned if row.id in chosen], now)


def _skip(session: Session, rows: Collection[PromptRow], now: datetime) -> None:
    mails = {row.message_id or 0 for row in rows}
    prompts.move(
        session, [row.id or 0 for row in rows], State.PLANNED, State.SKIPPED, now, reason=Reason.FEWER,
        details={"why": WHY}, message_id=None, why=WHY,
    )  # fmt: skip
    messages.drop_empty(session, mails, Reason.FEWER)
