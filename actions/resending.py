"""Send again what was missed: exactly what the ledger lists, while its window is open and where there is room."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from sqlmodel import Session

from actions.contents import programme_from
from actions.house import House
from actions.ledger import OWN_WISH
from actions.plans.planning import diary_at, workplace_of
from coaching import budget
from coaching.calendars import Calendar, Hours, spread
from coaching.programmes import Kind, Step
from coaching.states import MISSED, Reason, State
from coaching.tokens import keyed_hash
from storage import absences, batches, cohorts, messages, prompts, resends, suppressions, touches
from storage.resends import MissedRow


@dataclass(slots=True)
class Resent:
    """What was planned again, and what was not and why; both name the person as enrolled, and the step."""

    cohort: str
    planned: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return ``{"cohort", "planned": [{"person", "step", "due_at"}], "refused": [{"person", "step", "why"}]}``."""
        return {"cohort": self.cohort, "planned": self.planned, "refused": self.refused}


def resend(house: House, cohort_name: str, now: datetime) -> Resent:
    """Plan again what was missed in a cohort and can still be answered; a second time finds nothing to do.

    Raises:
        NotFound: there is no such cohort.
    """
    with house.store.write() as session:
        cohort = cohorts.called(session, cohort_name)
        rows = resends.missed_rows(session, cohort, [str(one) for one in MISSED], [str(one) for one in OWN_WISH])
        again = _Again(house, session, now, rows, Resent(cohort.name))
        for _, mail in groupby(rows, key=lambda one: (one.enrollment.id, one.prompt.asked_of, one.prompt.local_day)):
            again.plan(list(mail))
        session.commit()
    return again.done


class _Again:
    """Plans one cohort's missed mails again; *done* learns what became of each."""

    def __init__(self, house: House, session: Session, now: datetime, rows: Sequence[MissedRow], done: Resent) -> None:
        self.house, self.session, self.now, self.done = house, session, now, done
        hashes = {keyed_hash(house.secret, one.recipient.address) for one in rows}
        self.silent = suppressions.suppressed(session, hashes)
        held = touches.of(session, {one.recipient.id or 0 for one in rows})
        self.touched = {id_: {one.day for one in mails} for id_, mails in held.items()}
        self.away = absences.of_many(session, {one.participant.id or 0 for one in rows})
        self.next_check_ins = batches.check_ins_after(session, {one.enrollment.id or 0 for one in rows}, now)

    def plan(self, mail: list[MissedRow]) -> None:
        """Plan the prompts of one mail again, as far as they can still be answered."""
        first = mail[0]
        if why := self._never(first):
            self._refuse(mail, why)
            return
        place = workplace_of(first.participant, self.away.get(first.participant.id or 0, ()))
        calendar, hours = diary_at(self.house, place, self.now.date())
        ends = {one.prompt.id: self._ends(one, calendar, hours) for one in mail}
        open_still = [one for one in mail if ends[one.prompt.id] > self.now]
        self._refuse([one for one in mail if one not in open_still], "its answer window is over")
        if open_still:
            self._place(open_still, min(ends[one.prompt.id] for one in open_still), calendar, hours)

    def _never(self, one: MissedRow) -> str:
        """Return why nothing of this mail goes, or ""."""
        if one.prompt.asked_of:
            return "it asks an observer, whose pulses have a moment of their own"
        if one.enrollment.state != "active":
            return f"the enrollment is '{one.enrollment.state}'"
        if keyed_hash(self.house.secret, one.recipient.address) in self.silent:
            return "nothing goes to this address any more"
        return ""

    def _ends(self, one: MissedRow, calendar: Calendar, hours: Hours) -> datetime:
        """Return the end of the window that the prompt had, or would have had on its day."""
        if one.prompt.closes_at:
            return one.prompt.closes_at
        step = _step(one)
        due_at = one.prompt.due_at or calendar.at(one.prompt.local_day, _hour(step, hours))
        end = calendar.closes_at(due_at, step.answer_within_days or self.house.answer_days)
        if step.kind is not Kind.CHECK_IN:
            return end
        return min(end, self.next_check_ins.get(one.enrollment.id or 0, end))

    def _place(self, mail: list[MissedRow], end: datetime, calendar: Calendar, hours: Hours) -> None:
        recipient = mail[0].recipient
        hour = max(_hour(_step(one), hours) for one in mail)
        held = self.touched.setdefault(recipient.id or 0, set())
        moments = _moments(self.now, calendar, hours, hour, recipient.address)
        due_at = next((at for day, at in moments if at < end and budget.fits(day, held)), None)
        if due_at is None:
            self._refuse(mail, "no day before the end of its window has room next to other mails")
            return
        day = calendar.day_of(due_at)
        held.add(day)
        message = messages.planned(recipient.id or 0, "prompt", due_at, day)
        (message_id,) = messages.add(self.session, [message])
        for one in mail:
            self._move(one, message_id, due_at, day)

    def _move(self, one: MissedRow, message_id: int, due_at: datetime, day: date) -> None:
        prompts.move(
            self.session, [one.prompt.id or 0], State(one.prompt.state), State.PLANNED, self.now, what="resent",
            reason=Reason.NONE, cause="resend", message_id=message_id, due_at=due_at, local_day=day,
        )  # fmt: skip
        self.done.planned.append(_named(one) | {"due_at": due_at.isoformat()})

    def _refuse(self, mail: list[MissedRow], why: str) -> None:
        self.done.refused += [_named(one) | {"why": why} for one in mail]


def _moments(now: datetime, calendar: Calendar, hours: Hours, hour: time, address: str) -> list[tuple[date, datetime]]:
    """Return the moments at which a mail may go from now on: now in working hours, else the usual hour of each day."""
    today, wall = calendar.day_of(now), calendar.wall(now)
    usual = [
        (day, calendar.at(day, hours.within(hour)) + spread(address))
        for day in calendar.working_from(today)
        if day <= today + timedelta(days=31)
    ]
    later = [(day, at) for day, at in usual if at > now]
    at_once = calendar.works(today) and not hours.is_quiet(wall.time())
    return [(today, now), *later] if at_once else later


def _step(one: MissedRow) -> Step:
    return programme_from(one.programme.text, one.programme.name).step(one.prompt.step)


def _hour(step: Step, hours: Hours) -> time:
    return step.send_at or (hours.check_in_at if step.kind is Kind.CHECK_IN else hours.task_at)


def _named(one: MissedRow) -> dict[str, Any]:
    return {"person": one.recipient.address or one.enrollment.key, "step": one.prompt.step}
