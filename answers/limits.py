"""How often one address or one link may knock: token buckets in memory, gone with the process.

An office shares one address at nine o'clock, so an address is limited only for links that open nothing. Looking and
saving have buckets of their own: a mail scanner that opens a link again and again must not keep its owner out.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from coaching.errors import NotAllowed

UNKNOWN_A_MINUTE = 60
KNOWN_A_MINUTE = 30
GUESSES_A_MINUTE = 3
ASKS_A_MINUTE = 10
MOST_BUCKETS = 20_000
"""Buckets kept; the one unused for longest goes first, and a full one is the same as none."""


class TooOften(NotAllowed):
    """Somebody knocks faster than people do. ``args[0]`` is the sentence."""


@dataclass
class Bucket:
    """Fills evenly to *size*; each knock takes one."""

    level: float
    at: float


@dataclass
class Limits:
    """All buckets of one door. *clock* counts seconds and never goes back."""

    clock: Callable[[], float] = time.monotonic
    buckets: OrderedDict[tuple[str, str], Bucket] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def known(self, kind: str, link: str) -> None:
        """Take one knock from a link's bucket for *kind* (look or save).

        Raises:
            TooOften: it is empty.
        """
        self._take((kind, link), KNOWN_A_MINUTE)

    def guess(self, link: str) -> None:
        """Take one knock from what may be tried with a link whose answer tells something about others.

        Raises:
            TooOften: the bucket is empty.
        """
        self._take(("guess", link), GUESSES_A_MINUTE)

    def ask(self, address: str) -> None:
        """Take one knock from what an address may ask to be mailed.

        Raises:
            TooOften: its bucket is empty.
        """
        self._take(("ask", address), ASKS_A_MINUTE)

    def unknown(self, address: str) -> None:
        """Take one knock from an address that tried a link which opens nothing.

        Raises:
            TooOften: its bucket is empty.
        """
        self._take(("unknown", address), UNKNOWN_A_MINUTE)

    def _take(self, key: tuple[str, str], a_minute: int) -> None:
        with self.lock:
            now = self.clock()
            bucket = self.buckets.pop(key, None) or Bucket(a_minute, now)
            bucket.level = min(a_minute, bucket.level + (now - bucket.at) * a_minute / 60)
            bucket.at = now
            is_empty = bucket.level < 1
            bucket.level -= 0 if is_empty else 1
            self.buckets[key] = bucket
            while len(self.buckets) > MOST_BUCKETS:
                self.buckets.popitem(last=False)
        if is_empty:
            raise TooOften("This was opened very often within a minute. Please wait a moment and try again.")
