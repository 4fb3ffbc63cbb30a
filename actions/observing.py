"""Ask observers what they see: their pulses planned, joined into one mail a person, and ended when they like."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Protocol

from sqlmodel import Session

from actions.house import House
from actions.plans.planning import Workplace, diary_at, workplace_of
from coaching.calendars import Calendar, Hours, spread
from coaching.observing import SLIDE_DAYS, pulse_day
from coaching.programmes import Programme, Step
from coaching.states import Reason, State
from storage import events, managers, messages, observers, people, personal, prompts, touches
from storage.observers import Pulse, Watching
from storage.rows import CohortRow

PULSE = "pulse"
"""The kind of the message, the kind of the prompt, and its cause."""


def plan_pulses(
    house: House, session: Session, cohort: CohortRow, programme: Programme, watching: Sequence[Watching], now: datetime
) -> int:
    """Plan every pulse that is still to come for these observers; return how many prompts were planned.

    Who asked not to be asked any more is left alone. A pulse whose day is past by more than it may be late is not
    made: nobody was there to be asked.
    """
    steps = [step for step in programme.grid if step.is_pulse]
    gone = observers.unwilling(session, {one.recipient_id for one in watching}) if steps else set()
    willing = [one for one in watching if one.recipient_id not in gone]
    if not steps or not willing:
        return 0
    diary = PulseDiary(house, session, cohort, [one.recipient_id for one in willing], now)
    rows = [row for step in steps for one in willing for row in diary.place(step, one)]
    prompts.add(session, diary.written(rows), now)
    return len(rows)


class Workshop(Protocol):
    """What a pulse must know of a cohort, whether or not it is there already."""

    @property
    def workshop_on(self) -> date:
        """Its day."""

    @property
    def zone(self) -> str:
        """Its IANA zone."""

    @property
    def country(self) -> str:
        """Its country, "" for none."""


class PulseDiary:
    """The mails of some observers while pulses are being placed among them; mails in *freed* no longer count."""

    def __init__(
        self, house: House, session: Session, cohort: Workshop, recipient_ids: Sequence[int], now: datetime,
        freed: Collection[int] = (),
    ) -> None:  # fmt: skip
        self.house, self.session, self.cohort, self.now = house, session, cohort, now
        known = people.participants_by_recipient(session, recipient_ids)
        self.workplaces = {id_: workplace_of(who) for id_, who in known.items()}
        self.addresses = people.addresses(session, recipient_ids)
        held = touches.of(session, recipient_ids)
        self.touches = {id_: {one.day for one in theirs if one.message_id not in freed} for id_, theirs in held.items()}
        self.pulses: dict[int, dict[date, Pulse]] = defaultdict(dict)
        for id_, mails in observers.pulses_of(session, recipient_ids).items():
            self.pulses[id_] = {day: mail for day, mail in mails.items() if mail.message_id not in freed}
        self.fresh: list[dict[str, Any]] = []
        self.numbers: dict[tuple[int, date], int] = {}

    def knows(self, recipient_id: int, address: str, days: Collection[date] = (), at: Workplace | None = None) -> None:
        """Let the diary know somebody whom storage does not: their address, days of other mails, where they work."""
        self.addresses.setdefault(recipient_id, people.fold(address))
        self.touches[recipient_id] = self.touches.get(recipient_id, set()) | set(days)
        if at:
            self.workplaces.setdefault(recipient_id, at)

    def zone_of(self, recipient_id: int) -> str:
        """Return the zone of an observer's calendar."""
        return getattr(self.workplaces.get(recipient_id), "zone", self.cohort.zone)

    def place(self, step: Step, one: Watching) -> Iterable[dict[str, Any]]:
        """Yield the prompt of *step* for one observer: planned, or left out for want of room."""
        wanted = self.cohort.workshop_on + timedelta(days=step.after_days or 0)
        calendar, hours = self._calendar(self.workplaces.get(one.recipient_id))
        today = calendar.day_of(self.now)
        if (today - wanted).days > step.late.up_to_days:
            return
        first = today + timedelta(days=1 if hours.is_quiet(calendar.wall(self.now).time()) else 0)
        pulses = self.pulses[one.recipient_id]
        others = self.touches.get(one.recipient_id, set()) - set(pulses)
        day = pulse_day(wanted, {at: mail.to_come for at, mail in pulses.items()}, others, calendar, first)
        if day is None:
            yield self._row(step, one, wanted, None)
            return
        if day not in pulses:
            self._mail(one.recipient_id, day, calendar.at(day, step.send_at or hours.check_in_at))
        yield self._row(step, one, day, pulses[day])

    def too_late(self, step: Step, one: Watching) -> dict[str, Any]:
        """Return the prompt of a pulse that had a place, where its new one is past by more than it may be late."""
        row = self._row(step, one, self.cohort.workshop_on + timedelta(days=step.after_days or 0), None)
        return row | {"reason": Reason.LATE, "why": f"{row['why'].partition(':')[0]}: left out, its day was past"}

    def written(self, rows: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
        """Return *rows* of `place` with their mails, after adding those that are new."""
        made = messages.add(self.session, self.fresh)
        for row in rows:
            known, at = row.pop("known"), row.pop("at")
            row["message_id"] = known or (made[at] if at is not None else None)
        return rows

    def _calendar(self, own: Workplace | None) -> tuple[Calendar, Hours]:
        """Return an observer's calendar: their own where they take part themselves, else the cohort's."""
        around = self.cohort.workshop_on
        return diary_at(self.house, own or Workplace(self.cohort.zone, self.cohort.country), around)

    def _mail(self, recipient_id: int, day: date, at: datetime) -> None:
        """Plan one more mail; its id is known once all of them are added."""
        due_at = max(at + spread(self.addresses.get(recipient_id, "")), self.now)
        self.numbers[recipient_id, day] = len(self.fresh)
        self.fresh.append(messages.planned(recipient_id, PULSE, due_at, day))
        self.pulses[recipient_id][day] = Pulse(0, due_at, to_come=True)

    def _row(self, step: Step, one: Watching, day: date, mail: Pulse | None) -> dict[str, Any]:
        moved = f"day {step.after_days}: {day:%a} {day.day} {day:%b %Y}"
        return {
            "enrollment_id": one.enrollment_id,
            "step": step.name,
            "asked_of": one.id,
            "round": 0,
            "kind": PULSE,
            "measure": "",
            "known": mail.message_id if mail else None,
            "at": self.numbers.get((one.recipient_id, day)) if mail else None,
            "state": State.PLANNED if mail else State.SKIPPED,
            "reason": "" if mail else Reason.BUDGET,
            "cause": PULSE,
            "why": moved if mail else f"{moved}: left out, no working day with room within {SLIDE_DAYS} days",
            "local_day": day,
            "due_at": mail.due_at if mail else None,
            "late_baseline": False,
            "shift_days": 0,
        }


def leave_observing(session: Session, recipient_id: int, now: datetime, cause: str) -> int:
    """Ask somebody about nobody any more, whoever names them; return about how many people they were asked."""
    ids = observers.leave(session, recipient_id, now)
    asked = personal.pulses(session, ids)
    move = partial(prompts.move, session, at=now, reason=Reason.LEFT)
    mails = {row.message_id for row in asked if row.message_id}
    waiting = [row.id or 0 for row in asked]
    move(ids=waiting, was=State.PLANNED, became=State.SKIPPED, message_id=None)
    for was in (State.SENT, State.UNSURE):
        move(ids=waiting, was=was, became=State.EXPIRED)
    messages.drop_empty(session, mails, Reason.LEFT)
    managers.drop_waiting(session, recipient_id, Reason.LEFT)
    if ids:
        events.note(session, "left_observing", now, recipient_id=recipient_id, cause=cause)
    return len(ids)
