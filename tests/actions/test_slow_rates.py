"""A rate may be so low that a turn comes after the lease of a mail is over: nobody gets it twice for that."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from actions.house import House
from actions.ledger import whole
from actions.sending import send_due
from delivery.channel import Lane, Outcome
from delivery.pace import Pace, PacedChannel
from delivery.shared_pace import SharedPace
from storage import paces
from tests import make

DAY = make.berlin("2026-11-25", "14:00")
LEASE_S, MAILS_A_SECOND = 0.1, 4.0


@dataclass
class Taken:
    """A server that takes everything and remembers to whom."""

    to: list[str] = field(default_factory=list)
    name, loopback = "taken", False

    @contextmanager
    def lane(self) -> Iterator[Lane]:
        yield self

    def send(self, bounce_to: str, to: str, raw: bytes) -> Outcome:
        self.to.append(to)
        return Outcome("sent", "accepted")


def test_a_turn_that_outlasts_the_lease_sends_nobody_a_mail_twice(house: House) -> None:
    people = [f"p{n}@example.org" for n in range(5)]
    make.enrolled(house, people)
    server, hurried = Taken(), replace(house, lease_s=LEASE_S)

    def sends() -> None:
        shared = SharedPace(partial(paces.reserve, house.store), server.name, MAILS_A_SECOND)
        channel = PacedChannel(server, Pace(MAILS_A_SECOND, shared=shared))
        while len(set(server.to)) < len(people):
            send_due(hurried, channel, DAY)

    threads = [threading.Thread(target=sends) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert sorted(server.to) == people
    kept = whole(house)
    assert kept.adds_up and not kept.may_have_repeated
