"""Long work: done in a thread, seen on a page that can be left and come back to.

What is under way is known to this process alone. If it dies the work is undone as a whole, and its draft or cohort
stands as before: starting it again does no harm.
"""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from coaching.errors import FollowthroughError

KEPT_S = 3600.0
"""How long work that ended stays in the list."""
MOST = 200


@dataclass
class Work:
    """One piece: *done* of *total*, then *says* what came of it, or *fault* why nothing did.

    *back* is where to go when it ended well, *again* when it did not.
    """

    title: str
    total: int
    back: str
    again: str
    done: int = 0
    says: str = ""
    fault: str = ""
    ended_s: float | None = None

    @property
    def is_over(self) -> bool:
        """Whether it ended, well or not."""
        return self.ended_s is not None


@dataclass
class Works:
    """All long work of one door, by key. *clock* counts seconds and never goes back."""

    clock: Callable[[], float] = time.monotonic
    works: dict[str, Work] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, work: Work, act: Callable[[Callable[[int], None]], str], key: str = "") -> str:
        """Let *act* run in a thread and return the key of its work; the same *key* twice begins only once.

        *act* is given a function that takes how much is done, and returns what came of it in a sentence.
        """
        key = key or secrets.token_hex(6)
        with self.lock:
            self._forget()
            known = self.works.get(key)
            if known is not None and not known.fault:
                return key
            self.works[key] = work
        threading.Thread(target=self._run, args=(work, act), name="desk-work", daemon=True).start()
        return key

    def _run(self, work: Work, act: Callable[[Callable[[int], None]], str]) -> None:
        def said(done: int) -> None:
            work.done = done

        try:
            work.says = act(said)
        except FollowthroughError as refusal:
            work.fault = str(refusal)
        except Exception:  # a thread has nobody above it to tell
            work.fault = "Something broke here; it was our fault, and nothing was changed. Try again."
            raise
        finally:
            work.ended_s = self.clock()

    def find(self, key: str) -> Work | None:
        """Return the work under *key*, None where this process knows of none."""
        return self.works.get(key)

    def listed(self) -> list[tuple[str, Work]]:
        """Return (key, work) of what is under way or ended lately, the newest first."""
        with self.lock:
            self._forget()
            return list(self.works.items())[::-1]

    def _forget(self) -> None:
        old = self.clock() - KEPT_S
        for key in [key for key, one in self.works.items() if one.ended_s is not None and one.ended_s < old][:MOST]:
            del self.works[key]
