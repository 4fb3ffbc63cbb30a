"""What each pass does before it sends: leases that ran out, windows that are over, mails that crowd, reminders."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from actions.calendars import calendar_of, hours_of
from actions.contents import programme_from
from actions.house import House
from coaching import reminding
from coaching.reminding import Remind
from coaching.states import Reason, State
from storage import messages, people, prompts, sweeps
from storage.messages import Waiting

AT_ONCE = 2_000
"""Prompts expired in one transaction."""


@dataclass(frozen=True, slots=True)
class Swept:
    """Prompts expired and reminders made."""

    expired: int
    reminded: int


def sweep(house: House, now: datetime) -> Swept:
    """Put the table in order for this pass, and say what was done."""
    with house.store.write() as session:
        recover(session, now)
        session.commit()
        expired = expire(session, now)
        _join_crowded(session, now)
        session.commit()
        reminded = remind(house, session, now)
        session.commit()
    return Swept(expired, reminded)


def recover(session: Session, now: datetime) -> None:
    """Take back what a claimer left behind: untried mails are planned again, tried ones are unsure."""
    for message in messages.ran_out(session):
        if message.unsure:
            _mark_unsure(session, message, now)
        else:
            messages.record(session, [message.id], "planned", Reason.LEASE_RAN_OUT)
            _move_claimed(session, message, State.PLANNED, now)


def _mark_unsure(session: Session, message: Waiting, now: datetime) -> None:
    messages.record(session, [message.id], "unsure", Reason.LEASE_RAN_OUT, may_have_repeated=True)
    _move_claimed(session, message, State.UNSURE, now)


def _move_claimed(session: Session, message: Waiting, became: State, now: datetime) -> None:
    if message.about_id:
        return
    ids = [row.id or 0 for row in prompts.of_message(session, message.id)]
    prompts.move(session, ids, State.CLAIMED, became, now, reason=Reason.LEASE_RAN_OUT)


def expire(session: Session, now: datetime) -> int:
    """Close what is open past its answer window; return how many prompts."""
    total = 0
    while found := sweeps.over(session, now, AT_ONCE):
        for state in (State.SENT, State.UNSURE):
            ids = [id_ for id_, was in found if was == state]
            total += len(prompts.move(session, ids, state, State.EXPIRED, now))
        session.commit()
    return total


def _join_crowded(session: Session, now: datetime) -> None:
    """Let several mails that are due to one person at once travel as the latest one: nobody gets two at once."""
    for ids in messages.crowded(session, now).values():
        *earlier, latest = ids
        for message_id in earlier:
            waiting = [row.id or 0 for row in prompts.of_message(session, message_id) if row.state == State.PLANNED]
            prompts.move(
                session, waiting, State.PLANNED, State.PLANNED, now, what="joined", message_id=latest,
                details={"from": message_id},
            )  # fmt: skip
        messages.record(session, earlier, "dropped", "joined")


def remind(house: House, session: Session, now: datetime) -> int:
    """Make the reminders whose day has come; one without room is dropped and noted. Return how many were made."""
    candidates = {row[0].id: row for row in sweeps.unreminded(session, now)}
    wanted = [row for row in candidates.values() if _is_reminded(row)]
    touches = people.touches_of(session, (row[1].id for row in wanted))
    made = [_reminder(house, row, touches.get(row[1].id, {}), now) for row in wanted]
    fresh = [one for one in made if one]
    messages.add(session, fresh)
    return sum(one["state"] == "planned" for one in fresh)


def _is_reminded(row: Any) -> bool:
    """Return whether the programme wants this check-in reminded of."""
    _, _, _, prompt, programme = row
    return programme_from(programme.text, programme.name).step(prompt.step).remind


def _reminder(house: House, row: Any, touches: dict[Any, Any], now: datetime) -> dict[str, Any] | None:
    message, recipient, who, _, _ = row
    calendar = calendar_of(who.zone, who.country, who.region, who.working_days, around=message.local_day)
    hours = hours_of(house.hours, who.task_at, who.check_in_at)
    answer = reminding.decide(message.due_at, now, calendar, hours, recipient.address, touches)
    if answer is Remind.WAIT:
        return None
    state, reason = ("planned", "") if answer is Remind.NOW else ("dropped", Reason.BUDGET)
    day = calendar.day_of(now)
    return messages.planned(recipient.id, "reminder", now, day, about_id=message.id, state=state, reason=str(reason))
