"""Reads on the hot paths: whole rows as plain values, read from the database each time and watched by no session."""

from collections.abc import Callable, Mapping
from dataclasses import make_dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, FromClause, Select, select
from sqlmodel import Session

from storage.core import Prepared, run


class Read:
    """A select of whole rows that runs for every mail or answer: built once, compiled once.

    A session remembers each row it loads and watches each attribute; that took half of the time of an answer. What
    comes back here has the columns of its row as attributes, in the order of *parts*; None for a row that an outer
    join did not find. Rows with one primary key are one value within a run.
    """

    def __init__(self, shape: Callable[[Select[Any]], Select[Any]], *parts: FromClause) -> None:
        self._statement = shape(select(*(column for part in parts for column in part.c)))
        self._takes_lists = any(bind.expanding for bind in self._statement.compile().bind_names)
        self._prepared = Prepared(self._statement)
        self._kinds = [(_value_class(part), len(part.c)) for part in parts]
        self._types = [column.type for part in parts for column in part.c]
        self._processors: dict[str, list[tuple[int, Any]]] = {}

    def run(self, session: Session, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows that *values* ask for, each a tuple with one value for each of the parts."""
        seen: dict[tuple[int, Any], Any] = {}
        return [self._told(row, seen) for row in self._rows(session, values)]

    def first(self, session: Session, **values: Any) -> tuple[Any, ...] | None:
        """Return the first row that *values* ask for, or None."""
        found = self.run(session, **values)
        return found[0] if found else None

    def _rows(self, session: Session, values: Mapping[str, Any]) -> Any:
        if self._takes_lists:
            return run(session, self._statement, values).all()
        rows = [list(row) for row in self._prepared.run(session, values)]
        for place, process in self._processors_of(session.connection()):
            for row in rows:
                row[place] = process(row[place])
        return rows

    def _told(self, row: Any, seen: dict[tuple[int, Any], Any]) -> tuple[Any, ...]:
        told, start = [], 0
        for n, (made, length) in enumerate(self._kinds):
            key = row[start]
            value = seen.get((n, key))
            if value is None and key is not None:
                value = seen[n, key] = made(*row[start : start + length])
            told.append(value)
            start += length
        return tuple(told)

    def _processors_of(self, connection: Connection) -> list[tuple[int, Any]]:
        """Return what turns the database's own values into ours: moments, days, yes and no."""
        dialect = connection.dialect
        if dialect.name not in self._processors:
            made = [one.dialect_impl(dialect).result_processor(dialect, None) for one in self._types]
            self._processors[dialect.name] = [(place, process) for place, process in enumerate(made) if process]
        return self._processors[dialect.name]


@lru_cache(maxsize=64)
def _value_class(part: FromClause) -> Any:
    """Return a class with the columns of *part* as attributes; its first column is the primary key."""
    return make_dataclass(str(getattr(part, "name", "row")).title(), [column.name for column in part.c], slots=True)
