"""A write transaction on the driver's own connection, for the few statements that run once a mail.

A session's begin, its commit and its look for a connection take several times as long as what SQLite does for them;
where each mail has a transaction of its own, that was a third of a sender's work. Nothing is promised less: the same
database begins, commits and refuses, and its faults are raised as SQLAlchemy's own.
"""

from typing import Any

from sqlalchemy import Dialect, Engine
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
        try:
            self._begin(cursor)
            if isinstance(values, list):
                cursor.executemany(sql, values)
            else:
                cursor.execute(sql, values)
        except self._faults as fault:
            raise self._told(fault) from fault
        return cursor

    def commit(self) -> None:
        """Make what was written last; where nothing was written, nothing happens."""
        if not self._begun:
            return
        try:
            self._kept.commit()
        except self._faults as fault:
            raise self._told(fault) from fault
        self._begun = False

    def rollback(self) -> None:
        """Take back what was written since the last commit; a connection that is gone has taken it back already."""
        if self._begun and self._kept.is_valid:
            self._kept.rollback()
        self._begun = False

    def close(self) -> None:
        """Give the connection back; what was not committed is taken back."""
        self._kept.close()

    @property
    def _faults(self) -> Any:
        return self.dialect.loaded_dbapi.Error

    def _begin(self, cursor: Any) -> None:
        """Begin where the driver does not by itself: SQLite is asked for the write lock, as `Store.write` does."""
        if not self._begun and self.dialect.name == "sqlite":
            cursor.execute("BEGIN IMMEDIATE")
        self._begun = True

    def _told(self, fault: Exception) -> Exception:
        """Return *fault* as SQLAlchemy raises it, without values; a lost connection is not used again."""
        lost = self.dialect.is_disconnect(fault, self._kept.dbapi_connection, None)  # type: ignore[arg-type]
        if lost:
            self._kept.invalidate(fault)
        told = DBAPIError.instance(
            None, None, fault, self._faults, hide_parameters=True, connection_invalidated=lost, dialect=self.dialect
        )
        return told if isinstance(told, Exception) else fault
