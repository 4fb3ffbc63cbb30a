"""A database with millions of prompts in it, made by the database itself from the rows of one enrolled person.

Rows go in without the indexes that can be made afterwards, without a look at foreign keys and without waiting for the
disk: row by row into indexes of random keys it took longer than anybody waits.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, text

from storage.store import Store

STEPS = 12
"""Prompts of each person."""
BASE = 1_000
"""Ids that are left to what is enrolled before."""
TABLES = ("recipient", "participant", "enrollment", "message", "prompt", "token", "event")
APART = 2**256 // 20_000_000
ALL_TABLES = ", ".join(f"'{one}'" for one in TABLES)
STATE = "CASE n % 20 WHEN 0 THEN 'planned' WHEN 1 THEN '{open}' ELSE '{over}' END"
"""One in twenty is still to come, one (a task) can still be answered, and the others are over."""

SQLITE = {
    "series": "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {n}) ",
    "later": "'2027-06-01 09:00:00.000000'",
    "lately": "'2026-11-20 09:00:00.000000'",
    "before": "'2026-06-01 09:00:00.000000'",
    "digest": "spread(n)",
    "key": "'k' || substr(hex(spread(n)), 1, 30)",
}
POSTGRESQL = {
    "series": "WITH s AS (SELECT generate_series(1, {n}) AS n) ",
    "later": "TIMESTAMPTZ '2027-06-01 09:00+00'",
    "lately": "TIMESTAMPTZ '2026-11-20 09:00+00'",
    "before": "TIMESTAMPTZ '2026-06-01 09:00+00'",
    "digest": "sha256(int8send(n::bigint))",
    "key": "'k' || md5(n::text)",
}


def fill(store: Store, stored: int) -> None:
    """Store so many prompts of other people, with a message, a link and a line of history each."""
    words = SQLITE if store.is_sqlite else POSTGRESQL
    with store.engine.connect() as connection, (_sqlite if store.is_sqlite else _postgresql)(connection):
        people = stored // STEPS
        for table, (n, changed) in _rows(words, people).items():
            _copy(connection, words, table, n, changed)


def _rows(words: Mapping[str, str], people: int) -> dict[str, tuple[int, dict[str, str]]]:
    """Return how many rows each table gets, and which columns are not those of the row that is copied."""
    mine, whose, mails = f"{BASE} + n", f"{BASE} + (n - 1) / {STEPS} + 1", people * STEPS
    due = f"CASE n % 20 WHEN 0 THEN {words['later']} WHEN 1 THEN {words['lately']} ELSE {words['before']} END"
    closes = f"CASE n % 20 WHEN 0 THEN NULL WHEN 1 THEN {words['later']} ELSE {words['before']} END"
    address = "'stored-' || n || '@example.org'"
    message = {"id": mine, "key": words["key"], "recipient_id": whose, "due_at": due, "first_due_at": due,
               "state": STATE.format(open="sent", over="sent")}  # fmt: skip
    prompt = {"id": mine, "enrollment_id": whose, "step": f"'s' || (n % {STEPS})", "message_id": mine, "due_at": due,
              "closes_at": closes, "kind": "'task'", "state": STATE.format(open="sent", over="expired")}  # fmt: skip
    return {
        "recipient": (people, {"id": mine, "key": "'k' || n", "address": address, "folded": address}),
        "participant": (people, {"id": mine, "recipient_id": mine}),
        "enrollment": (people, {"id": mine, "key": "'k' || n", "participant_id": mine}),
        "message": (mails, message),
        "prompt": (mails, prompt),
        "token": (mails, {"digest": words["digest"], "message_id": mine, "recipient_id": whose}),
        "event": (mails, {"id": mine, "prompt_id": mine, "enrollment_id": whose, "nth": "1"}),
    }


def _copy(connection: Connection, words: Mapping[str, str], table: str, n: int, changed: Mapping[str, str]) -> None:
    """Insert *n* copies of a table's newest row, with some columns *changed*."""
    shape = connection.execute(text(f"SELECT * FROM {table} LIMIT 0"))  # noqa: S608 - names of ours, here and below
    columns = list(shape.keys())
    values = ", ".join(changed.get(name, f"t.{name}") for name in columns)
    order = "made_at" if table == "token" else "id"
    one = f"(SELECT * FROM {table} ORDER BY {order} DESC LIMIT 1) AS t"  # noqa: S608
    source = f"{words['series'].format(n=n)} SELECT {values} FROM s CROSS JOIN {one}"  # noqa: S608
    named = ", ".join(columns)
    connection.execute(text(f"INSERT INTO {table} ({named}) {source}"))


@contextmanager
def _sqlite(connection: Connection) -> Iterator[None]:
    """Let rows in by one transaction without a look at foreign keys, and make the plain indexes afterwards."""
    raw: Any = connection.connection.driver_connection
    for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-1000000", "journal_mode=OFF"):
        raw.execute(f"PRAGMA {pragma}")
    raw.create_function("spread", 1, _spread, deterministic=True)
    asked = f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> '' AND tbl_name IN ({ALL_TABLES})"  # noqa: S608
    indexes = list(raw.execute(asked))
    for name, _ in indexes:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    yield
    for _, made in indexes:
        connection.exec_driver_sql(made)
    connection.commit()
    raw.execute("PRAGMA journal_mode=WAL")
    connection.invalidate()


def _spread(n: int) -> bytes:
    """Return 32 bytes that grow with *n* and lie far apart, so that digests to come fall between them."""
    return (n * APART).to_bytes(32, "big")


@contextmanager
def _postgresql(connection: Connection) -> Iterator[None]:
    """Let rows in without triggers, and make the plain indexes and the unique ones of long keys afterwards."""
    connection.execute(text("SET session_replication_role = replica"))
    connection.execute(text("SET maintenance_work_mem = '1GB'"))
    taken_off = list(connection.execute(text(CONSTRAINTS)))
    for table, name, _ in taken_off:
        connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
    indexes = list(connection.execute(text(INDEXES)))
    for name, _ in indexes:
        connection.execute(text(f"DROP INDEX {name}"))
    yield
    for _, made in indexes:
        connection.execute(text(made))
    for table, name, made in taken_off:
        connection.execute(text(f"ALTER TABLE {table} ADD CONSTRAINT {name} {made}"))
    for table in TABLES:
        if table != "token":
            connection.execute(text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"))  # noqa: S608
    connection.commit()
    connection.execute(text("ANALYZE"))  # what the server does by itself within minutes; SQLite does it never
    connection.commit()
    connection.invalidate()


CONSTRAINTS = f"""SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid::regclass::text IN ({ALL_TABLES}) AND (contype = 'u' OR contype = 'p' AND conname = 'token_pkey')"""  # noqa: S608
INDEXES = f"""SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ({ALL_TABLES})
AND indexname NOT IN (SELECT conname FROM pg_constraint)"""  # noqa: S608
