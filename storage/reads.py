"""Reads on the hot paths: plain values, read from the database each time and watched by no session."""

from collections.abc import Callable, Sequence
from dataclasses import make_dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, FromClause, Select, select
from sqlmodel import Session

from storage.prepared import Prepared


class Query:
    """A select that runs for every batch or mail: built once, compiled once. Its rows are lists of our own values."""

    def __init__(self, statement: Any) -> None:
        self._prepared = Prepared(statement)
        self._types = [column.type for column in statement.selected_columns]
        self._processors: dict[str, list[tuple[int, Any]]] = {}

    def rows(self, session: Session, **values: Any) -> list[list[Any]]:
        """Return the rows that *values* ask for."""
        rows = [list(row) for row in self._prepared.run(session, values).fetchall()]
        for place, process in self._processors_of(session.get_bind().dialect) if rows else ():
            for row in rows:
                row[place] = process(row[place])
        return rows

    def _processors_of(self, dialect: Dialect) -> list[tuple[int, Any]]:
        """Return what turns the database's own values into ours: moments, days, yes and no."""
        if dialect.name not in self._processors:
            made = [one.dialect_impl(dialect).result_processor(dialect, None) for one in self._types]
            self._processors[dialect.name] = [(place, process) for place, process in enumerate(made) if process]
        return self._processors[dialect.name]


class Read:
    """A select of whole rows that runs for every mail or answer.

    A session remembers each row it loads and watches each attribute; that took half of the time of an answer. What
    comes back here has the columns of its row as attributes, in the order of *parts*; None for a row that an outer
    join did not find. Rows with one primary key are one value within a run.
    """

    def __init__(self, shape: Callable[[Select[Any]], Select[Any]], *parts: FromClause) -> None:
        self._query = Query(shape(select(*(column for part in parts for column in part.c))))
        self._kinds = [(_value_class(part), len(part.c)) for part in parts]

    def run(self, session: Session, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows that *values* ask for, each a tuple with one value for each of the parts."""
        seen: dict[tuple[int, Any], Any] = {}
        return [self._told(row, seen) for row in self._query.rows(session, **values)]

    def first(self, session: Session, **values: Any) -> tuple[Any, ...] | None:
        """Return the first row that *values* ask for, or None."""
        found = self.run(session, **values)
        return found[0] if found else None

    def _told(self, row: Sequence[Any], seen: dict[tuple[int, Any], Any]) -> tuple[Any, ...]:
        told, start = [], 0
        for n, (made, length) in enumerate(self._kinds):
            key = row[start]
            value = seen.get((n, key))
            if value is None and key is not None:
                value = seen[n, key] = made(*row[start : start + length])
            told.append(value)
            start += length
        return tuple(told)


@lru_cache(maxsize=64)
def _value_class(part: FromClause) -> Any:
    """Return a class with the columns of *part* as attributes; its first column is the primary key."""
    return make_dataclass(str(getattr(part, "name", "row")).title(), [column.name for column in part.c], slots=True)
