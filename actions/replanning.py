"""Plan anew what is still to come for one person, after an absence or a change of their hours."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session

from actions.contents import programme_from
from actions.house import House
from actions.planning import Planner, Workplace
from coaching.planning import Planned
from coaching.states import State
from storage import absences, enrollments, messages, people, prompts
from storage.enrollments import Place
from storage.rows import PromptRow


def replan(house: House, session: Session, participant_id: int, now: datetime) -> int:
    """Move what is planned for a participant to where their calendar has room now; return how many prompts moved.

    Each step that moves says why; one that finds no room is left out, with its reason.
    """
    session.expire_all()  # what was just chosen was written past the session's memory
    places = [one for one in enrollments.of_participant(session, participant_id) if one.enrollment.state != "left"]
    waiting = {one.enrollment.id or 0: prompts.planned_of(session, one.enrollment.id or 0) for one in places}
    mine = {row.message_id for rows in waiting.values() for row in rows}
    return sum(_replan(house, session, one, waiting[one.enrollment.id or 0], mine, now) for one in places)


def _replan(
    house: House,
    session: Session,
    place: Place,
    waiting: Sequence[PromptRow],
    mine: Collection[int | None],
    now: datetime,
) -> int:
    programme = programme_from(place.programme.text, place.programme.name)
    known = {row.step: row for row in waiting}
    rest = replace(programme, steps=tuple(step for step in programme.steps if step.name in known))
    touches = people.touches_of(session, [place.recipient.id or 0]).get(place.recipient.id or 0, {})
    fixed = {day: at for day, (at, id_, state) in touches.items() if id_ not in mine or state != "planned"}
    planned = Planner(house, rest, place.cohort.workshop_on, now).plan(
        place.recipient.address, _calendar_words(session, place), fixed
    )
    moved = [(known[one.step.name], one) for one in planned if one.due_at != known[one.step.name].due_at]
    left = [row.message_id for row, _ in moved if row.message_id]
    for row, one in moved:
        _move(session, place, row, one, now)
    messages.drop_empty(session, left, "moved")
    return len(moved)


def _calendar_words(session: Session, place: Place) -> Workplace:
    who = place.participant
    away = absences.of_participant(session, who.id or 0)
    return Workplace(who.zone, who.country, who.region, who.working_days, who.task_at, who.check_in_at, tuple(away))


def _move(session: Session, place: Place, row: PromptRow, one: Planned, now: datetime) -> None:
    ids = [row.id or 0]
    if one.due_at is None:
        prompts.move(
            session,
            ids,
            State.PLANNED,
            State.SKIPPED,
            now,
            reason=one.reason,
            details={"why": one.why},
            message_id=None,
        )
        return
    message_id = _mail_of(session, place.recipient.id or 0, one.day, one.due_at)
    prompts.move(
        session, ids, State.PLANNED, State.PLANNED, now, what="moved", details={"why": one.why},
        message_id=message_id, due_at=one.due_at, local_day=one.day, why=one.why,
    )  # fmt: skip


def _mail_of(session: Session, recipient_id: int, day: date, due_at: datetime) -> int:
    """Return the mail of that day and moment that is still to go, made if there is none."""
    found = messages.planned_on(session, recipient_id, day, due_at)
    return found or messages.add(session, [messages.planned(recipient_id, "prompt", due_at, day)])[0]
