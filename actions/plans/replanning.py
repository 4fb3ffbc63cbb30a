"""Plan anew what is still to come for one person: after an absence, a change of hours, or a mail that had to yield."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlmodel import Session

from actions.contents import programme_from
from actions.house import House
from actions.plans.planning import diary_at, workplace_of
from coaching import wording
from coaching.experiments import hours_drawn
from coaching.planning import place, spread_out
from coaching.plans import Planned, Wanted
from coaching.programmes import Programme
from coaching.states import Reason, State
from coaching.treatments import Treatment, told_of_hours
from storage import absences, draws, enrollments, messages, people, prompts, touches
from storage.enrollments import Place
from storage.rows import PromptRow

OF_THE_PROGRAMME = ("enrolled", "migration")
"""Causes of prompts that have their place in the programme; any other prompt's place is the day it was given."""
RIDES = "retrieval"
RUNNING = ("active", "invited")


@dataclass(slots=True)
class Replanned:
    """How many prompts have another moment now, and how many were left out."""

    moved: int = 0
    left_out: int = 0


def replan(
    house: House,
    session: Session,
    participant_id: int,
    now: datetime,
    back: Sequence[str] = (Reason.AWAY,),
    states: Collection[str] = RUNNING,
) -> Replanned:
    """Move what is planned for a participant to where their calendar has room now; return what that did.

    Each step that moves says why; one that finds no room is left out, with its reason; one that was left out for a
    reason in *back* comes back where there is room again. The programme somebody enrolled in first is placed first.
    What another process is sending at this moment stays where it is. Only enrollments in one of *states* are moved.
    """
    places = [one for one in enrollments.of_participant(session, participant_id) if one.enrollment.state in states]
    waiting = {one.enrollment.id or 0: prompts.movable(session, one.enrollment.id or 0, back) for one in places}
    held = messages.hold_planned(session, {row.message_id or 0 for rows in waiting.values() for row in rows})
    done = Replanned()
    if not places:
        return done
    theirs = touches.of(session, [places[0].recipient.id or 0]).get(places[0].recipient.id or 0, [])
    diary = touches.by_day((one for one in theirs if one.message_id not in held), now)
    for one in places:
        rows = [row for row in waiting[one.enrollment.id or 0] if not row.message_id or row.message_id in held]
        _Mover(house, session, one, now, done).move(rows, diary)
    messages.drop_empty(session, held, "moved")
    return done


class _Mover:
    """Moves the prompts of one enrollment."""

    def __init__(self, house: House, session: Session, place: Place, now: datetime, done: Replanned) -> None:
        self.house, self.session, self.place, self.now, self.done = house, session, place, now, done
        self.programme: Programme = programme_from(place.programme.text, place.programme.name)
        away = absences.of_participant(session, place.participant.id or 0)
        workplace = workplace_of(place.participant, away)
        self.calendar, self.hours = diary_at(house, workplace, place.cohort.workshop_on)
        self.drawn = Treatment(hours=tuple(self._hours_drawn().items()))

    def _hours_drawn(self) -> dict[str, time]:
        """Return the hours that an experiment drew, by step."""
        id_ = self.place.enrollment.id or 0
        tried = any(one.hours for one in self.programme.experiments)
        return hours_drawn(self.programme, draws.arms(self.session, [id_]).get(id_, {})) if tried else {}

    def move(self, rows: Sequence[PromptRow], diary: dict[date, datetime | None]) -> None:
        """Place *rows* among the other mails in *diary*, which learns of them."""
        known = self._in_time(self._known(rows))
        wanted = [self._wanted(row) for row in known]
        workshop_on = self.place.cohort.workshop_on
        placed = place(self.calendar, self.hours, wanted, workshop_on, self.now, diary)
        told = told_of_hours(placed, dict(self.drawn.hours), self.calendar.zone)
        planned = spread_out(told, self.place.recipient.address)
        for one in planned:
            if one.due_at:
                diary[one.day] = one.due_at
        for row, one in zip(known, planned, strict=True):
            self._apply(row, one if row.cause in OF_THE_PROGRAMME else replace(one, why=wording.led(row.why, one)))

    def _known(self, rows: Sequence[PromptRow]) -> Sequence[PromptRow]:
        steps = {step.name for step in self.programme.steps}
        return [row for row in rows if row.step in steps]

    def _in_time(self, rows: Sequence[PromptRow]) -> Sequence[PromptRow]:
        """Return *rows* without those that were left out and whose turn is over: a later step has gone since."""
        if all(row.state != State.SKIPPED or row.cause not in OF_THE_PROGRAMME for row in rows):
            return rows
        gone = prompts.gone(self.session, self.place.enrollment.id or 0, OF_THE_PROGRAMME)
        over = [self._turns(row) for row in self._known(gone)]
        return [row for row in rows if row.state != State.SKIPPED or not self._is_over(row, over)]

    def _is_over(self, row: PromptRow, gone: Sequence[tuple[int, int]]) -> bool:
        turn, moved = self._turns(row)
        return row.cause in OF_THE_PROGRAMME and any(turn < one and moved < other for one, other in gone)

    def _turns(self, row: PromptRow) -> tuple[int, int]:
        """Return the day a step has in the programme, and the one it was shifted to, in days after the workshop."""
        day = self.programme.step(row.step).after_days or 0
        return day, day + row.shift_days

    def _wanted(self, row: PromptRow) -> Wanted:
        step = self.programme.step(row.step)
        if row.cause in OF_THE_PROGRAMME:
            return Wanted(step if self.place.participant.task_at else self.drawn.timed(step), row.shift_days)
        own_day = (row.local_day - self.place.cohort.workshop_on).days
        return Wanted(step, own_day - (step.after_days or 0), rides=row.cause == RIDES, is_apart=True)

    def _apply(self, row: PromptRow, one: Planned) -> None:
        """Bring one prompt to where the plan has it."""
        was = State(row.state)
        stays = one.due_at is None if was is State.SKIPPED else one.due_at == row.due_at
        if stays or self._waits(row, one):
            return
        ids, details = [row.id or 0], {"why": one.why}
        if one.due_at is None:
            prompts.move(
                self.session, ids, was, State.SKIPPED, self.now, reason=one.reason, details=details, message_id=None,
                due_at=None, why=one.why,
            )  # fmt: skip
            self.done.left_out += 1
            return
        message_id, due_at = self._mail_of(one.day, one.due_at)
        shift_days = one.shift_days if row.cause in OF_THE_PROGRAMME else row.shift_days
        prompts.move(
            self.session, ids, was, State.PLANNED, self.now, what="moved", reason=Reason.NONE, details=details,
            message_id=message_id, due_at=due_at, local_day=one.day, why=one.why,
            shift_days=shift_days, late_baseline=one.late_baseline,
        )  # fmt: skip
        if one.late_baseline:
            people.flag_late_baselines(self.session, [row.enrollment_id])
        self.done.moved += 1

    def _waits(self, row: PromptRow, one: Planned) -> bool:
        """Return whether a prompt that is to go at once has been put off to later today already."""
        put_off = row.state == State.PLANNED and row.due_at is not None and row.due_at > self.now == one.due_at
        return put_off and self.calendar.day_of(row.due_at or self.now) == one.day

    def _mail_of(self, day: date, due_at: datetime) -> tuple[int, datetime]:
        """Return the mail of that day and moment that is still to go, made if there is none, and its moment.

        What is to go at once joins a mail that has been put off to later that day.
        """
        recipient_id = self.place.recipient.id or 0
        waiting = messages.waits_on(self.session, recipient_id, day, self.now) if due_at == self.now else None
        if waiting:
            return waiting
        found = messages.planned_on(self.session, recipient_id, day, due_at)
        return found or messages.add(self.session, [messages.planned(recipient_id, "prompt", due_at, day)])[0], due_at
