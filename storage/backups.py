"""A copy of the whole database as of one moment, and a copy put back: SQLite by its own API, PostgreSQL by its tools.

A copy is consistent while others write: both databases give it one snapshot and hold nobody up.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from coaching.errors import Refused
from storage import postgres_tools
from storage.store import Store, open_store

IN_USE = "The database is in use. Stop `followthrough serve` and everything else that has it open, then try again."
ENDINGS = ("-wal", "-shm")


def copy_out(store: Store, file: Path) -> None:
    """Write the database as it is at one moment into *file*, readable by its owner only.

    Raises:
        Refused: PostgreSQL's tools are missing or failed, or the copy is damaged.
    """
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    if store.is_sqlite:
        _copy_sqlite(store, file)
    else:
        postgres_tools.dump(store.engine.url, file)


def _copy_sqlite(store: Store, file: Path) -> None:
    held = store.engine.raw_connection()
    try:
        with contextlib.closing(sqlite3.connect(file)) as copy:
            held.driver_connection.backup(copy)  # type: ignore[union-attr]
            _settle(copy)
    finally:
        held.close()


def _settle(copy: sqlite3.Connection) -> None:
    """Make the copy one whole file, and look that it is undamaged."""
    copy.execute("PRAGMA journal_mode=DELETE")
    (found,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise Refused("The database is damaged: its pages do not fit together. Go back to an earlier backup.")


@contextlib.contextmanager
def put_back(url: str, file: Path, replace: bool) -> Iterator[str]:
    """Put the copy in *file* back at *url*; the body works on the address it is given before anybody else works on it.

    A fault changes nothing: on SQLite the copy takes the place of the old file when the body is done; on PostgreSQL
    the old tables lie in a schema of their own until then.

    Raises:
        Refused: there are people in the database and *replace* is not said, it is in use, or the tools failed.
    """
    if make_url(url).get_backend_name() == "sqlite":
        yield from _put_back_sqlite(Path(make_url(url).database or ""), file, replace)
        return
    with contextlib.closing(open_store(url)) as store:
        _check_free(store, replace)
        if postgres_tools.others(store.engine):
            raise Refused(IN_USE)
        with postgres_tools.set_aside(store.engine):
            postgres_tools.load(make_url(url), file)
            yield url


def _put_back_sqlite(target: Path, file: Path, replace: bool) -> Iterator[str]:
    if target.exists():
        with contextlib.closing(open_store(f"sqlite:///{target}")) as store:
            _check_free(store, replace)
        check_unused(target)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = target.with_name(target.name + ".restoring")
    _forget(fresh)
    try:
        os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        fresh.write_bytes(file.read_bytes())
        yield f"sqlite:///{fresh}"
        with contextlib.closing(sqlite3.connect(fresh)) as copy:
            _settle(copy)
        _forget(*(Path(f"{target}{end}") for end in ENDINGS))
        fresh.replace(target)
    finally:
        _forget(fresh, *(Path(f"{fresh}{end}") for end in ENDINGS))


def _check_free(store: Store, replace: bool) -> None:
    if not replace and holds_people(store):
        raise Refused(
            "The database has people in it, and nothing was changed. Add --replace if the backup is to take its place; "
            "what is in it now is then gone, so back it up first."
        )


def check_unused(target: Path) -> None:
    """Refuse while another process has the file open: in WAL mode each keeps it locked against leaving that mode."""
    try:
        with contextlib.closing(sqlite3.connect(target, timeout=0)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError:
        raise Refused(IN_USE) from None
    except sqlite3.DatabaseError:
        return  # no database any more: what --replace is for


def _forget(*files: Path) -> None:
    for one in files:
        one.unlink(missing_ok=True)


def holds_people(store: Store) -> bool:
    """Return whether anybody is known here; a schema alone holds nobody."""
    try:
        with store.engine.connect() as connection:
            tables = [name for name in ("cohort", "recipient") if inspect(connection).has_table(name)]
            return any(connection.execute(text(f"SELECT 1 FROM {one} LIMIT 1")).first() for one in tables)  # noqa: S608
    except OperationalError:
        raise Refused("The database does not answer, so nothing was changed. See `followthrough doctor`.") from None
