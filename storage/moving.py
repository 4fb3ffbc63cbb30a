"""The whole of a SQLite database into an empty PostgreSQL one: as it stands, then read back and compared row by row."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import zip_longest
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Boolean, Column, Connection, DateTime, String, Table, func, inspect, select, text
from sqlmodel import SQLModel

from coaching.errors import Refused
from storage import migrating, postgres_tools
from storage.backups import check_unused
from storage.core import CHUNK
from storage.moments import Moment
from storage.store import Store


def move(source: Store, target: Store) -> dict[str, int]:
    """Copy every row from *source* (SQLite) to *target* (PostgreSQL) in one transaction; return the rows by table.

    Ids, links and moments stay what they are, and the next ids follow the highest. Nothing can be written to
    *source* meanwhile. What was copied is read back and compared before it counts.

    Raises:
        Refused: *target* is not empty or in use, or a row differs; nothing was moved then.
    """
    _check_kinds(source, target)
    _check_empty(target)
    migrating.upgrade(target)
    with source.write() as held, target.engine.begin() as connection:
        reading = held.connection()
        moved = {table.name: _copy(reading, connection, table) for table in _tables()}
        for table in _tables():
            _check_same(reading, connection, table)
            _number_on(connection, table)
    return moved


def set_aside(source: Path) -> Path:
    """Rename a SQLite file that was moved, so that nobody sends from it by mistake; return its new name."""
    aside = source.with_name(f"{source.name}.moved")
    source.replace(aside)
    return aside


def _tables() -> Sequence[Table]:
    return SQLModel.metadata.sorted_tables


def _check_kinds(source: Store, target: Store) -> None:
    if not source.is_sqlite or target.is_sqlite:
        raise Refused(
            "This moves from SQLite to PostgreSQL: FOLLOWTHROUGH_DATABASE_URL names the one, and the command the other."
        )
    check_unused(Path(source.engine.url.database or ""))


def _check_empty(target: Store) -> None:
    """Refuse a database that holds anything, ours or somebody else's."""
    if postgres_tools.others(target.engine):
        raise Refused("Somebody else is connected to the database to move to. Nothing was changed.")
    with target.engine.connect() as connection:
        ours = {table.name for table in _tables()} | {"alembic_version"}
        there = inspect(connection).get_table_names()
        foreign = sorted(set(there) - ours)
        full = [name for name in there if name in ours - {"alembic_version"} and _has_rows(connection, name)]
    if foreign or full:
        named = ", ".join((foreign or full)[:3])
        raise Refused(f"The database to move to is not empty ({named}). Make a new one; nothing was changed.")


def _has_rows(connection: Connection, name: str) -> bool:
    return connection.execute(text(f'SELECT 1 FROM "{name}" LIMIT 1')).first() is not None  # noqa: S608 - a table's name


def _copy(reading: Connection, writing: Connection, table: Table) -> int:
    """Copy one table as the driver has it, so that not a digit changes on the way; return its rows."""
    names = ", ".join(f'"{column.name}"' for column in table.c)
    found = reading.exec_driver_sql(f'SELECT {names} FROM "{table.name}" ORDER BY 1')  # noqa: S608 - names of ours
    change = [_changing(column) for column in table.c]
    n = 0
    with (
        closing(writing.connection.cursor()) as cursor,
        cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy,
    ):
        try:
            while rows := found.fetchmany(CHUNK):
                for row in rows:
                    copy.write_row([fit(value) for fit, value in zip(change, row, strict=True)])
                n += len(rows)
        except psycopg.Error as fault:
            raise Refused(f"The table '{table.name}' cannot be moved ({type(fault).__name__}).") from None
    return n


def _changing(column: Column[Any]) -> Any:
    """Return what makes SQLite's form of a value PostgreSQL's: moments are in UTC there, and yes and no are numbers."""
    if isinstance(column.type, (Moment, DateTime)):
        return lambda value: None if value is None else f"{value}+00"
    if isinstance(column.type, Boolean):
        return lambda value: None if value is None else bool(value)
    return lambda value: value


def _check_same(reading: Connection, writing: Connection, table: Table) -> None:
    """Compare both tables value by value.

    Raises:
        Refused: a row is missing or differs.
    """
    for before, after in zip_longest(_rows(reading, table), _rows(writing, table)):
        if before is None or after is None or tuple(before) != tuple(after):
            raise Refused(f"The table '{table.name}' did not arrive as it was, so nothing was moved. Please report it.")


def _rows(connection: Connection, table: Table) -> Iterator[Any]:
    keys = [_in_bytes(column, connection) for column in table.primary_key]
    asked = select(table).order_by(*keys).execution_options(yield_per=CHUNK)
    return iter(connection.execute(asked))


def _in_bytes(column: Column[Any], connection: Connection) -> Any:
    """Return *column* in the order of its bytes, which does not depend on a language."""
    if isinstance(column.type, String) and connection.dialect.name == "postgresql":
        return column.collate("C")
    return column


def _number_on(connection: Connection, table: Table) -> None:
    """Let the next id follow the highest."""
    if "id" not in table.c or isinstance(table.c.id.type, String):
        return
    sequence = connection.execute(select(func.pg_get_serial_sequence(table.name, "id"))).scalar()
    if sequence:
        highest = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
        connection.execute(select(func.setval(sequence, highest, False)))
