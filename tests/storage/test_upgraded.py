"""A cohort in the middle of its programme, in a database of every schema there was: brought up, it goes on."""

from pathlib import Path

from sqlalchemy import text

from actions.house import House
from actions.ledger import whole
from storage import migrating
from tests import make
from tests.storage.test_sending import DUE

LATER = make.berlin("2026-12-07", "09:15")


def test_a_cohort_goes_on_after_an_upgrade_from_any_schema(house: House, tmp_path: Path) -> None:
    make.enrolled(house)
    assert make.sent(house, tmp_path, DUE).sent == 3
    before = whole(house)
    for schema in [one.revision for one in reversed(migrating._all())][1:]:
        migrating.go_to(house.store, schema)
        migrating.upgrade(house.store)
        after = whole(house)
        assert (after.adds_up, after.by_state) == (True, before.by_state), schema
    assert make.sent(house, tmp_path, LATER).sent == 3
    assert whole(house).adds_up


def test_a_cohort_goes_on_beside_a_later_version_that_only_added(house: House, tmp_path: Path) -> None:
    make.enrolled(house)
    with house.store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE prompt ADD COLUMN of_later VARCHAR"))
        connection.execute(text("CREATE TABLE of_later (id INTEGER PRIMARY KEY)"))
        connection.execute(text(f"UPDATE alembic_version SET version_num = '9999_since_{migrating.newest()[:4]}'"))
    migrating.upgrade(house.store)
    assert make.sent(house, tmp_path, DUE).sent == 3
    make.enrolled(house, ["dora@example.org"], name="Bremen")
    assert make.sent(house, tmp_path, LATER).sent > 0
    assert whole(house).adds_up
