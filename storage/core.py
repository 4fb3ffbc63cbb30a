"""Statements on the hot paths: SQLAlchemy Core on the tables, built once, run on the session's own connection."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Insert, Table, func, select, text
from sqlmodel import Session, SQLModel

Id = TypeVar("Id")
CHUNK = 500
"""Ids in one IN list; far below the parameter limits of both databases."""


def table(row: type[SQLModel]) -> Table:
    """Return the table behind a row class."""
    found: Table = row.__table__  # type: ignore[attr-defined]
    return found


def run(session: Session, statement: Any, values: Any = None) -> CursorResult[Any]:
    """Run a Core statement in the session's transaction, past the unit of work."""
    return session.connection().execute(statement, values)


@lru_cache(maxsize=32)
def _insert(row: type[SQLModel]) -> Insert:
    return table(row).insert()


def insert_all(session: Session, row: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert *rows*, all with the same columns, as one prepared statement."""
    if rows:
        run(session, _insert(row), list(rows))


def insert_numbered(session: Session, row: type[SQLModel], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert *rows* and return their ids, in the same order.

    The ids are taken first, from the sequence on PostgreSQL and under the write lock on SQLite: several times
    faster than asking for each row's id afterwards.
    """
    ids = _reserve(session, row, len(rows))
    insert_all(session, row, [{"id": id_} | one for id_, one in zip(ids, rows, strict=True)])
    return ids


def _reserve(session: Session, row: type[SQLModel], n: int) -> list[int]:
    if session.get_bind().dialect.name == "postgresql":
        sequence = f"{table(row).name}_id_seq"
        taken = text("SELECT nextval(CAST(:sequence AS regclass)) FROM generate_series(1, :n)")
        return list(run(session, taken, {"sequence": sequence, "n": n}).scalars())
    last = run(session, select(func.coalesce(func.max(table(row).c.id), 0))).scalar_one()
    return list(range(last + 1, last + 1 + n))


def forget(session: Session, but: tuple[type[SQLModel], ...]) -> None:
    """Let a session read anew whatever it holds, other than rows of the kinds in *but*."""
    for row in list(session):
        if not isinstance(row, but):
            session.expunge(row)


def chunks(ids: Iterable[Id]) -> Iterator[list[Id]]:
    """Yield *ids* in lists of at most CHUNK."""
    rest = list(ids)
    for start in range(0, len(rest), CHUNK):
        yield rest[start : start + CHUNK]
