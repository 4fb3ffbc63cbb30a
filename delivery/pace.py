"""A channel that keeps to a rate: so many mails a second, in all and to one domain."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from delivery.channel import Channel, Lane, Outcome


@dataclass(slots=True)
class Pace:
    """The next free moments. *clock* and *sleep* are those of the machine; a test gives its own."""

    per_s: float | None = None
    per_domain_s: float | None = None
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _next: dict[str, float] = field(default_factory=dict)

    def wait(self, domain: str) -> None:
        """Wait until one more mail may go to *domain*."""
        for key, rate in (("", self.per_s), (domain.casefold(), self.per_domain_s)):
            if rate:
                self._wait(key, rate)

    def _wait(self, key: str, rate: float) -> None:
        free = max(self._next.get(key, 0.0), self.clock())
        self._next[key] = free + 1 / rate
        if (rest := free - self.clock()) > 0:
            self.sleep(rest)


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


@dataclass(frozen=True, slots=True)
class _PacedLane:
    lane: Lane
    pace: Pace

    def send(self, bounce_to: str, to: str, raw: bytes) -> Outcome:
        self.pace.wait(to.rpartition("@")[2])
        return self.lane.send(bounce_to, to, raw)
