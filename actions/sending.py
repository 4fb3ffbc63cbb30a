"""Send what is due: claim, intend, hand over, record, until nothing is left.

Before each hand-over the intent is committed; on one connection the outcome of one message and the intent of
the next are one transaction. A kill at any instant therefore leaves at most one message per connection whose
fate is unknown, and it is known which.
"""

import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta

from actions.contents import programme_from
from actions.house import House
from actions.outgoing.announcing import announce
from actions.outgoing.claiming import BATCH, claim
from actions.outgoing.deciding import Batch
from actions.outgoing.handing_over import Desk, hand_over
from actions.outgoing.nudging import plan_nudges
from actions.outgoing.outcomes import Clerk
from actions.outgoing.posting import endpoints_of
from actions.outgoing.pulses import observed_in
from actions.outgoing.relay_pauses import gets_through
from actions.outgoing.sweeping import sweep
from actions.outgoing.tally import Tally
from actions.outgoing.ways_out import WayOut, way_out
from actions.outgoing.writing import Writer, Written
from coaching.designs import design_in
from coaching.experiments import drawn_ahead
from delivery.channel import Channel
from storage import arrivals, batches, draws
from storage.batches import Bundle

AWAY_SAID_FOR = timedelta(days=14)
"""How long an automatic answer that speaks of an absence leads to a line in the next mail; our choice."""


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
    announce(house, channel, now)
    return tally


def begin(house: House, now: datetime) -> Tally:
    """Put the table in order for a pass and return its tally."""
    swept = sweep(house, now)
    return Tally(now, expired=swept.expired, reminded=swept.reminded)


def send_only(house: House, channel: Channel, now: datetime, kinds: Collection[str]) -> Tally:
    """Send what is due at *now* of messages of these kinds, and nothing else; return the tally."""
    tally, claimer = Tally(now), secrets.token_hex(8)
    while send_batch(house, channel, tally, claimer, kinds):
        pass
    return tally


def send_batch(house: House, channel: Channel, tally: Tally, claimer: str, only: Collection[str] = ()) -> bool:
    """Send one batch of what is due, counted in *tally*; return whether there may be more to send in this pass."""
    way = way_out(house, channel, tally.stopped)
    if way is None:
        return False
    batch = claim(house, tally.now, claimer, BATCH * house.connections, only)
    tally.skipped += batch.skipped
    for state in ("delayed", "failed"):
        tally.count(state, getattr(batch, state))
    sent = tally.sent
    stopped = _hand_over(house, way, batch, claimer, tally)
    if stopped:
        tally.stopped.add(way.name)
    elif way.is_trial and tally.sent > sent:
        gets_through(house, way.name, tally.now)
    return bool(batch.taken) and not (stopped and way.is_last)


def _hand_over(house: House, way: WayOut, batch: Batch, claimer: str, tally: Tally) -> bool:
    """Hand over one batch; return whether the relay as a whole refuses, so that the next one is asked, if any."""
    if not batch.ready:
        return False
    plan_nudges(house, way.channel, batch.ready, tally.now)
    mails = _written(house, way.channel, batch.ready, tally.now)
    with house.store.write() as session, house.store.direct() as quick:
        clerk = Clerk(house, session, quick, claimer, tally.now, way.name, way.is_last)
        return hand_over(Desk(house, clerk, mails, batch.ready, tally), way.channel, house.connections)


def _written(house: House, channel: Channel, bundles: Sequence[Bundle], now: datetime) -> Iterator[Written]:
    enrollments = {asked.enrollment.id or 0 for one in bundles for asked in one.asked}
    with house.store.read() as session:
        asked_next = batches.check_ins_after(session, enrollments, now)
        still_open = batches.still_open(session, enrollments, now)
        away = arrivals.seem_away(session, [one.recipient.id or 0 for one in bundles], now - AWAY_SAID_FOR)
        by_web = endpoints_of(house, session, channel, bundles)
        begins = draws.first_acts(session, _drawn(bundles))
        drawn = draws.arms(session, _tried(bundles))
        writer = Writer(house, now, asked_next, still_open, away, observed_in(session, bundles), by_web, begins, drawn)
    return (writer.write(one) for one in bundles)


def _drawn(bundles: Sequence[Bundle]) -> set[int]:
    """Return the enrollments whose first mail is among *bundles*, and for which a draw decides when acts begin."""
    asked = ((one, at) for one in bundles for at in one.asked)
    return {
        at.enrollment.id or 0
        for one, at in asked
        if at.enrollment.welcome_id == one.message.id and design_in(at.cohort.settings)
    }


def _tried(bundles: Sequence[Bundle]) -> set[int]:
    """Return the enrollments among *bundles* in whose programme something was drawn at enrolment."""
    asked = [at for one in bundles for at in one.asked]
    return {at.enrollment.id or 0 for at in asked if drawn_ahead(programme_from(at.programme.text, at.programme.name))}
