"""Send what is due: claim, intend, hand over, record, until nothing is left.

Before each hand-over the intent is committed; on one connection the outcome of one message and the intent of
the next are one transaction. A kill at any instant therefore leaves at most one message per connection whose
fate is unknown, and it is known which.
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from actions.claiming import Batch, claim
from actions.house import House
from actions.sweeping import sweep
from actions.writing import Writer, Written
from coaching.calendars import share_of
from coaching.states import Reason, State
from delivery.channel import Channel, Lane, Outcome
from storage import batches, messages, prompts
from storage.batches import Bundle

RETRY_MINUTES = (1, 5, 15, 30, 60)
"""When a mail that was put off is tried again, up to a quarter later by hash; at last every hour. Our choice."""


@dataclass(slots=True)
class Tally:
    """What one pass did. Claimed, sent, failed, delayed and unsure count mails; skipped and expired count prompts.

    ``claimed = sent + failed + delayed + unsure``.
    """

    now: datetime
    claimed: int = 0
    sent: int = 0
    failed: int = 0
    delayed: int = 0
    unsure: int = 0
    skipped: int = 0
    expired: int = 0
    reminded: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the tally as `send-due --json` prints it."""
        return asdict(self) | {"now": self.now.isoformat()}

    def count(self, state: str, n: int = 1) -> None:
        """Count *n* more mails that ended as *state*."""
        self.claimed += n
        setattr(self, state, getattr(self, state) + n)


def send_due(
    house: House, channel: Channel, now: datetime, said: Callable[[Tally], None] = lambda tally: None
) -> Tally:
    """Send everything due at *now*, expire what is over, remind whom the rules remind; return the tally.

    *said* is told the tally after each batch.
    """
    tally = begin(house, now)
    claimer = secrets.token_hex(8)
    while send_batch(house, channel, tally, claimer):
        said(tally)
    return tally


def begin(house: House, now: datetime) -> Tally:
    """Put the table in order for a pass and return its tally."""
    swept = sweep(house, now)
    return Tally(now, expired=swept.expired, reminded=swept.reminded)


def send_batch(house: House, channel: Channel, tally: Tally, claimer: str) -> bool:
    """Send one batch of what is due, counted in *tally*; return whether there may be more to send in this pass."""
    batch = claim(house, tally.now, claimer)
    tally.skipped += batch.skipped
    for state in ("delayed", "failed"):
        tally.count(state, getattr(batch, state))
    return bool(batch.taken) and not _hand_over(house, channel, batch, tally.now, claimer, tally)


def _hand_over(house: House, channel: Channel, batch: Batch, now: datetime, claimer: str, tally: Tally) -> bool:
    """Hand over one batch on one connection; True when the relay as a whole refuses, so that the pass stops."""
    if not batch.ready:
        return False
    left = {one.message.id: one for one in batch.ready}
    with house.store.write() as session:
        try:
            with channel.lane() as lane:
                return _send_all(house, session, lane, _written(house, batch.ready, now), left, now, claimer, tally)
        finally:
            _put_back(session, left, now, tally)


def _written(house: House, bundles: Sequence[Bundle], now: datetime) -> Iterator[Written]:
    enrollments = {asked.enrollment.id or 0 for one in bundles for asked in one.asked}
    with house.store.read() as session:
        writer = Writer(
            house,
            now,
            batches.check_ins_after(session, enrollments, now),
            batches.still_open(session, enrollments, now),
        )
    return (writer.write(one) for one in bundles)


def _send_all(
    house: House, session: Session, lane: Lane, mails: Iterator[Written], left: dict[int, Bundle],
    now: datetime, claimer: str, tally: Tally,
) -> bool:  # fmt: skip
    stop = False
    last: tuple[Written, Outcome] | None = None
    for mail in mails:
        if last:
            stop = _record(session, *last, now, tally)
        ours = not stop and messages.intend(session, mail.bundle.message.id, claimer, house.lease_s)
        session.commit()
        if stop:
            return True
        left.pop(mail.bundle.message.id, None)
        last = (mail, _hand(lane, mail)) if ours else None
    if last:
        stop = _record(session, *last, now, tally)
    session.commit()
    return stop


def _hand(lane: Lane, mail: Written) -> Outcome:
    return lane.send(mail.bounce_to, mail.to, mail.raw) if mail.raw else Outcome("refused", "refused")


def _record(session: Session, mail: Written, outcome: Outcome, now: datetime, tally: Tally) -> bool:
    """Write down what became of one hand-over; return whether the relay refuses everything."""
    write_down = {"sent": _sent, "refused": _failed, "delayed": _put_off, "unsure": _unsure}[outcome.state]
    write_down(session, mail, outcome, now)
    tally.count("failed" if outcome.state == "refused" else outcome.state)
    return outcome.relay_wide


def _sent(session: Session, mail: Written, outcome: Outcome, now: datetime) -> None:
    messages.record_sent(session, mail.bundle.message.id)
    for was, ids in _by_state(mail.bundle):
        for closes_at in sorted({mail.closes_at[id_] for id_ in ids}):
            same = [id_ for id_ in ids if mail.closes_at[id_] == closes_at]
            prompts.move(session, same, was, State.SENT, now, closes_at=closes_at)


def _failed(session: Session, mail: Written, outcome: Outcome, now: datetime) -> None:
    messages.record(session, [mail.bundle.message.id], "failed", outcome.reason)
    for was, ids in _by_state(mail.bundle):
        prompts.move(session, ids, was, State.FAILED, now, reason=Reason.REFUSED, details=_said(outcome))


def _put_off(session: Session, mail: Written, outcome: Outcome, now: datetime) -> None:
    message = mail.bundle.message
    retry_at = messages.clock(session) + retry_after(message.attempts, message.key)
    state = "unsure" if message.unsure else "planned"
    messages.record(session, [message.id], state, outcome.reason, retry_at=retry_at)
    for was, ids in _by_state(mail.bundle):
        if was is State.CLAIMED:
            prompts.move(
                session, ids, was, State.PLANNED, now, what="delayed", reason=Reason.DELAYED, details=_said(outcome)
            )


def _unsure(session: Session, mail: Written, outcome: Outcome, now: datetime) -> None:
    message = mail.bundle.message
    retry_at = messages.clock(session) + retry_after(message.attempts, message.key)
    messages.record(session, [message.id], "unsure", outcome.reason, retry_at=retry_at, may_have_repeated=True)
    for was, ids in _by_state(mail.bundle):
        for id_ in ids:
            prompts.move(
                session, [id_], was, State.UNSURE, now, reason=Reason.CONNECTION, details=_said(outcome),
                closes_at=mail.closes_at[id_],
            )  # fmt: skip


def _by_state(bundle: Bundle) -> list[tuple[State, list[int]]]:
    """Return the prompts this message itself moves: none for a reminder, which never changes them."""
    if bundle.message.about_id:
        return []
    was = State.UNSURE if bundle.message.unsure else State.CLAIMED
    return [(was, [one.prompt.id or 0 for one in bundle.asked])]


def _said(outcome: Outcome) -> dict[str, Any]:
    return {"why": outcome.reason, "code": outcome.code}


def retry_after(attempts: int, key: str) -> timedelta:
    """Return how long to wait after the attempt that came after *attempts* others."""
    minutes = RETRY_MINUTES[min(attempts, len(RETRY_MINUTES) - 1)]
    return timedelta(minutes=minutes * (1 + share_of("retry", key, str(attempts)) / 4))


def _put_back(session: Session, left: dict[int, Bundle], now: datetime, tally: Tally) -> None:
    """Give back what was claimed and not tried: the relay refused, or somebody pressed Ctrl-C."""
    if not left:
        return
    session.rollback()
    for bundle in left.values():
        messages.record(session, [bundle.message.id], "unsure" if bundle.message.unsure else "planned", Reason.DELAYED)
        for was, ids in _by_state(bundle):
            if was is State.CLAIMED:
                prompts.move(session, ids, was, State.PLANNED, now, what="delayed", reason=Reason.DELAYED)
    session.commit()
    tally.count("delayed", len(left))
