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

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Return *value* in UTC, as the database keeps it; a naive moment is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise NaiveMoment("storage", value.isoformat())
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the stored moment, aware."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


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
