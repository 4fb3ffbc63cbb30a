"""A Prefect server on SQLite that cannot write any more ends itself, so that its supervisor starts it anew.

Seen with 3.8.8: under load one connection of the server's pool kept the write lock for good. The server went on
answering its health check, every state of every run was refused with "database is locked", and nothing was sent until
somebody restarted it. What it had not committed is rolled back by its end; what is due is asked of our own database.
"""

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger(__name__)
EVERY_S, PATIENCE_S = 30.0, 120.0
"""How often it is tried to write, and how long in vain: twice as long as Prefect's own writes wait for the lock."""
CODE = 75
"""EX_TEMPFAIL of sysexits.h."""


def file_of(url: str) -> Path | None:
    """Return the file behind a database's URL, None if it is another database or lies in memory.

    >>> file_of("sqlite+aiosqlite:////srv/var/prefect/prefect.db")
    PosixPath('/srv/var/prefect/prefect.db')
    >>> file_of("postgresql+asyncpg://host/prefect"), file_of("sqlite+aiosqlite:///:memory:")
    (None, None)
    """
    backend, _, path = url.partition(":///")
    return Path(path) if backend.startswith("sqlite") and path and ":memory:" not in path else None


def can_be_written(file: Path, patience_s: float) -> bool:
    """Return whether the write lock of *file* can be had within so many seconds; a file not yet made counts as free."""
    try:
        connection = sqlite3.connect(
            f"{file.absolute().as_uri()}?mode=rw", timeout=patience_s, uri=True, isolation_level=None
        )
    except sqlite3.OperationalError:
        return True
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode != sqlite3.SQLITE_BUSY
    finally:
        connection.close()
    return True


def watch(file: Path, give_up: Callable[[], None], every_s: float = EVERY_S, patience_s: float = PATIENCE_S) -> None:
    """Try to write every so often; call *give_up* once it was in vain, and return."""
    while can_be_written(file, patience_s):
        time.sleep(every_s)
    log.error("Prefect's database stayed locked for %.0f s: its server ends, to be started anew.", patience_s)
    give_up()


def end_when_locked(url: str, every_s: float = EVERY_S, patience_s: float = PATIENCE_S) -> None:
    """Watch the database of this process from a thread, and end the process when it stays locked."""
    if file := file_of(url):
        threading.Thread(target=watch, args=(file, lambda: os._exit(CODE), every_s, patience_s), daemon=True).start()
