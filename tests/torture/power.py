"""A power cut on SQLite: the file as the disk has it, with the end of the write-ahead log missing.

With ``synchronous=NORMAL`` the log is made safe at a checkpoint only, so that a cut may take any part of what came
after the last one, from its end. A log that has been through a checkpoint is left whole.
"""

import os
import shutil
import signal
import sqlite3
from pathlib import Path

from tests.torture.arena import Arena, alive

CHECKPOINT_AT = 4_000_000
"""Octets of log at which SQLite makes a checkpoint by itself (1,000 pages and their heads)."""


def cut_power(arena: Arena, sender: int) -> None:
    """Stop *sender* where it stands, end it, and let a random part of the log's end be missing."""
    file = Path(arena.url.removeprefix("sqlite:///"))
    log = file.with_name(file.name + "-wal")
    if not alive(sender):
        return
    os.kill(sender, signal.SIGSTOP)
    copies = [shutil.copy(one, one.with_name(f"copy-of-{one.name}")) for one in (file, log) if one.exists()]
    os.kill(sender, signal.SIGKILL)
    arena.end(sender)
    for copy in map(Path, copies):
        copy.replace(file.with_name(copy.name.removeprefix("copy-of-")))
    file.with_name(file.name + "-shm").unlink(missing_ok=True)
    if log.exists() and log.stat().st_size < CHECKPOINT_AT:
        os.truncate(log, int(log.stat().st_size * arena.chance.random()))


def whole_file(file: Path) -> bool:
    """Return whether SQLite finds the file whole."""
    connection = sqlite3.connect(file)
    try:
        return connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finally:
        connection.close()
