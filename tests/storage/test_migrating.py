"""Every step between schemas, with rows in every table: what was there stays there, up and down."""

import ast
import inspect
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Float, Integer, LargeBinary, MetaData, Table, text
from sqlmodel import SQLModel

from coaching.errors import Refused
from storage import migrating
from storage.store import Store, open_store

ROWS = 2
VALUES: dict[type, Any] = {
    Boolean: lambda name, n: n % 2 == 0, Date: lambda name, n: date(2026, 11, n),
    DateTime: lambda name, n: datetime(2026, 11, n, 8, 30, 15, 250_000, tzinfo=UTC), Float: lambda name, n: n / 4,
    Integer: lambda name, n: n, LargeBinary: lambda name, n: f"{name} {n}".encode(),
    JSON: lambda name, n: {name: [n, "ä"]},
}  # fmt: skip
Kept = dict[str, list[dict[str, Any]]]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database without any table."""
    fresh = request.param == "postgresql" and request.getfixturevalue("postgres").empty_database()
    store = open_store(fresh or f"sqlite:///{tmp_path}/old.db")
    yield store
    store.close()


def tables(store: Store) -> list[Table]:
    """Return the tables as the database has them, the referred to before those that refer."""
    found = MetaData()
    found.reflect(store.engine)
    return [one for one in found.sorted_tables if one.name != "alembic_version"]


def value(column: Column[Any], n: int) -> Any:
    """Return something to tell each row's column by; a reference names the row of the same number."""
    if column.foreign_keys:
        return n
    kind = next((kind for kind in VALUES if isinstance(column.type, kind)), None)
    return VALUES[kind](column.name, n) if kind else f"{column.name} {n}"


def fill(store: Store, only: set[str] | None = None) -> None:
    """Put rows into every table, or into those in *only*."""
    with store.engine.begin() as connection:
        for one in tables(store):
            if only is None or one.name in only:
                rows = [{column.name: value(column, n) for column in one.columns} for n in range(1, ROWS + 1)]
                connection.execute(one.insert(), rows)


def content(store: Store) -> Kept:
    """Return every row of every table, as the database gives it."""
    with store.engine.connect() as connection:
        return {
            one.name: [dict(row) for row in connection.execute(one.select().order_by(*one.primary_key)).mappings()]
            for one in tables(store)
        }


def lost(before: Kept, after: Kept) -> list[str]:
    """Return what of *before* is not in *after*; new tables and columns do not count."""
    return [
        f"{name}.{key} {row[key]!r} -> {now.get(key, 'gone')!r}"
        for name, rows in before.items()
        for row, now in zip(rows, after.get(name) or [{}] * len(rows), strict=True)
        for key in row
        if key not in now or now[key] != row[key]
    ]


def schemas() -> list[str]:
    """Return every schema there was, the oldest first."""
    return [one.revision for one in migrating._all()]


def test_every_row_survives_every_step_up(empty: Store) -> None:
    first, *rest = schemas()
    migrating.go_to(empty, first)
    fill(empty)
    for schema in rest:
        before = content(empty)
        migrating.go_to(empty, schema)
        assert lost(before, content(empty)) == [], schema
        fill(empty, content(empty).keys() - before.keys())
    assert all(len(rows) == ROWS for rows in content(empty).values())


def test_every_step_down_keeps_what_the_older_schema_has_a_place_for(empty: Store) -> None:
    *older, newest = schemas()
    migrating.go_to(empty, newest)
    fill(empty)
    for schema in reversed(older):
        before = content(empty)
        migrating.go_to(empty, schema)
        after = content(empty)
        assert lost(after, before) == [], schema
    migrating.upgrade(empty)
    assert migrating.schema_of(empty) == newest


def test_the_last_step_down_leaves_nothing(empty: Store) -> None:
    migrating.upgrade(empty)
    migrating.go_to(empty, "base")
    assert tables(empty) == []


def test_the_steps_lead_to_the_tables_that_the_rows_describe(empty: Store) -> None:
    migrating.upgrade(empty)
    with empty.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []


def test_references_are_still_kept_after_all_steps(empty: Store) -> None:
    migrating.go_to(empty, schemas()[0])
    fill(empty)
    migrating.upgrade(empty)
    if empty.is_sqlite:
        with empty.engine.connect() as connection:
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
            assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
    assert {len(one.foreign_keys) for one in tables(empty) if one.name == "prompt"} == {3}


def test_a_later_schema_that_goes_with_this_version_is_left_as_it_is(empty: Store) -> None:
    migrating.upgrade(empty)
    later = f"9999_since_{migrating.newest()[:4]}"
    with empty.engine.begin() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{later}'"))
    migrating.upgrade(empty)
    assert migrating.schema_of(empty) == later


def adds_only(revision: ModuleType) -> bool:
    """Return whether a revision does nothing but add what older code need not fill."""
    calls = [one for one in ast.walk(ast.parse(inspect.getsource(revision.upgrade))) if isinstance(one, ast.Call)]
    steps = [one for one in calls if ast.unparse(one.func).startswith(("op.", "batch_op."))]
    columns = [one for one in steps if one.func.attr == "add_column"]  # type: ignore[attr-defined]
    safe = all("nullable=True" in ast.unparse(one) or "server_default" in ast.unparse(one) for one in columns)
    return safe and {one.func.attr for one in steps} <= ADDING  # type: ignore[attr-defined]


ADDING = {"create_table", "add_column", "create_index", "f", "batch_alter_table"}


def test_a_schema_that_says_older_code_goes_on_only_adds() -> None:
    found = {one.revision: adds_only(one.module) for one in migrating._all()}
    assert found["0017"] and not found["0005"]  # the look itself can tell one from the other
    assert [name for name, adds in found.items() if migrating.SINCE in name and not adds] == []


def test_a_schema_of_a_later_version_is_refused_and_left_alone(empty: Store) -> None:
    migrating.upgrade(empty)
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Refused, match="schema '9999', which this version of Followthrough does not know"):
        migrating.upgrade(empty)
    assert migrating.schema_of(empty) == "9999"
