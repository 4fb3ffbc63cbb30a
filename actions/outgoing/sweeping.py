"""What each pass does before it sends: leases that ran out, windows that are over, mails that crowd, reminders."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from actions.buddies import end_stale
from actions.contents import programme_from
from actions.house import House
from actions.outgoing.buddy_mails import plan_buddy_mails
from actions.outgoing.drawing import draw_reminders
from actions.outgoing.manager_mails import plan_manager_mails
from actions.plans.planning import diary_at, workplace_of
from actions.silence import ask_the_silent, close_unanswered
from coaching import reminding
from coaching.reminding import Remind
from coaching.states import Reason, State
from storage import absences, chores, messages, prompts, retention, silences, sweeps, touches
from storage.messages import Waiting
from storage.prompts import Moved
from storage.rows import PromptRow

AT_ONCE = 2_000
"""Prompts expired in one transaction."""
REMINDS_EVERY = timedelta(minutes=5)
"""How often check-ins are looked through that may be reminded of: all that are open, many in a big installation."""

MANAGERS_EVERY = timedelta(hours=1)
"""How often it is looked whether a mail to managers or buddies has its day. Our choice, like the one above."""


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
        close_unanswered(house, session, now)
        expired = expire(session, now)
        ask_the_silent(house, session, {one.enrollment_id for one in expired}, now)
        _join_crowded(session, now)
        retention.drop_old(session, now)
        session.commit()
        if chores.take(session, "manager", now, MANAGERS_EVERY):
            plan_manager_mails(house, session, now)
            end_stale(session, now)
            plan_buddy_mails(house, session, now)
        session.commit()
        reminded = remind(house, session, now) if chores.take(session, "remind", now, REMINDS_EVERY) else 0
        session.commit()
    return Swept(len(expired), reminded)


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


def expire(session: Session, now: datetime) -> list[Moved]:
    """Close what is open past its answer window; return the prompts that were."""
    closed: list[Moved] = []
    while found := sweeps.over(session, now, AT_ONCE):
        for state in (State.SENT, State.UNSURE):
            ids = [id_ for id_, was in found if was == state]
            closed += prompts.move(session, ids, state, State.EXPIRED, now)
        session.commit()
    return closed


def _join_crowded(session: Session, now: datetime) -> None:
    """Let mails that are due to one person at once travel as the latest one: nobody gets two at once.

    Two that ask the same kind of thing stay apart: the later one then yields to the earlier.
    """
    for ids in sweeps.crowded(session, now).values():
        *earlier, latest = ids
        held = _waiting(session, latest)
        for message_id in reversed(earlier):
            waiting = _waiting(session, message_id)
            if {row.kind for row in waiting} & {row.kind for row in held}:
                break
            prompts.move(
                session, [row.id or 0 for row in waiting], State.PLANNED, State.PLANNED, now, what="joined",
                message_id=latest, details={"why": "two mails were due at once, so they travel as one"},
            )  # fmt: skip
            held += waiting
            messages.record(session, [message_id], "dropped", "joined")


def _waiting(session: Session, message_id: int) -> list[PromptRow]:
    return [row for row in prompts.of_message(session, message_id) if row.state == State.PLANNED]


def remind(house: House, session: Session, now: datetime) -> int:
    """Make the reminders whose day has come; one without room is dropped and noted. Return how many were made."""
    candidates = {row[0].id: row for row in sweeps.unreminded(session, now)}
    over = silences.stopped(session, {row[2].id for row in candidates.values()})
    wanted = [row for row in candidates.values() if row[2].id not in over and _is_reminded(row)]
    held = touches.of(session, (row[1].id for row in wanted))
    away = absences.of_many(session, (row[2].id for row in wanted))
    made = [
        _reminder(house, row, away.get(row[2].id, []), {one.day for one in held.get(row[1].id, ())}, now)
        for row in wanted
    ]
    pairs = [(row, one) for row, one in zip(wanted, made, strict=True) if one]
    fresh = draw_reminders(session, pairs, now)
    messages.add(session, fresh)
    return sum(one["state"] == "planned" for one in fresh)


def _is_reminded(row: Any) -> bool:
    """Return whether the programme wants this check-in reminded of."""
    _, _, _, prompt, programme = row
    return programme_from(programme.text, programme.name).step(prompt.step).remind


def _reminder(
    house: House, row: Any, away: Sequence[tuple[date, date]], touched: Collection[date], now: datetime
) -> dict[str, Any] | None:
    message, recipient, who, _, _ = row
    calendar, hours = diary_at(house, workplace_of(who, away), message.local_day)
    answer = reminding.decide(message.due_at, now, calendar, hours, recipient.address, touched)
    if answer is Remind.WAIT:
        return None
    state, reason = ("planned", "") if answer is Remind.NOW else ("dropped", Reason.BUDGET)
    day = calendar.day_of(now)
    return messages.planned(recipient.id, "reminder", now, day, about_id=message.id, state=state, reason=str(reason))
