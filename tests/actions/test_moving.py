"""From SQLite to PostgreSQL: a lived-in installation arrives whole, carries on, and nothing else is overwritten."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from actions.house import House
from actions.ledger import whole
from actions.moving import move
from coaching.errors import Refused
from storage import migrating, moving
from storage.store import Store, open_store
from tests import make
from tests.postgres import Cluster
from tests.storage.test_migrating import content, fill


@pytest.fixture
def empty(postgres: Cluster) -> Iterator[Store]:
    """A PostgreSQL database without any table."""
    store = open_store(postgres.empty_database())
    yield store
    store.close()


def moved(house: House, target: Store) -> dict[str, int]:
    return move(house, replace(house, store=target)).tables


def test_every_row_of_every_table_arrives_as_it_was(small: House, empty: Store) -> None:
    fill(small.store)
    before = content(small.store)
    small.store.close()
    tables = moving.move(small.store, empty)
    after = content(empty)
    assert set(tables.values()) == {2} and len(tables) > 20
    utc = {name: [_aware(row) for row in rows] for name, rows in before.items()}
    assert {name: [_aware(row) for row in rows] for name, rows in after.items()} == utc


def _aware(row: dict[str, object]) -> dict[str, object]:
    """Return a row with its moments in UTC, said or not."""
    return {
        key: value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) and value.tzinfo else value
        for key, value in row.items()
    }


def test_a_cohort_carries_on_where_it_was(small: House, empty: Store, tmp_path: Path) -> None:
    make.enrolled(small)
    make.sent(small, tmp_path, make.berlin("2026-11-25"))
    before = whole(small).to_json()
    moved(small, empty)
    there = replace(small, store=empty)
    assert whole(there).to_json() == before
    assert make.sent(there, tmp_path, make.berlin("2026-11-25")).sent == 0
    assert make.sent(there, tmp_path, make.berlin("2026-12-07", "09:15")).sent == 3
    make.enrolled(there, ("dora@example.org",), name="Second")
    assert whole(there).adds_up


def test_links_that_are_out_open_the_same(small: House, empty: Store, tmp_path: Path) -> None:
    make.enrolled(small)
    make.sent(small, tmp_path, make.berlin("2026-11-25"))
    asked = text("SELECT digest, purpose, made_at FROM token ORDER BY digest")
    with small.store.engine.connect() as connection:
        before = [bytes(row[0]) for row in connection.execute(asked)]
    moved(small, empty)
    with empty.engine.connect() as connection:
        assert [bytes(row[0]) for row in connection.execute(asked)] == before != []


def test_a_database_with_anything_in_it_is_left_alone(small: House, postgres: Cluster) -> None:
    make.enrolled(small)
    full = make.house(Path(), postgres.fresh_database())
    make.enrolled(full, ("zoe@example.org",))
    full.store.close()
    with pytest.raises(Refused, match="is not empty"):
        moved(small, full.store)
    assert whole(full).prompts == 3
    full.store.close()


def test_somebody_elses_tables_are_left_alone(small: House, empty: Store) -> None:
    with empty.engine.begin() as connection:
        connection.execute(text("CREATE TABLE ledgers_of_finance (id int)"))
    empty.close()
    with pytest.raises(Refused, match="ledgers_of_finance"):
        moved(small, empty)
    assert migrating.schema_of(empty) == ""


def test_a_database_in_use_is_not_moved(small: House, empty: Store, tmp_path: Path) -> None:
    beside = open_store(str(small.store.engine.url))
    with beside.read() as session:
        session.execute(text("SELECT 1 FROM message"))
        with pytest.raises(Refused, match="in use"):
            moved(small, empty)
    beside.close()


def test_what_cannot_be_kept_there_moves_nothing(small: House, empty: Store) -> None:
    make.enrolled(small)
    with small.store.engine.begin() as connection:
        connection.execute(text("UPDATE recipient SET name = 'a' || char(0) || 'b' WHERE id = 3"))
    with pytest.raises(Refused, match="'recipient' cannot be moved"):
        moved(small, empty)
    with empty.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM recipient")).scalar() == 0
