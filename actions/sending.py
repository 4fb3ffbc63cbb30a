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

from actions.claiming import claim
from actions.deciding import Batch
from actions.house import House
from actions.outcomes import Clerk, refuses_all
from actions.relay_pauses import gets_through, pause_of
from actions.sweeping import sweep
from actions.writing import Writer, Written
from delivery.channel import Channel, Lane, Outcome
from storage import arrivals, batches, messages
from storage.batches import Bundle

AWAY_SAID_FOR = timedelta(days=14)
"""How long an automatic answer that speaks of an absence leads to a line in the next mail; our choice."""


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
    pause = pause_of(house, channel.name)
    if pause is not None and pause.holds:
        return False
    batch = claim(house, tally.now, claimer)
    tally.skipped += batch.skipped
    for state in ("delayed", "failed"):
        tally.count(state, getattr(batch, state))
    sent = tally.sent
    stopped = _hand_over(house, channel, batch, claimer, tally)
    if pause is not None and tally.sent > sent and not stopped:
        gets_through(house, channel.name, tally.now)
    return bool(batch.taken) and not stopped


def _hand_over(house: House, channel: Channel, batch: Batch, claimer: str, tally: Tally) -> bool:
    """Hand over one batch on one connection; return whether the relay as a whole refuses, so that the pass stops."""
    if not batch.ready:
        return False
    left = {one.message.id: one for one in batch.ready}
    with house.store.write() as session:
        clerk = Clerk(session, claimer, tally.now, channel.name)
        try:
            with channel.lane() as lane:
                return _send_all(house, clerk, lane, _written(house, batch.ready, tally.now), left, tally)
        finally:
            _put_back(clerk, left, tally)


def _written(house: House, bundles: Sequence[Bundle], now: datetime) -> Iterator[Written]:
    enrollments = {asked.enrollment.id or 0 for one in bundles for asked in one.asked}
    with house.store.read() as session:
        asked_next = batches.check_ins_after(session, enrollments, now)
        still_open = batches.still_open(session, enrollments, now)
        away = arrivals.seem_away(session, [one.recipient.id or 0 for one in bundles], now - AWAY_SAID_FOR)
        writer = Writer(house, now, asked_next, still_open, away)
    return (writer.write(one) for one in bundles)


def _send_all(
    house: House, clerk: Clerk, lane: Lane, mails: Iterator[Written], left: dict[int, Bundle], tally: Tally
) -> bool:
    """Hand over mail after mail: one commit holds the outcome of the last and the intent of the next."""
    last: tuple[Written, Outcome] | None = None
    for mail in mails:
        stop = last is not None and _record(clerk, *last, tally)
        ours = not stop and messages.intend(clerk.session, mail.bundle.message.id, clerk.claimer, house.lease_s)
        clerk.session.commit()
        if stop:
            return True
        del left[mail.bundle.message.id]
        last = (mail, _hand(lane, mail)) if ours else None
    stop = last is not None and _record(clerk, *last, tally)
    clerk.session.commit()
    return stop


def _hand(lane: Lane, mail: Written) -> Outcome:
    return lane.send(mail.bounce_to, mail.to, mail.raw) if mail.raw else Outcome("refused", "refused")


def _record(clerk: Clerk, mail: Written, outcome: Outcome, tally: Tally) -> bool:
    """Write down what became of one hand-over; return whether the relay refuses everything."""
    tally.count(clerk.record(mail, outcome))
    return refuses_all(mail, outcome)


def _put_back(clerk: Clerk, left: dict[int, Bundle], tally: Tally) -> None:
    if left:
        clerk.session.rollback()
        clerk.put_back(left.values())
        clerk.session.commit()
        tally.count("delayed", len(left))
