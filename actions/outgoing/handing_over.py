"""Hand over a batch: each turn of a connection is one transaction, whatever number of connections there are.

A turn writes down what became of the mail before and the intent of the next. A kill at any instant therefore
leaves at most one mail per connection whose fate is unknown, and it is known which.
"""

import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from actions.house import House
from actions.outgoing.outcomes import Clerk, refuses_all
from actions.outgoing.tally import Tally
from actions.outgoing.writing import Written
from delivery.channel import Channel, Foresighted, Lane, Outcome, Patient
from storage import messages
from storage.batches import Bundle
from storage.prepared import Writes

Done = tuple[Written, Outcome]


class Desk:
    """What the connections of one batch share: the mails still to go, the clerk, the tally. One turn at a time."""

    def __init__(self, house: House, clerk: Clerk, mails: Iterator[Written], ready: list[Bundle], tally: Tally) -> None:
        self.stopped = False
        self._house, self._clerk, self._mails, self._tally = house, clerk, mails, tally
        self._left = {one.message.id: one for one in ready}
        self._ahead: deque[Written] = deque()
        self._lock = threading.Lock()

    def take(self) -> Written | None:
        """Return the next mail to go, or None; nothing is written down yet."""
        with self._lock:
            if self.stopped:
                return None
            return self._ahead.pop() if self._ahead else next(self._mails, None)

    def write_ahead(self) -> None:
        """Write one more mail, so that it lies ready when it is taken."""
        with self._lock:
            if not self.stopped and (mail := next(self._mails, None)) is not None:
                self._ahead.appendleft(mail)

    def turn(self, last: Done | None, mail: Written | None) -> bool:
        """Record *last* and intend *mail* in one transaction; return whether *mail* is to be handed over now."""
        with self._lock:
            transaction = self._clerk.where(last[1] if last else None)
            if last is not None:
                self._count(last, self._clerk.record(*last))
                self.stopped |= refuses_all(*last)
            goes = mail is not None and not self.stopped and self._intend(transaction, mail)
            transaction.commit()
            return goes

    def _count(self, last: Done, state: str) -> None:
        """Count what became of a mail; one that is passed on to the next relay is counted there."""
        if not self._clerk.passes_on(*last):
            self._tally.count(state)
        if state != "sent":
            self._tally.why[last[1].reason] += 1

    def keep(self, mail: Written, wait_s: float) -> None:
        """Hold *mail* for as long as it waits for its turn: two who wait would else take it from each other for ever.

        What else is on the desk may go to others meanwhile.
        """
        with self._lock:
            messages.renew(self._clerk.quick, mail.bundle.message.id, self._clerk.claimer, self._house.lease_s + wait_s)
            self._clerk.quick.commit()

    def _intend(self, transaction: Writes, mail: Written) -> bool:
        message = mail.bundle.message
        self._left.pop(message.id)
        return messages.intend(transaction, message.id, self._clerk.claimer, self._house.lease_s)

    def put_back(self) -> None:
        """Give back what was claimed and not tried: the relay refused, or somebody pressed Ctrl-C."""
        if self._left:
            self._clerk.quick.rollback()
            self._clerk.session.rollback()
            self._clerk.put_back(self._left.values())
            self._clerk.session.commit()
            if self._clerk.is_last:
                self._tally.count("delayed", len(self._left))


def hand_over(desk: Desk, channel: Channel, connections: int) -> bool:
    """Hand over everything on *desk*; return whether the relay as a whole refuses, so that the pass stops."""
    try:
        if connections == 1:
            _carry(desk, channel)
        else:
            with ThreadPoolExecutor(connections, "connection") as pool:
                for one in [pool.submit(_carry, desk, channel) for _ in range(connections)]:
                    one.result()
    finally:
        desk.put_back()
    return desk.stopped


def _carry(desk: Desk, channel: Channel) -> None:
    """Hand over mail after mail on one connection, until there is none or the relay refuses everything."""
    try:
        with channel.lane() as lane:
            _carry_on(desk, lane)
    except BaseException:
        desk.stopped = True
        raise


def _carry_on(desk: Desk, lane: Lane) -> None:
    """Hand over what is on the desk; mails are written while the server takes the one before, if the lane can."""
    last: Done | None = None
    foresighted = lane if isinstance(lane, Foresighted) else None
    patient = lane if isinstance(lane, Patient) else None
    mail, upcoming = desk.take(), desk.take()
    while mail is not None:
        if patient is not None and mail.raw:
            last = _wait_turn(desk, patient, last, mail)
        goes = desk.turn(last, mail)
        if goes and foresighted is not None:
            foresighted.meanwhile(desk.write_ahead)
            if upcoming is not None and upcoming.raw:
                foresighted.expect(upcoming.bounce_to, upcoming.to, upcoming.raw)
        last = (mail, _hand(lane, mail)) if goes else None
        mail, upcoming = upcoming, desk.take()
    desk.turn(last, None)


def _wait_turn(desk: Desk, lane: Patient, last: Done | None, mail: Written) -> Done | None:
    """Wait until *mail* may go; return the last mail unless what became of it had to be written down meanwhile.

    It waits before it is said to go: said first, it was taken for lost once its lease was over, and went twice.
    """
    unwritten = last

    def before(rest_s: float) -> None:
        nonlocal unwritten
        if unwritten is not None:
            desk.turn(unwritten, None)
            unwritten = None
        desk.keep(mail, rest_s)

    lane.wait_turn(mail.to, before)
    return unwritten


def _hand(lane: Lane, mail: Written) -> Outcome:
    if not mail.raw:
        return Outcome("refused", "refused")
    return lane.send(mail.bounce_to, mail.to, mail.raw)
