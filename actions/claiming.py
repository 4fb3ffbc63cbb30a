"""Take the mails whose turn has come: left out, put off, or held for handing over, in one transaction."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from actions.calendars import calendar_of, hours_of
from actions.contents import programme_from
from actions.house import House
from coaching.calendars import Calendar, Hours
from coaching.lateness import Decision, Do, decide
from coaching.notices import NOTICES
from coaching.programmes import Late, Measure, Step
from coaching.states import Reason, State
from coaching.tokens import IN_A_MAIL, LASTS, derive, digest, keyed_hash
from storage import batches, messages, people, prompts, suppressions
from storage.batches import Asked, Bundle

BATCH = 100
"""Messages taken at a time; only this size was measured."""
NEVER_TOO_LATE = Late(then="send")
WRITTEN_BACK = ("clarify", "unverified")
"""Kinds of mails that answer a mail; they are about what was asked before, whatever became of it."""
ONCE_ASKED = (State.SENT, State.UNSURE, State.ANSWERED, State.EXPIRED)


@dataclass(slots=True)
class Batch:
    """What one claim took: bundles to hand over, and counts of what was not."""

    ready: list[Bundle] = field(default_factory=list)
    delayed: int = 0
    skipped: int = 0
    failed: int = 0
    taken: int = 0


def claim(house: House, now: datetime, claimer: str, limit: int = BATCH) -> Batch:
    """Return the next batch of what is due at *now*; empty (``taken == 0``) when nothing is."""
    batch = Batch()
    with house.store.write() as session:
        bundles = batches.gather(session, messages.due(session, now, limit))
        batch.taken = len(bundles)
        silent = suppressions.suppressed(session, {_hash(house, one) for one in bundles})
        for bundle in bundles:
            _decide(house, session, bundle, now, batch, _hash(house, bundle) in silent)
        _hold(house, session, batch.ready, now, claimer)
        session.commit()
    return batch


def _hash(house: House, bundle: Bundle) -> bytes:
    return keyed_hash(house.secret, bundle.recipient.address)


def _decide(house: House, session: Session, bundle: Bundle, now: datetime, batch: Batch, silent: bool) -> None:
    """Sort one bundle: what may not go is left out, the rest is put off or made ready."""
    if not bundle.asked:
        _decide_notice(house, session, bundle, now, batch, silent)
        return
    for reason in (Reason.SUPPRESSED, Reason.LEFT, Reason.PAUSED, Reason.NOT_STARTED):
        _skip(session, [one for one in bundle.asked if _unwanted(one, bundle, silent) == reason], reason, now, batch)
    bundle.asked = [one for one in bundle.asked if not _unwanted(one, bundle, silent) and _is_open(one, bundle)]
    if silent or not bundle.asked:
        messages.record(session, [bundle.message.id], "dropped", Reason.SUPPRESSED if silent else Reason.NONE)
        return
    calendar, hours = diary(house, bundle)
    if bundle.message.attempts and _window_over(house, bundle, calendar, now):
        _give_up(session, bundle, now, batch)
        return
    decision = _timing(session, bundle, calendar, hours, now, batch)
    if decision is None:
        messages.record(session, [bundle.message.id], "dropped", "late")
    elif decision.do is Do.DELAY:
        _delay(session, bundle, decision, calendar, now, batch)
    else:
        batch.ready.append(bundle)


def _decide_notice(house: House, session: Session, bundle: Bundle, now: datetime, batch: Batch, silent: bool) -> None:
    """Sort a message that carries no prompts: what somebody just asked for goes at once, the rest in working hours."""
    message, (calendar, hours) = bundle.message, diary(house, bundle)
    if silent or message.kind not in NOTICES:
        messages.record(session, [message.id], "dropped", Reason.SUPPRESSED if silent else Reason.NONE)
    elif message.attempts and now - message.first_due_at > NOTICES[message.kind].lasts:
        _give_up(session, bundle, now, batch)
    elif NOTICES[message.kind].at_once:
        batch.ready.append(bundle)
    else:
        key = f"{bundle.recipient.folded} {message.local_day}"
        verdict = decide(message.due_at, message.first_due_at, now, NEVER_TOO_LATE, calendar, hours, key)
        if verdict.do is Do.SEND:
            batch.ready.append(bundle)
        else:
            _delay(session, bundle, verdict, calendar, now, batch)


def _unwanted(one: Asked, bundle: Bundle, silent: bool) -> Reason:
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


def _skip(session: Session, asked: list[Asked], reason: Reason, now: datetime, batch: Batch) -> None:
    ids = [one.prompt.id or 0 for one in asked]
    left_out = prompts.move(session, ids, State.PLANNED, State.SKIPPED, now, reason=reason, message_id=None)
    batch.skipped += len(left_out)


def _is_open(one: Asked, bundle: Bundle) -> bool:
    """Return whether this prompt still wants to travel in this message."""
    if bundle.message.kind in WRITTEN_BACK:
        return one.prompt.state in ONCE_ASKED
    wanted = (State.SENT, State.UNSURE) if bundle.message.about_id else (State.PLANNED, State.UNSURE)
    return one.prompt.state in wanted


def diary(house: House, bundle: Bundle) -> tuple[Calendar, Hours]:
    """Return the recipient's calendar and hours; somebody who is no participant keeps the house's."""
    who, day = bundle.participant, bundle.message.local_day
    if who is None:
        return calendar_of(house.zone, house.country, around=day), house.hours
    calendar = calendar_of(who.zone, who.country, who.region, who.working_days, bundle.absences, around=day)
    return calendar, hours_of(house.hours, who.task_at, who.check_in_at)


def _window_over(house: House, bundle: Bundle, calendar: Calendar, now: datetime) -> bool:
    return calendar.closes_at(bundle.message.first_due_at, house.answer_days) <= now


def _give_up(session: Session, bundle: Bundle, now: datetime, batch: Batch) -> None:
    for was in (State.CLAIMED, State.UNSURE):
        ids = [one.prompt.id or 0 for one in bundle.asked]
        prompts.move(session, ids, was, State.FAILED, now, reason=Reason.GAVE_UP)
    planned = [one.prompt.id or 0 for one in bundle.asked if one.prompt.state == State.PLANNED]
    prompts.move(session, planned, State.PLANNED, State.CLAIMED, now)
    prompts.move(session, planned, State.CLAIMED, State.FAILED, now, reason=Reason.GAVE_UP)
    messages.record(session, [bundle.message.id], "failed", Reason.GAVE_UP)
    batch.failed += 1


def _timing(
    session: Session, bundle: Bundle, calendar: Calendar, hours: Hours, now: datetime, batch: Batch
) -> Decision | None:
    """Return when this message goes, or None when all that it carries is too late; what is too late is left out."""
    message = bundle.message
    key = f"{bundle.recipient.folded} {message.local_day}"
    verdicts = [
        (one, decide(message.due_at, message.first_due_at, now, _late(one, bundle), calendar, hours, key))
        for one in bundle.asked
    ]
    late = [one for one, verdict in verdicts if verdict.do is Do.SKIP]
    _skip(session, late, Reason.LATE, now, batch)
    bundle.asked = [one for one, verdict in verdicts if verdict.do is not Do.SKIP]
    return next((verdict for _, verdict in verdicts if verdict.do is not Do.SKIP), None)


def _late(one: Asked, bundle: Bundle) -> Late:
    """Return how late is too late: never for a baseline, nor for what was handed over before."""
    if one.prompt.measure == Measure.BASELINE or bundle.message.attempts:
        return NEVER_TOO_LATE
    return step_of(one).late


def step_of(one: Asked, locale: str = "en") -> Step:
    """Return the step that a prompt asks, as its programme version words it."""
    return programme_from(one.programme.text, one.programme.name, locale).step(one.prompt.step)


def _delay(
    session: Session, bundle: Bundle, decision: Decision, calendar: Calendar, now: datetime, batch: Batch
) -> None:
    planned = [one.prompt.id or 0 for one in bundle.asked]
    prompts.move(
        session, planned, State.PLANNED, State.PLANNED, now, what="delayed", reason=Reason.DELAYED,
        due_at=decision.at, details={"why": decision.why, "until": decision.at.isoformat()},
    )  # fmt: skip
    messages.record(
        session, [bundle.message.id], "unsure" if bundle.message.unsure else "planned", Reason.DELAYED,
        due_at=decision.at, local_day=calendar.day_of(decision.at),
    )  # fmt: skip
    batch.delayed += 1


def _hold(house: House, session: Session, ready: list[Bundle], now: datetime, claimer: str) -> None:
    """Claim what is ready: the lease, the prompts' state, the links, and who is welcomed."""
    messages.hold(session, (one.message.id for one in ready), claimer, house.lease_s)
    first = [one for one in ready if not one.message.about_id and not one.message.unsure]
    prompts.move(
        session, (asked.prompt.id or 0 for one in first for asked in one.asked), State.PLANNED, State.CLAIMED, now
    )
    fresh = [one for one in ready if not one.message.attempts]
    messages.keep_tokens(session, (row for one in fresh for row in _tokens(house, one, now)))
    newly = [
        (asked.enrollment.id or 0, one.message.id)
        for one in first
        for asked in one.asked
        if asked.enrollment.welcome_id is None and not asked.prompt.asked_of
    ]
    for enrollment_id, message_id in people.set_welcome(session, newly):
        for one in ready:
            _mark_welcome(one, enrollment_id, message_id)


def _mark_welcome(bundle: Bundle, enrollment_id: int, message_id: int) -> None:
    for asked in bundle.asked:
        if asked.enrollment.id == enrollment_id:
            asked.enrollment.welcome_id = message_id


def _tokens(house: House, bundle: Bundle, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "digest": digest(derive(house.secret, purpose, bundle.message.key)),
            "purpose": str(purpose),
            "message_id": bundle.message.id,
            "recipient_id": bundle.recipient.id,
            "role": "",
            "made_at": now,
            "expires_at": now + LASTS[purpose] if purpose in LASTS else None,
        }
        for purpose in (NOTICES[bundle.message.kind].tokens if bundle.message.kind in NOTICES else IN_A_MAIL)
    ]
