"""Garbage of a Prefect server is collected by a thread of its own, never by its event loop.

Seen with 3.8.8, aiosqlite 0.22.1 and Python 3.11 under load (`py-spy dump --native`): Python collects garbage wherever
something is allocated, so mostly in the event loop. Among it was a cursor; to let go of it waits for its connection,
which a thread was using to wait for SQLite's write lock. That lock was held by a request which only the event loop
could end. They waited for each other until SQLite gave up after a minute, and meanwhile the server answered nobody. A
thread that waits there keeps nobody else waiting.
"""

import gc
import threading
import time
from itertools import count

EVERY_S = 1.0
OLD_EVERY = 60
"""How often what is young is collected, and after how many times what is old as well. Our choice."""


def collect_aside(every_s: float = EVERY_S, old_every: int = OLD_EVERY) -> None:
    """From now on, collect this process's garbage in a thread of its own; what lives already is taken to stay."""
    gc.disable()
    gc.freeze()
    threading.Thread(target=_collect, args=(every_s, old_every), name="tidying", daemon=True).start()


def _collect(every_s: float, old_every: int) -> None:
    for n in count(1):
        time.sleep(every_s)
        gc.collect(1 if n % old_every else 2)
