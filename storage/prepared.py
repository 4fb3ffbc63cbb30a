"""Statements that run once a mail or once a batch: compiled once for each kind of database, then plain SQL."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, BigInteger, Dialect, Text, TypeDecorator, bindparam, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction
from sqlmodel import Session

from storage.direct import Direct, execute

Writes = Session | Direct
"""What a prepared statement runs in: a session's transaction, or one on the driver's own connection."""


class _Ids(TypeDecorator[Any]):
    """Whole numbers as one value: JSON for SQLite, an array for PostgreSQL."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        kind = ARRAY(BigInteger()) if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return list(value) if dialect.name == "postgresql" else "[" + ",".join(map(str, value)) + "]"


class _each(GenericFunction[int]):  # noqa: N801 - it reads as the SQL function it is
    type = BigInteger()
    inherit_cache = True


@compiles(_each, "sqlite")
def _sqlite_each(element: _each, compiler: Any, **kw: Any) -> str:
    return f"(SELECT value FROM json_each{compiler.process(element.clause_expr, **kw)})"  # noqa: S608 - it is SQL


@compiles(_each)
def _server_each(element: _each, compiler: Any, **kw: Any) -> str:
    return f"(SELECT unnest{compiler.process(element.clause_expr, **kw)})"


def among(column: Any, name: str = "ids") -> Any:
    """Return the condition that *column* is one of the whole numbers bound to *name*.

    The statement is the same however many there are, so that it can be compiled once; there is no limit to them.
    """
    return column.bool_op("IN")(_each(bindparam(name, type_=_Ids())))


def one_of(column: Any, words: Collection[str]) -> Any:
    """Return the condition that *column* is one of our own *words*; written out, so that partial indexes are used."""
    return column.in_([literal_column(f"'{one}'") for one in words])


class _Form(NamedTuple):
    """A statement as one kind of database takes it. *pick* puts values in their order, where they go by order."""

    sql: str
    constants: dict[str, Any]
    processors: list[tuple[str, Callable[[Any], Any]]]
    pick: Callable[[dict[str, Any]], Any] | None

    def bound(self, values: Mapping[str, Any]) -> Any:
        """Return *values* and what never changes, as the driver takes them."""
        full = {**self.constants, **values}
        for name, process in self.processors:
            full[name] = process(full[name])
        return self._placed(full)

    def all_bound(self, rows: Iterable[Mapping[str, Any]], shared: Mapping[str, Any]) -> list[Any]:
        """Return each of *rows* with *shared* and what never changes, as the driver takes them."""
        common = {**self.constants, **shared}
        common |= {name: process(shared[name]) for name, process in self.processors if name in shared}
        own = [(name, process) for name, process in self.processors if name not in shared]
        made = []
        for row in rows:
            full = {**common, **row}
            for name, process in own:
                full[name] = process(full[name])
            made.append(self._placed(full))
        return made

    def _placed(self, full: dict[str, Any]) -> Any:
        return self.pick(full) if self.pick else full


class Prepared:
    """A statement that runs several times a mail: compiled once for each kind of database, then plain SQL.

    SQLAlchemy looks up, merges and checks each time what never changes here; that took half of the time.
    """

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._forms: dict[str, _Form] = {}

    def run(self, session: Writes, values: Mapping[str, Any]) -> Any:
        """Run it with *values* in the transaction; return what yields its rows and has a ``rowcount``."""
        form = self._form(_dialect(session))
        return _execute(session, form.sql, form.bound(values))

    def run_all(self, session: Writes, rows: Iterable[Mapping[str, Any]], shared: Mapping[str, Any]) -> None:
        """Run it for each of *rows*; what they have in common is *shared*, and put into the driver's form once."""
        form = self._form(_dialect(session))
        made = form.all_bound(rows, shared)
        if made:
            _execute(session, form.sql, made)

    def _form(self, dialect: Dialect) -> _Form:
        return self._forms.get(dialect.name) or self._compile(dialect)

    def _compile(self, dialect: Dialect) -> _Form:
        made = self._statement.compile(dialect=dialect)
        constants, processors = dict(made.params), []
        for bind, name in made.bind_names.items():
            process = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if process and bind.required:
                processors.append((name, process))
            elif process:
                constants[name] = process(constants[name])
        order = made.positiontup
        form = _Form(made.string, constants, processors, _picker(order) if order is not None else None)
        self._forms[dialect.name] = form
        return form


def _dialect(session: Writes) -> Dialect:
    return session.dialect if isinstance(session, Direct) else session.get_bind().dialect


def _execute(session: Writes, sql: str, values: Any) -> Any:
    """Run plain SQL in the transaction, on the driver's own cursor: SQLAlchemy's takes longer than most statements."""
    if isinstance(session, Direct):
        return session.exec_driver_sql(sql, values)
    connection = session.connection()
    return execute(connection.dialect, connection.connection, connection.connection.cursor(), sql, values)


def _picker(order: Sequence[str]) -> Callable[[dict[str, Any]], Any]:
    """Return what puts values in *order*, as a tuple however few there are."""
    return itemgetter(*order) if len(order) > 1 else lambda full: tuple(full[name] for name in order)
