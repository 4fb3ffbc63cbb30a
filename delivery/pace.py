"""A channel that keeps to a rate: so many mails a second, in all and to one domain, and fewer where a server says so.

A server that answers 421 or 4.7.x asks for less. From then on its mails go at half the rate they went at, and at
half of that if it asks again; after `EASED_AFTER` accepted mails the rate doubles, until it is the one that is set.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from delivery.channel import Channel, Foresighted, Lane, Outcome
from delivery.shared_pace import SharedPace

EASED_AFTER = 20
LONGEST_GAP_S = 12.0
SHORTEST_GAP_S = 0.01
"""Between two mails of a slowed destination. All three are our choice, unmeasured."""
A_MOMENT_S = 0.05
"""A wait from which on it is worth writing down first what became of the mail before. Our choice."""


@dataclass(slots=True)
class Gate:
    """One destination. *gap_s* is the time between two mails that is set, *slowed_s* what a server made of it.

    *seen_s* is the time that really lay between the last two, *accepted* how many went since it last was slowed.
    """

    gap_s: float = 0.0
    free_at: float = 0.0
    slowed_s: float = 0.0
    seen_s: float = 0.0
    passed_at: float | None = None
    accepted: int = 0

    def turn(self, now: float) -> float:
        """Return the moment at which one more mail may pass."""
        at = max(self.free_at, now)
        self.free_at = at + max(self.gap_s, self.slowed_s)
        self.seen_s = 0.0 if self.passed_at is None else at - self.passed_at
        self.passed_at = at
        return at

    def slow(self, longest_s: float) -> None:
        """Halve the rate, in force or seen where none is; at most *longest_s* are to lie between two mails."""
        gap = max(self.gap_s, self.slowed_s, min(self.seen_s, 1.0), SHORTEST_GAP_S)
        self.slowed_s, self.accepted = max(min(2 * gap, longest_s), self.gap_s), 0

    def ease(self) -> None:
        """Count an accepted mail; after enough of them double the rate."""
        self.accepted += 1
        if self.slowed_s and self.accepted >= EASED_AFTER:
            half = self.slowed_s / 2
            self.slowed_s, self.accepted = (half if half > max(self.gap_s, SHORTEST_GAP_S) else 0.0), 0


@dataclass(slots=True)
class Pace:
    """The gates of a relay, shared by its lanes. *clock* and *sleep* are the machine's; a test gives its own.

    *shared* are the rates that other processes keep too; those that a server slows down are this one's alone."""

    per_s: float | None = None
    per_domain_s: float | None = None
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    longest_gap_s: float = LONGEST_GAP_S
    shared: SharedPace | None = None
    _gates: dict[str, Gate] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, domain: str, before: Callable[[float], None] = lambda rest_s: None) -> None:
        """Wait until one more mail may go to *domain*; *before* is told the seconds where they are not few."""
        waits = Waits(self.clock, self.sleep, before)
        for gate in self._through(domain):
            with self._lock:
                at = gate.turn(self.clock())
            waits.until(at)
        if self.shared is not None:
            self.shared.wait(domain, waits.until)

    def hear(self, domain: str, outcome: Outcome) -> None:
        """Slow down or speed up by what became of a mail to *domain*: the relay's pace, or the domain's alone."""
        relay, here = self._through(domain)
        with self._lock:
            if asks_for_less(outcome):
                (relay if outcome.relay_wide else here).slow(self.longest_gap_s)
            elif outcome.state == "sent":
                relay.ease()
                here.ease()

    @property
    def free(self) -> bool:
        """Whether mails may follow one another without a wait."""
        return not (self.per_s or self.per_domain_s or any(gate.slowed_s for gate in self._gates.values()))

    def _through(self, domain: str) -> tuple[Gate, Gate]:
        return self._gate("", self.per_s), self._gate(domain.casefold(), self.per_domain_s)

    def _gate(self, key: str, rate: float | None) -> Gate:
        return self._gates.setdefault(key, Gate(1 / rate if rate else 0.0))


def asks_for_less(outcome: Outcome) -> bool:
    """Return whether a server asked for fewer mails: 421 (RFC 5321, 3.8) or a temporary 4.7.x (RFC 3463, 3.8).

    >>> asks_for_less(Outcome("delayed", "busy", "421 4.7.28"))
    True
    >>> asks_for_less(Outcome("delayed", "mailbox", "452 4.2.2"))
    False
    """
    return outcome.state == "delayed" and (outcome.code.startswith("421") or " 4.7." in outcome.code)


@dataclass(frozen=True, slots=True)
class PacedChannel:
    """*channel*, slowed to a pace that all its lanes share."""

    channel: Channel
    pace: Pace

    @property
    def name(self) -> str:
        """The name of the channel underneath."""
        return self.channel.name

    @property
    def loopback(self) -> bool:
        """Whether nothing leaves this machine."""
        return self.channel.loopback

    def lane(self) -> AbstractContextManager[Lane]:
        """Return a lane that waits its turn before each mail."""
        return self._lane()

    @contextmanager
    def _lane(self) -> Iterator[Lane]:
        with self.channel.lane() as lane:
            yield _PacedLane(lane, self.pace)


@dataclass(slots=True)
class Waits:
    """The waits for one mail's turn; *before* a long one somebody is told its seconds."""

    clock: Callable[[], float]
    sleep: Callable[[float], None]
    before: Callable[[float], None]

    def until(self, at: float) -> None:
        """Wait until the moment *at*."""
        if (rest := at - self.clock()) > A_MOMENT_S:
            self.before(rest)
        if (rest := at - self.clock()) > 0:
            self.sleep(rest)


@dataclass(slots=True)
class _PacedLane:
    """*waited*: the next mail has had its turn already."""

    lane: Lane
    pace: Pace
    waited: bool = False

    def wait_turn(self, to: str, before: Callable[[float], None]) -> None:
        """Wait here and not while a mail is said to go: a turn may come after its lease is over."""
        if not self.waited:
            self.pace.wait(to.rpartition("@")[2], before)
            self.waited = True

    def expect(self, bounce_to: str, to: str, raw: bytes) -> None:
        """Pass the hint on where nothing has to wait: a server that has an envelope expects its mail at once."""
        if isinstance(self.lane, Foresighted) and self.pace.free:
            self.lane.expect(bounce_to, to, raw)

    def meanwhile(self, work: Callable[[], None]) -> None:
        """Pass on what can be done while the server is busy."""
        if isinstance(self.lane, Foresighted):
            self.lane.meanwhile(work)

    def send(self, bounce_to: str, to: str, raw: bytes) -> Outcome:
        domain = to.rpartition("@")[2]
        if not self.waited:
            self.pace.wait(domain)
        self.waited = False
        outcome = self.lane.send(bounce_to, to, raw)
        self.pace.hear(domain, outcome)
        return outcome
