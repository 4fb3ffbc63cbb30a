"""What to do with a mail whose turn has come: leave out what may not go, put it off, or make it ready."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlmodel import Session

from actions.briefing import mailed
from actions.contents import programme_from
from actions.house import House
from actions.outgoing.buddy_mails import later_day, still_wanted
from actions.plans.calendars import calendar_of
from actions.plans.planning import diary_at, workplace_of
from actions.plans.replanning import RIDES, replan
from coaching import budget
from coaching.calendars import Calendar, Hours
from coaching.lateness import Decision, Do, decide
from coaching.notices import BRIEF, DATED, MANAGER, NOTICES, SILENCE, TO_BUDDIES, TO_COACHES, WRITTEN_BACK
from coaching.programmes import Kind, Late, Measure, Step
from coaching.states import Reason, State
from storage import messages, prompts, silences
from storage.batches import Asked, Bundle
from storage.touches import Touch

NEVER_TOO_LATE = Late(then="send")
TOO_CLOSE = "too close to another mail (at most two in seven days, two days apart)"
TOO_CLOSE_COLLEAGUE = "too close to another mail about colleagues (at most one in fourteen days)"
ONCE_ASKED = (State.SENT, State.UNSURE, State.ANSWERED, State.EXPIRED)
REMINDER, LEAST = "reminder", ("reminder", SILENCE, BRIEF, MANAGER, *TO_BUDDIES)
"""Kinds of messages that every other one outranks. A reminder is dropped rather than put off to another day."""


@dataclass(slots=True)
class Batch:
    """What one claim took: bundles to hand over, and counts of what was not."""

    ready: list[Bundle] = field(default_factory=list)
    delayed: int = 0
    skipped: int = 0
    failed: int = 0
    taken: int = 0


class Decider:
    """Decides on the bundles of one batch, one after another. *near* are their recipients' touches of these days."""

    def __init__(self, house: House, session: Session, now: datetime, near: dict[int, list[Touch]]) -> None:
        self.house, self.session, self.now, self.near = house, session, now, near
        self.batch = Batch()
        self.put_aside: set[int] = set()
        self.to_replan: dict[int, Bundle] = {}

    def decide(self, bundle: Bundle, silent: str) -> None:
        """Sort one bundle. *silent* is why nothing goes to this address, "" where mail does."""
        if bundle.message.recipient_id in self.to_replan:
            return  # its recipient is planned anew, and the next batch reads it afresh
        if not bundle.asked:
            self._decide_notice(bundle, silent)
            return
        unwanted = [(one, _unwanted(one, bundle, silent)) for one in bundle.asked]
        for reason in dict.fromkeys(reason for _, reason in unwanted if reason):
            self._skip([one for one, why in unwanted if why == reason], reason)
        bundle.asked = [one for one, why in unwanted if not why and _is_open(one, bundle)]
        if silent or not bundle.asked:
            self._drop(bundle, Reason.SUPPRESSED if silent else Reason.NONE)
        elif bundle.message.attempts and self._is_window_over(bundle):
            self._give_up(bundle)
        else:
            self._decide_prompts(bundle)

    def _decide_notice(self, bundle: Bundle, silent: str) -> None:
        """Sort a message that carries no prompts: what somebody just asked for goes at once, the rest in its hours."""
        message = bundle.message
        if message.kind not in NOTICES or (silent and silent not in NOTICES[message.kind].in_spite_of):
            self._drop(bundle, Reason.SUPPRESSED if silent else Reason.NONE)
        elif message.attempts and self.now - message.first_due_at > NOTICES[message.kind].lasts:
            self._give_up(bundle)
        elif not self._asks_still(bundle):
            self._drop(bundle, Reason.NONE)
        elif message.kind in DATED and self.now - message.first_due_at > NOTICES[message.kind].lasts:
            self._drop(bundle, Reason.LATE)
        elif message.kind in TO_COACHES and not mailed(self.session, message.id, message.recipient_id, self.now).people:
            self._drop(bundle, Reason.NONE)
        elif NOTICES[message.kind].at_once:
            self.batch.ready.append(bundle)
        elif message.kind in TO_BUDDIES and (day := self._later_day(bundle)):
            self._delay(bundle, self._on(day, bundle, TOO_CLOSE_COLLEAGUE), diary(self.house, bundle)[0])
        else:
            self._send_or_delay(bundle, self._verdict(bundle, message.local_day, NEVER_TOO_LATE))

    def _asks_still(self, bundle: Bundle) -> bool:
        """Return whether a notice still makes sense; a silence question that does not is taken back.

        What answers a mail is about the silence question here: else it carried prompts, and they were erased.
        """
        if bundle.message.kind in WRITTEN_BACK:
            return silences.of_message(self.session, bundle.message.carries) is not None
        if bundle.message.kind in TO_BUDDIES:
            return still_wanted(self.session, bundle.message)
        if bundle.message.kind != SILENCE:
            return True
        who = (bundle.participant and bundle.participant.id) or 0
        wanted = silences.is_still_wanted(self.session, who, bundle.message.recipient_id)
        if not wanted:
            silences.withdraw(self.session, bundle.message.id)
        return wanted

    def _decide_prompts(self, bundle: Bundle) -> None:
        calendar, _ = diary(self.house, bundle)
        if calendar.off(bundle.message.local_day) and self._is_to_be_replanned(bundle):
            return
        verdicts = [(one, self._verdict(bundle, one.prompt.local_day, _late(one, bundle))) for one in bundle.asked]
        late = [one for one, verdict in verdicts if verdict.do is Do.SKIP]
        going = [(one, verdict) for one, verdict in verdicts if verdict.do is not Do.SKIP]
        if late and all(one.prompt.cause == RIDES for one, _ in going):
            late, going = bundle.asked, []  # a question that comes again rides on a mail and never makes one
        self._skip(late, Reason.LATE)
        bundle.asked = [one for one, _ in going]
        if going:
            self._send_or_delay(bundle, going[0][1])
        else:
            self._drop(bundle, Reason.LATE)

    def _verdict(self, bundle: Bundle, planned_on: date, late: Late) -> Decision:
        calendar, hours = diary(self.house, bundle)
        key = f"{bundle.recipient.folded} {calendar.day_of(self.now)}"
        return decide(bundle.message.due_at, planned_on, self.now, late, calendar, hours, key)

    def _send_or_delay(self, bundle: Bundle, verdict: Decision) -> None:
        calendar, hours = diary(self.house, bundle)
        today = calendar.day_of(self.now)
        if verdict.do is Do.SEND and self._is_too_much(bundle, today):
            if self._is_to_be_replanned(bundle):
                return
            verdict = self._on_a_day_with_room(bundle, calendar, hours, today)
        if verdict.do is Do.SEND:
            self.batch.ready.append(bundle)
            if bundle.message.local_day != today:
                messages.set_day(self.session, bundle.message.id, today)
        elif bundle.message.kind == REMINDER and calendar.day_of(verdict.at) != today:
            self._drop(bundle, Reason.BUDGET)
        elif not (self._meets_another(bundle, calendar.day_of(verdict.at)) and self._is_to_be_replanned(bundle)):
            self._delay(bundle, verdict, calendar)

    def _is_too_much(self, bundle: Bundle, today: date) -> bool:
        """Return whether one more mail today would be one too many, next to what outranks this one."""
        outranking = (one for one in self._others(bundle) if _outranks(one, bundle))
        return bundle.message.touch and not budget.fits(today, {one.day for one in outranking})

    def _meets_another(self, bundle: Bundle, day: date) -> bool:
        """Return whether a mail that is put off to *day* would stand there beside another, which it could join."""
        return bundle.message.touch and any(one.day == day for one in self._others(bundle))

    def _others(self, bundle: Bundle) -> list[Touch]:
        mine = {bundle.message.id} | self.put_aside
        return [one for one in self.near.get(bundle.message.recipient_id, ()) if one.message_id not in mine]

    def _on_a_day_with_room(self, bundle: Bundle, calendar: Calendar, hours: Hours, today: date) -> Decision:
        """Return the next working day on which there is room among all other mails, at the same hour."""
        others = {one.day for one in self._others(bundle)}
        days = calendar.working_from(today + timedelta(days=1))
        day = next((day for day in days if budget.fits(day, others)), today + timedelta(days=1))
        return self._on(day, bundle, TOO_CLOSE)

    def _on(self, day: date, bundle: Bundle, why: str) -> Decision:
        """Return what puts a mail off to *day*, at the same hour."""
        calendar, hours = diary(self.house, bundle)
        return Decision(Do.DELAY, calendar.at(day, hours.within(calendar.wall(bundle.message.due_at).time())), why)

    def _later_day(self, bundle: Bundle) -> date | None:
        calendar, _ = diary(self.house, bundle)
        return later_day(self.session, bundle.message, calendar, calendar.day_of(self.now))

    def _is_to_be_replanned(self, bundle: Bundle) -> bool:
        """Return whether the person this mail goes to is to be planned anew, once what is ready has been held."""
        if bundle.participant is None or bundle.message.kind != "prompt" or bundle.message.unsure:
            return False
        self.to_replan[bundle.message.recipient_id] = bundle
        return True

    def replan(self) -> None:
        """Plan anew for everybody whose mail had to yield; one whose plan stays as it is waits for a day with room."""
        for bundle in self.to_replan.values():
            done = replan(self.house, self.session, (bundle.participant and bundle.participant.id) or 0, self.now)
            self.batch.delayed += bool(done.moved)
            self.batch.skipped += done.left_out
            if not (done.moved or done.left_out):
                calendar, hours = diary(self.house, bundle)
                today = calendar.day_of(self.now)
                self._delay(bundle, self._on_a_day_with_room(bundle, calendar, hours, today), calendar)

    def _skip(self, asked: list[Asked], reason: Reason) -> None:
        ids = [one.prompt.id or 0 for one in asked]
        left_out = prompts.move(
            self.session, ids, State.PLANNED, State.SKIPPED, self.now, reason=reason, message_id=None
        )
        self.batch.skipped += len(left_out)

    def _drop(self, bundle: Bundle, reason: str) -> None:
        messages.record(self.session, [bundle.message.id], "dropped", reason)
        self._put_aside(bundle)

    def _put_aside(self, bundle: Bundle) -> None:
        """Let a mail that does not go count no more, unless an earlier hand-over may have brought it."""
        if not bundle.message.unsure:
            self.put_aside.add(bundle.message.id)

    def _is_window_over(self, bundle: Bundle) -> bool:
        calendar, _ = diary(self.house, bundle)
        return calendar.closes_at(bundle.message.first_due_at, self.house.answer_days) <= self.now

    def _give_up(self, bundle: Bundle) -> None:
        ids = [one.prompt.id or 0 for one in bundle.asked]
        for was in (State.CLAIMED, State.UNSURE):
            prompts.move(self.session, ids, was, State.FAILED, self.now, reason=Reason.GAVE_UP)
        planned = [one.prompt.id or 0 for one in bundle.asked if one.prompt.state == State.PLANNED]
        prompts.move(self.session, planned, State.PLANNED, State.CLAIMED, self.now)
        prompts.move(self.session, planned, State.CLAIMED, State.FAILED, self.now, reason=Reason.GAVE_UP)
        messages.record(self.session, [bundle.message.id], "failed", Reason.GAVE_UP)
        self._put_aside(bundle)
        self.batch.failed += 1

    def _delay(self, bundle: Bundle, decision: Decision, calendar: Calendar) -> None:
        planned = [one.prompt.id or 0 for one in bundle.asked]
        prompts.move(
            self.session, planned, State.PLANNED, State.PLANNED, self.now, what="delayed", reason=Reason.DELAYED,
            due_at=decision.at, details={"why": decision.why, "until": decision.at.isoformat()},
        )  # fmt: skip
        messages.record(
            self.session, [bundle.message.id], "unsure" if bundle.message.unsure else "planned", Reason.DELAYED,
            due_at=decision.at, local_day=calendar.day_of(decision.at),
        )  # fmt: skip
        self._count_on(bundle, calendar.day_of(decision.at))
        self.batch.delayed += 1

    def _count_on(self, bundle: Bundle, day: date) -> None:
        """Let a mail that was put off count on its new day, for those that are decided after it in this batch."""
        recipient_id = bundle.message.recipient_id
        self.near[recipient_id] = [
            one._replace(day=day) if one.message_id == bundle.message.id else one
            for one in self.near.get(recipient_id, ())
        ]


def _outranks(other: Touch, bundle: Bundle) -> bool:
    """Return whether a mail keeps its day before this one: it has gone, it measures, or it was due earlier."""
    if other.state != "planned" or bundle.message.kind in LEAST:
        return True
    measures = any(one.prompt.kind == Kind.CHECK_IN for one in bundle.asked)
    if other.measures != measures:
        return other.measures
    return (other.first_due_at, other.message_id) < (bundle.message.first_due_at, bundle.message.id)


def _unwanted(one: Asked, bundle: Bundle, silent: str) -> Reason:
    if one.prompt.state != State.PLANNED:
        return Reason.NONE
    if silent:
        return Reason.SUPPRESSED
    if one.enrollment.state == "invited":
        return Reason.NONE if _invites(one, bundle) else Reason.NOT_STARTED
    return {"left": Reason.LEFT, "paused": Reason.PAUSED}.get(one.enrollment.state, Reason.NONE)


def _invites(one: Asked, bundle: Bundle) -> bool:
    """Return whether this is the one mail that somebody gets who has not started: their own first."""
    return not one.prompt.asked_of and one.enrollment.welcome_id in (None, bundle.message.id)


def _is_open(one: Asked, bundle: Bundle) -> bool:
    """Return whether this prompt still wants to travel in this message."""
    if bundle.message.kind in WRITTEN_BACK:
        return one.prompt.state in ONCE_ASKED
    wanted = (State.SENT, State.UNSURE) if bundle.message.about_id else (State.PLANNED, State.UNSURE)
    return one.prompt.state in wanted


def _late(one: Asked, bundle: Bundle) -> Late:
    """Return how late is too late: never for a baseline, a reminder, nor for what was handed over before."""
    if one.prompt.measure == Measure.BASELINE or bundle.message.attempts or bundle.message.about_id:
        return NEVER_TOO_LATE
    return step_of(one).late


def step_of(one: Asked, locale: str = "en") -> Step:
    """Return the step that a prompt asks, as its programme version words it."""
    return programme_from(one.programme.text, one.programme.name, locale).step(one.prompt.step)


def diary(house: House, bundle: Bundle) -> tuple[Calendar, Hours]:
    """Return the recipient's calendar and hours; an observer keeps their cohort's, others the house's."""
    who, day = bundle.participant, bundle.message.local_day
    if who is not None:
        bundle.diary = bundle.diary or diary_at(house, workplace_of(who, bundle.absences), day)
        return bundle.diary
    if bundle.asked:
        place = bundle.asked[0].cohort
        return calendar_of(place.zone or house.zone, place.country, around=day), house.hours
    return calendar_of(house.zone, house.country, around=day), house.hours
