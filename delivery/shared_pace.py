"""Rates that all who send keep together, whatever process or machine they are: turns are taken where all can see."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

AT_A_TIME_S = 0.5
"""For how long turns are taken ahead. What is left unused when a process ends is lost to the others; our choice."""
Reserve = Callable[[str, int, float], float]
"""Takes so many turns of a key, which last so many seconds; says in how many seconds they begin."""


@dataclass(slots=True)
class SharedPace:
    """Rates in mails a second, in all and to one domain, through the relay of this *name*."""

    reserve: Reserve
    name: str
    per_s: float | None = None
    per_domain_s: float | None = None
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _turns: dict[str, deque[float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, domain: str, until: Callable[[float], None] | None = None) -> None:
        """Wait until one more mail may go to *domain*; *until* waits for a moment, if not this pace itself."""
        for key, rate in ((self.name, self.per_s), (f"{self.name} {domain.casefold()}", self.per_domain_s)):
            if rate:
                with self._lock:
                    at = self._next(key, rate)
                (until or self._until)(at)

    def _until(self, at: float) -> None:
        if (rest := at - self.clock()) > 0:
            self.sleep(rest)

    def _next(self, key: str, rate: float) -> float:
        """Return the moment of the next turn; new ones are taken when those taken before are used or long past."""
        turns = self._turns.setdefault(key, deque())
        while turns and turns[0] < self.clock() - AT_A_TIME_S:
            turns.popleft()
        if not turns:
            n = max(1, int(rate * AT_A_TIME_S))
            begin = self.clock() + self.reserve(key, n, n / rate)
            turns.extend(begin + nth / rate for nth in range(n))
        return turns.popleft()
