"""What every pass asks is answered from partial indexes: its cost grows with what waits, not with what is stored.

Of SQLite, which plans by its indexes alone; PostgreSQL plans by what it knows of the rows, and `benchmarks.stored`
looks at both with millions of them.
"""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.dialects import sqlite

from storage import messages, migrating, sweeps
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
