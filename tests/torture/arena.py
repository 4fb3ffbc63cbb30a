"""The place of a torture: a cohort whose day it is, a mail server and senders that can be killed."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from sqlalchemy import func, select, update

from actions.ledger import Ledger, whole
from commands.children import free_port
from storage.rows import MessageRow
from tests import make
from tests.torture.recorder import Accepted, accepted
from tests.torture.sender import LEASE_S, house_of

DAY = make.berlin("2026-11-25", "14:00")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass
class Result:
    """What a torture came to. *worst* is the largest number of mails of one round that went out again."""

    people: int
    kills: int
    lost: int
    repeated: int
    worst: int
    unmarked: int
    differing: int
    adds_up: bool


@dataclass
class Arena:
    """*rounds* holds, for each round, the line of the record at which it began: no round has more than one kill.

    *most* is how many mails may go in one round before the harm is done.
    """

    url: str
    folder: Path
    people: int
    connections: int
    chance: random.Random
    most: int = 20
    port: int = 0
    kills: int = 0
    rounds: list[int] = field(default_factory=list)
    server: "subprocess.Popen[str] | None" = None
    senders: "subprocess.Popen[str] | None" = None

    @property
    def record(self) -> Path:
        """The file in which the mail server writes."""
        return self.folder / "accepted.txt"

    def count(self) -> int:
        """Return how many mails were accepted so far."""
        return self.record.read_bytes().count(b"\n") if self.record.exists() else 0

    def start_server(self) -> None:
        """Start the mail server, on the port it had before."""
        command = [sys.executable, "-m", "tests.torture.recorder", str(self.port), str(self.record)]
        self.server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.server.stdout
        assert self.server.stdout.readline().strip() == "ready"

    def kill_server(self) -> None:
        """Kill the mail server and start it again; what it takes from then on is a round of its own."""
        assert self.server
        self.server.kill()
        self.server.communicate()
        self.rounds.append(self.count())
        self.start_server()

    def start_sender(self) -> int:
        """Start one sender and return its process id."""
        assert self.senders and self.senders.stdin and self.senders.stdout
        self.senders.stdin.write(DAY.isoformat() + "\n")
        self.senders.stdin.flush()
        return int(self.senders.stdout.readline())

    def round(self, harm: Callable[["Arena", int], None]) -> None:
        """Let one sender send, do *harm* to it, and wait until its leases are over."""
        self.rounds.append(self.count())
        sender = self.start_sender()
        self.hit(sender, harm)
        self.end(sender)

    def hit(self, sender: int, harm: Callable[["Arena", int], None]) -> None:
        """Let *sender* go on for a while and do *harm* to it."""
        self.wait_for_trouble(sender)
        self.kills += alive(sender)
        harm(self, sender)

    def wait_for_trouble(self, sender: int) -> None:
        """Wait for a random instant: sometimes soon after the start, else when so and so many mails have gone."""
        began, soon = self.count(), self.chance.random() < 0.25
        until = time.monotonic() + (self.chance.uniform(0, 0.2) if soon else 10)
        mails = self.most if soon else self.chance.randint(1, self.most)
        while self.count() - began < mails and alive(sender) and time.monotonic() < until:
            time.sleep(0.001)
        time.sleep(self.chance.uniform(0, 0.003))

    def end(self, sender: int, within_s: float = 120) -> None:
        """Wait until *sender* is gone and what it held is free again.

        One that lives on would share the next round, and a kill would meet two connections.
        """
        until = time.monotonic() + within_s
        while alive(sender):
            assert time.monotonic() < until, f"a sender still sends after {within_s} s"
            time.sleep(0.005)
        time.sleep(LEASE_S + 0.05)

    def let_time_pass(self) -> int:
        """Let all leases and waits run out, as time would; return how many mails are still to go."""
        house = house_of(self.url)
        with house.store.write() as session:
            session.execute(update(MessageRow).where(MessageRow.retry_at.is_not(None)).values(retry_at=LONG_AGO))
            session.execute(update(MessageRow).where(MessageRow.state == "claimed").values(lease_until=LONG_AGO))
            waiting = select(func.count()).where(
                MessageRow.state.in_(["planned", "claimed", "unsure"]), MessageRow.due_at <= DAY
            )
            left = session.execute(waiting).scalar_one()
            session.commit()
        house.store.close()
        return int(left)

    def finish(self) -> None:
        """Send until nothing is left, without harm."""
        for _ in range(20):
            if not self.let_time_pass():
                return
            self.rounds.append(self.count())
            self.end(self.start_sender())

    def result(self) -> Result:
        """Return what became of everybody."""
        mails = accepted(self.record)
        house = house_of(self.url)
        found = whole(house)
        house.store.close()
        by_person: dict[str, list[Accepted]] = {}
        for mail in mails:
            by_person.setdefault(mail.to, []).append(mail)
        twice = {to for to, got in by_person.items() if len(got) > 1}
        return Result(
            people=self.people,
            kills=self.kills,
            lost=self.people - len(by_person),
            repeated=len(mails) - len(by_person),
            worst=self._worst(mails),
            unmarked=len(twice - marked(found)),
            differing=sum(len({(one.message_id, one.link) for one in got}) > 1 for got in by_person.values()),
            adds_up=found.adds_up,
        )

    def _worst(self, mails: list[Accepted]) -> int:
        """Return how many mails of one round, at most, went out again later."""
        last = {mail.to: n for n, mail in enumerate(mails)}
        edges = [*self.rounds, len(mails)]
        again = [
            sum(last[mail.to] != start + n for n, mail in enumerate(mails[start:end])) for start, end in pairwise(edges)
        ]
        return max(again, default=0)


def marked(found: Ledger) -> set[str]:
    """Return the people whose mail the ledger lists as possibly repeated."""
    return {str(one["person"]) for one in found.may_have_repeated}


def alive(process: int) -> bool:
    """Return whether a process is still there."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def kill_sender(arena: Arena, sender: int) -> None:
    """Kill the sender where it stands."""
    if alive(sender):
        os.kill(sender, signal.SIGKILL)


def kill_mail_server(arena: Arena, sender: int) -> None:
    """Kill the mail server in the middle of whatever it is doing; the sender, if it lives on, is killed later."""
    arena.kill_server()
    arena.hit(sender, kill_sender)


@contextmanager
def arena(url: str, folder: Path, people: int, connections: int = 1, seed: int = 1) -> Iterator[Arena]:
    """Yield a place in which *people* are enrolled and their first mails are due."""
    house = house_of(url)
    make.enrolled(house, [f"p{n}@example.org" for n in range(people)], DAY - timedelta(days=1))
    house.store.close()
    made = Arena(url, folder, people, connections, random.Random(seed), port=free_port(0))
    made.start_server()
    command = [sys.executable, "-m", "tests.torture.sender", url, str(made.port), str(connections)]
    made.senders = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield made
    finally:
        for process in (made.senders, made.server):
            assert process
            process.kill()
            process.communicate()
