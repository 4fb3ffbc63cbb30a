"""Statements on the hot paths: SQLAlchemy Core on the tables, built once, run on the session's own connection."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Table, bindparam, func, select, text
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlmodel import Session, SQLModel

from storage.prepared import Prepared, Writes

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
def _insert(row: type[SQLModel], columns: tuple[str, ...]) -> Prepared:
    """Return the insert of a row; what is not among *columns* gets its default, which plain SQL does not fill in."""
    defaults = {one.name: one.default for one in table(row).c}
    kept = {name: one.arg for name, one in defaults.items() if isinstance(one, ScalarElementColumnDefault)}
    return Prepared(table(row).insert().values(kept | {name: bindparam(name) for name in columns}))


def insert_all(
    session: Writes, row: type[SQLModel], rows: Sequence[Mapping[str, Any]], shared: Mapping[str, Any] | None = None
) -> None:
    """Insert *rows*, all with the same columns, as one prepared statement; *shared* are columns they have in common."""
    if not rows:
        return
    common = shared or {}
    statement = _insert(row, (*rows[0], *common))
    if len(rows) == 1:
        statement.run(session, {**common, **rows[0]})
    else:
        statement.run_all(session, rows, common)


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


def chunks(ids: Iterable[Id]) -> Iterator[list[Id]]:
    """Yield *ids* in lists of at most CHUNK."""
    rest = list(ids)
    for start in range(0, len(rest), CHUNK):
        yield rest[start : start + CHUNK]
