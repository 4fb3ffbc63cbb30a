"""Long work: done in a thread of this door, seen from every door, on a page that can be left and come back to."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from actions.desk import works
from actions.desk.works import Telling, Work
from actions.house import House
from actions.readiness import DATABASE_AWAY
from coaching.errors import FollowthroughError

BEAT_S = 1.0
"""How often a piece of work says that it goes on."""
BROKE = "Something broke here; it was our fault. Try again."
Act = Callable[[Telling], object]


@dataclass
class Works:
    """The long work of one door. *running* is what this process does at the moment, by key."""

    house: House
    beat_s: float = BEAT_S
    running: dict[str, Telling] = field(default_factory=dict)

    def begin(self, work: Work, act: Act, key: str = "") -> str:
        """Let *act* run in a thread and return the key of its work; the same *key* twice begins only once.

        *act* is told where to say how far it is, and says in its own transaction what came of it.
        """
        telling = Telling(key or secrets.token_hex(6), secrets.token_hex(8))
        if works.begin(self.house, replace(work, key=telling.key), telling.runner):
            self.running[telling.key] = telling
            threading.Thread(target=self._run, args=(telling, act), name="desk-work", daemon=True).start()
        return telling.key

    def _run(self, telling: Telling, act: Act) -> None:
        over = threading.Event()
        beat = threading.Thread(target=self._beat, args=(telling, over), name="desk-beat", daemon=True)
        beat.start()
        try:
            act(telling)
        except FollowthroughError as refusal:
            works.fail(self.house, telling, str(refusal))
        except Exception:  # a thread has nobody above it to tell
            works.fail(self.house, telling, BROKE)
            raise
        finally:
            over.set()
            beat.join()
            self.running.pop(telling.key, None)

    def _beat(self, telling: Telling, over: threading.Event) -> None:
        while not over.wait(self.beat_s):
            try:
                works.heard(self.house, telling)
            except DATABASE_AWAY:
                continue  # the work itself holds SQLite's lock, or finds out what is wrong

    def find(self, key: str) -> Work | None:
        """Return the work under *key*, whichever door does it, None where there is none (any more)."""
        found = works.work_of(self.house, key)
        return self._now(found) if found else None

    def listed(self) -> list[Work]:
        """Return what is under way or ended lately, the newest first."""
        return [self._now(one) for one in works.listed(self.house)]

    def _now(self, work: Work) -> Work:
        """Return *work* as far as this process knows it to be."""
        here = self.running.get(work.key)
        return replace(work, done=here.done, quiet_s=0.0) if here and not work.is_over else work
