"""What every pass asks is answered from partial indexes: its cost grows with what waits, not with what is stored.

Of SQLite, which plans by its indexes alone; PostgreSQL plans by what it knows of the rows, and `benchmarks.stored`
looks at both with millions of them.
"""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import sqlite

from actions.house import House
from storage import ledgers, messages, migrating, sweeps
from storage.prepared import Prepared
from storage.store import open_store

ASKED = {
    "what is due": (messages._due(())._prepared, "message_waiting"),
    "leases that ran out": (messages.RAN_OUT._prepared, "message_held"),
    "mails that crowd": (sweeps.CROWDED._prepared, "message_waiting"),
    "windows that are over": (sweeps.OVER._prepared, "prompt_open"),
    "check-ins without a reminder": (sweeps.UNREMINDED._query._prepared, "prompt_open"),
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with the tables in it."""
    file = tmp_path_factory.mktemp("plans") / "plans.db"
    store = open_store(f"sqlite:///{file}", throwaway=True)
    migrating.upgrade(store)
    store.close()
    return file


@pytest.mark.parametrize(("asked", "index"), ASKED.values(), ids=list(ASKED))
def test_a_pass_reads_no_table_from_end_to_end(database: Path, asked: Prepared, index: str) -> None:
    steps = _plan(database, asked)
    assert steps[0].startswith("SEARCH ") and index in steps[0]
    assert not [step for step in steps if step.startswith("SCAN ")], steps


def _plan(database: Path, asked: Prepared) -> list[str]:
    """Return the steps of the plan, outermost first."""
    sql = asked._form(sqlite.dialect()).sql
    connection = sqlite3.connect(database)
    try:
        return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", [1] * sql.count("?"))]
    finally:
        connection.close()


def test_a_ledger_reads_no_table_of_messages_from_end_to_end(house: House) -> None:
    asked = ledgers.twice(ledgers.Scope(cohort_id=1)).compile(
        house.store.engine, compile_kwargs={"literal_binds": True}
    )  # fmt: skip
    explain = "EXPLAIN QUERY PLAN " if house.store.is_sqlite else "EXPLAIN "
    with house.store.engine.connect() as db:
        if not house.store.is_sqlite:
            db.execute(text("SET enable_seqscan = off"))
        plan = " ".join(str(row) for row in db.execute(text(explain + str(asked))))
    assert "SCAN message" not in plan and ("message_repeated" in plan or house.store.is_sqlite), plan
