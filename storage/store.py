"""Opening the database: one way to read, one way to write, on SQLite and PostgreSQL."""

import os
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, func, literal, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlmodel import Session

from coaching.errors import Refused
from storage.core import table
from storage.direct import Direct
from storage.moments import Moment, utc_in
from storage.rows import ClockRow

UNAVAILABLE = (OperationalError, InterfaceError)
"""What is raised when the database itself cannot be used: away, locked, out of space."""
BUSY_S = 30
"""How long a writer waits for another one on SQLite."""
PAGES_KB = 8_000
"""Pages of a SQLite file that a connection keeps in memory, at most; SQLite's own 2,000 do not hold the indexes that a
batch of mails writes to."""


@dataclass(frozen=True, slots=True)
class Store:
    """An open database. Readers see a steady snapshot; a writer holds the write lock from its first statement."""

    engine: Engine

    def read(self) -> Session:
        """Return a session that reads."""
        return Session(self.engine, expire_on_commit=False)

    def write(self) -> Session:
        """Return a session that writes: on SQLite each of its transactions begins IMMEDIATE."""
        return Session(self.engine.execution_options(writes=True), expire_on_commit=False)

    def direct(self) -> AbstractContextManager[Direct]:
        """Return a connection that writes past the session, for what runs once a mail."""
        return closing(Direct(self.engine))

    @property
    def is_sqlite(self) -> bool:
        """True on the embedded default."""
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def open_store(url: str, throwaway: bool = False) -> Store:
    """Return the store at *url*, making the folder of a SQLite file; the schema is `migrating`'s errand.

    A SQLite store that is *throwaway* never waits for the disk.

    Raises:
        Refused: *url* is no database URL that we can use.
    """
    try:
        parsed = make_url(url)
    except Exception as error:
        raise Refused("The database URL cannot be read. Example: sqlite:///var/followthrough.db") from error
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return Store(_sqlite(url, parsed.database, throwaway))
    if backend == "postgresql":
        return Store(_postgresql(parsed))
    raise Refused(f"'{backend}' databases are not supported. Use sqlite:/// or postgresql://.")


def _postgresql(url: URL) -> Engine:
    """Return an engine whose queries are not compiled to machine code: that takes longer than any of ours takes."""
    made = url.set(drivername="postgresql+psycopg")
    engine = create_engine(made, pool_pre_ping=True, hide_parameters=True)
    event.listen(engine, "connect", _no_compiling)
    return engine


def _no_compiling(connection: Any, record: Any) -> None:
    connection.execute("SET jit = off")
    connection.commit()


def _sqlite(url: str, file: str | None, throwaway: bool) -> Engine:
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        _make_private(Path(file))
    engine = create_engine(url, connect_args={"timeout": BUSY_S, "check_same_thread": False}, hide_parameters=True)
    event.listen(engine, "connect", _set_up_connection)
    if throwaway:
        event.listen(engine, "connect", _hurry)
    event.listen(engine, "begin", _begin)
    return engine


def _make_private(file: Path) -> None:
    """Make the file readable by its owner only before SQLite makes it readable by all."""
    if not file.exists():
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))


def _set_up_connection(connection: Any, record: Any) -> None:
    connection.isolation_level = None
    waits, kept = f"busy_timeout={BUSY_S * 1000}", f"cache_size=-{PAGES_KB}"
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", waits, kept):
        connection.execute(f"PRAGMA {pragma}")


def _hurry(connection: Any, record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def _begin(connection: Any) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def database_now() -> Any:
    """Return the SQL expression for the database's clock (a demonstration's or a rehearsal's own, where it has one)."""
    own = select(table(ClockRow).c.offset_s).where(table(ClockRow).c.id == 1).scalar_subquery()
    return utc_in(func.coalesce(own, literal(0.0)), type_=Moment())
