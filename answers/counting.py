"""Counts of whole tables, taken once a minute: with millions of rows they take a second each."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from actions.house import House
from actions.watching import Counts, counts

COUNTED_EVERY_S = 60.0
"""For how long counts are told again; what is due is always asked anew. Our choice."""


@dataclass
class Counting:
    """The counts of whole tables, taken once a minute. *clock* counts seconds and never goes back."""

    house: House
    clock: Callable[[], float] = time.monotonic
    lock: threading.Lock = field(default_factory=threading.Lock)
    _taken: tuple[float, Counts] | None = None

    def now(self) -> Counts:
        """Return the counts, at most a minute old."""
        with self.lock:
            if self._taken is None or self.clock() - self._taken[0] >= COUNTED_EVERY_S:
                self._taken = (self.clock(), counts(self.house))
            return self._taken[1]
