"""What was worked out from the same answers before, kept in memory so that a page that is looked at again is quick.

Only figures about a group are kept, under a hash of what they were worked out from: nobody's answers stay here.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

Figures = TypeVar("Figures")
MOST = 1_000
"""Figures kept; those unused for longest go first. Three behaviours of three hundred cohorts; our choice."""


@dataclass
class Remembering(Generic[Figures]):
    """What *make* returned for the same parts, remembered.

    >>> squares = Remembering[int]()
    >>> squares.get(lambda: 9, 3), squares.get(lambda: 10, 3), squares.get(lambda: 16, 4)
    (9, 9, 16)
    """

    kept: OrderedDict[bytes, Figures] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def get(self, make: Callable[[], Figures], *parts: object) -> Figures:
        """Return what *make* returns, or what it returned when all *parts* were the same; their repr tells."""
        key = hashlib.sha256(repr(parts).encode()).digest()
        with self.lock:
            if key in self.kept:
                self.kept.move_to_end(key)
                return self.kept[key]
        made = make()
        with self.lock:
            self.kept[key] = made
            while len(self.kept) > MOST:
                self.kept.popitem(last=False)
        return made
