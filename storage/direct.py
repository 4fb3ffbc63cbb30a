"""A write transaction on the driver's own connection, for the few statements that run once a mail.

A session's begin, its commit and its look for a connection take several times as long as what SQLite does for them;
where each mail has a transaction of its own, that was a third of a sender's work. Nothing is promised less: the same
database begins, commits and refuses, and its faults are raised as SQLAlchemy's own.
"""

from typing import Any

from sqlalchemy import Dialect, Engine, PoolProxiedConnection
from sqlalchemy.exc import DBAPIError


class Direct:
    """One connection of *engine*, kept until it is closed. Its first statement begins a transaction that writes."""

    def __init__(self, engine: Engine) -> None:
        self.dialect: Dialect = engine.dialect
        self._kept = engine.raw_connection()
        self._begun = False

    def exec_driver_sql(self, sql: str, values: Any) -> Any:
        """Run one statement as the driver takes it, once for each of *values* where they are a list.

        Named as SQLAlchemy's connections name it. Return the driver's cursor.
        """
        cursor = self._kept.cursor()
        if not self._begun and self.dialect.name == "sqlite":
            execute(self.dialect, self._kept, cursor, "BEGIN IMMEDIATE", ())
        self._begun = True
        return execute(self.dialect, self._kept, cursor, sql, values)

    def commit(self) -> None:
        """Make what was written last; where nothing was written, nothing happens."""
        if not self._begun:
            return
        try:
            self._kept.commit()
        except self.dialect.loaded_dbapi.Error as fault:
            raise told(self.dialect, self._kept, fault) from fault
        self._begun = False

    def rollback(self) -> None:
        """Take back what was written since the last commit; a connection that is gone has taken it back already."""
        if self._begun and self._kept.is_valid:
            self._kept.rollback()
        self._begun = False

    def close(self) -> None:
        """Give the connection back; what was not committed is taken back."""
        self._kept.close()


def execute(dialect: Dialect, kept: PoolProxiedConnection, cursor: Any, sql: str, values: Any) -> Any:
    """Run one statement on the driver's *cursor*, once for each of *values* where they are a list; return the cursor.

    Raises:
        DBAPIError: as SQLAlchemy itself raises the driver's faults.
    """
    try:
        if isinstance(values, list):
            cursor.executemany(sql, values)
        else:
            cursor.execute(sql, values)
    except dialect.loaded_dbapi.Error as fault:
        raise told(dialect, kept, fault) from fault
    return cursor


def told(dialect: Dialect, kept: PoolProxiedConnection, fault: Exception) -> Exception:
    """Return *fault* as SQLAlchemy raises it, without values; a lost connection is not used again."""
    lost = dialect.is_disconnect(fault, kept.dbapi_connection, None)  # type: ignore[arg-type]
    if lost:
        kept.invalidate(fault)
    kind = dialect.loaded_dbapi.Error
    made = DBAPIError.instance(
        None, None, fault, kind, hide_parameters=True, connection_invalidated=lost, dialect=dialect
    )  # fmt: skip
    return made if isinstance(made, Exception) else fault
