"""Moments in UTC on every database, and the database's own clock."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, TypeDecorator
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from coaching.errors import NaiveMoment


class Moment(TypeDecorator[datetime]):
    """A column of aware moments. SQLite drops zones even with ``timezone=True``, so they are kept in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:
        """Return what turns a moment into the text that SQLite keeps; half of what a batch binds are moments."""
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        """Return what turns SQLite's text into a moment."""
        return _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Return *value* in UTC, as the database keeps it; a naive moment is refused."""
        return None if value is None else _in_utc(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the stored moment, aware."""
        return None if value is None else value.astimezone(UTC)


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise NaiveMoment("storage", moment.isoformat())
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def _as_text(moment: datetime | None) -> str | None:
    return (
        None if moment is None else _in_utc(moment).isoformat(" ", "microseconds")[: len("2026-11-23 09:00:00.000000")]
    )


def _from_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


class utc_now(GenericFunction[datetime]):  # noqa: N801 - it reads as the SQL function it is
    """The clock of the database server, to the microsecond where it has one."""

    type = Moment()
    inherit_cache = True


class utc_in(GenericFunction[datetime]):  # noqa: N801 - it reads as the SQL function it is
    """The moment so many seconds from now, by the clock of the database server."""

    type = Moment()
    inherit_cache = True


@compiles(utc_in, "sqlite")
def _sqlite_in(element: utc_in, compiler: Any, **kw: Any) -> str:
    seconds = compiler.process(element.clauses, **kw)
    return f"(strftime('%Y-%m-%d %H:%M:%f', 'now', ({seconds}) || ' seconds') || '000')"


@compiles(utc_in)
def _server_in(element: utc_in, compiler: Any, **kw: Any) -> str:
    seconds = compiler.process(element.clauses, **kw)
    return f"(clock_timestamp() + ({seconds}) * interval '1 second')"


@compiles(utc_now, "sqlite")
def _sqlite_now(element: utc_now, compiler: Any, **kw: Any) -> str:
    return "(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000')"


@compiles(utc_now)
def _server_now(element: utc_now, compiler: Any, **kw: Any) -> str:
    return "clock_timestamp()"
