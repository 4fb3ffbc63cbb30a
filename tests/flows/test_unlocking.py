"""A database that stays locked ends its process; one that is busy does not."""

import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from flows.unlocking import CODE, can_be_written, watch

PROCESS = """
import sys, time
from flows.unlocking import end_when_locked
end_when_locked(sys.argv[1], every_s=0.05, patience_s=0.5)
time.sleep(30)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "prefect.db"
    with sqlite3.connect(made) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE run (id INTEGER)")
    connection.close()
    return made


def locked(file: Path) -> sqlite3.Connection:
    holder = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    return holder


def test_a_process_whose_database_stays_locked_ends(file: Path) -> None:
    holder = locked(file)
    done = subprocess.run([sys.executable, "-c", PROCESS, f"sqlite+aiosqlite:///{file}"], timeout=25, check=False)
    holder.close()
    assert done.returncode == CODE


def test_a_write_that_takes_its_time_ends_nothing(file: Path) -> None:
    holder = locked(file)
    later = threading.Timer(0.3, holder.rollback)
    later.start()
    assert can_be_written(file, 20)
    later.join()
    holder.close()


def test_whoever_reads_is_no_hindrance(file: Path) -> None:
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM run").fetchall()
    assert can_be_written(file, 0)
    reader.close()


def test_a_database_that_is_not_made_yet_is_waited_for(tmp_path: Path) -> None:
    assert can_be_written(tmp_path / "none.db", 0)
    assert not (tmp_path / "none.db").exists()


def test_it_is_looked_at_again_and_again(file: Path) -> None:
    ended = threading.Event()
    thread = threading.Thread(target=watch, args=(file, ended.set, 0.02, 0.1), daemon=True)
    thread.start()
    time.sleep(0.2)
    assert not ended.is_set()
    holder = locked(file)
    assert ended.wait(10)
    holder.close()
