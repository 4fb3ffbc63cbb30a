"""Claiming and sending 1,000 due prompts among many stored ones, on both databases: ``python -m benchmarks.stored``.

``python -m benchmarks.stored 10000000`` is the whole promise (at most 1.3 times as long as among 100,000); it writes
about 6 GB on each database and takes an hour. Without a number it compares a million, which fits a coffee.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from actions.enrolling import NewCohort, enroll
from actions.house import House
from actions.sending import send_due
from benchmarks.sending import DUE, NOW, smtp
from benchmarks.sink import MISSING, is_there, sink
from content.reader import source_text
from content.roster import read_roster
from storage import migrating
from storage.store import Store, open_store
from tests.postgres import cluster_or_reason

FEW = 100_000
MANY = 1_000_000
DUE_NOW = 1_000
STEPS = 12
"""Prompts of each person among the stored ones."""
ROUNDS = 3
LIMIT = 1.3

SERIES = {
    "sqlite": "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {n}) ",
    "postgresql": "WITH s AS (SELECT generate_series(1, {n}) AS n) ",
}


def compare(many: int = MANY) -> None:
    """Print how long 1,000 due prompts take among few and among many, and the ratio."""
    if not is_there():
        print(MISSING)
        return
    with sink() as port, stores() as found:
        for name, urls in found.items():
            took = [_seconds(urls[n], stored, port) for n, stored in enumerate((FEW, many))]
            ratio = took[1] / took[0]
            verdict = "holds" if ratio <= LIMIT else "does not hold"
            print(
                f"{name}: {DUE_NOW} due among {FEW:,} stored {took[0]:.2f} s, among {many:,} {took[1]:.2f} s: "
                f"{ratio:.2f} times as long (limit {LIMIT}: {verdict})"
            )


@contextmanager
def stores() -> Iterator[dict[str, tuple[str, str]]]:
    """Yield two empty databases of each kind, by kind."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as server:
        found = {"sqlite": (f"sqlite:///{folder}/few.db", f"sqlite:///{folder}/many.db")}
        cluster, reason = cluster_or_reason(Path(server))
        if cluster is None:
            print(reason)
        else:
            found["postgresql"] = (cluster.empty_database(), cluster.empty_database())
        try:
            yield found
        finally:
            if cluster is not None:
                cluster.stop()


def _seconds(url: str, stored: int, port: int) -> float:
    """Return the median of the seconds of a pass over 1,000 due prompts among *stored* ones."""
    store = open_store(url)
    migrating.upgrade(store)
    house = House(store, b"a secret of the benchmark", zone="Europe/Berlin", reply_address="coach@example.org")
    _enrol(house, "first", 1)
    _fill(store, stored)
    took = []
    for n in range(ROUNDS):
        _enrol(house, f"round-{n}", DUE_NOW)
        began = time.perf_counter()
        tally = send_due(replace(house, connections=1), smtp(port), DUE)
        took.append(time.perf_counter() - began)
        assert tally.sent >= DUE_NOW, tally
    store.close()
    return statistics.median(took)


def _enrol(house: House, name: str, people: int) -> None:
    lines = "".join(f"{name}-{n}@example.org\n" for n in range(people))
    new = NewCohort(name, source_text("lead-for-loyalty"), "lead-for-loyalty", DUE.date().replace(day=2, month=12))
    enroll(house, new, read_roster("r.csv", f"email\n{lines}".encode()), NOW)


def _fill(store: Store, stored: int) -> None:
    """Store so many prompts of other people by copies of the first one's rows: nine in ten sent, the rest to come."""
    kind = "sqlite" if store.is_sqlite else "postgresql"
    with store.engine.begin() as connection:

        def copy(table: str, n: int, changed: dict[str, str], times: int = 1) -> None:
            names = [
                row[0]
                for row in connection.execute(text(f"SELECT * FROM {table} LIMIT 0")).cursor.description  # type: ignore[union-attr] # noqa: S608
            ]
            values = ", ".join(changed.get(name, f"t.{name}") for name in names)
            series = SERIES[kind].format(n=n)
            columns = ", ".join(names)
            first = f"(SELECT * FROM {table} ORDER BY id LIMIT 1) AS t"  # noqa: S608
            source = f"{series} SELECT n FROM s"  # noqa: S608 - words of ours
            statement = f"INSERT INTO {table} ({columns}) SELECT {values} FROM ({source}) AS s CROSS JOIN {first}"  # noqa: S608
            connection.execute(text(statement))

        people, base = stored // STEPS, 1_000
        who = f"({base} + (n - 1) / {STEPS} + 1)"
        state = "CASE WHEN n % 10 = 0 THEN 'planned' ELSE 'sent' END"
        later = "'2027-06-01 09:00:00.000000'" if kind == "sqlite" else "TIMESTAMPTZ '2027-06-01 09:00+00'"
        moments = {"due_at": later, "first_due_at": later}
        word = {"key": "'k' || n", "id": f"{base} + n"}
        copy("recipient", people, word | {"address": "'stored-' || n || '@example.org'"})
        copy("participant", people, {"id": f"{base} + n", "recipient_id": f"{base} + n"})
        copy("enrollment", people, word | {"participant_id": f"{base} + n"})
        copy("message", people * STEPS, word | moments | {"recipient_id": who, "state": state})
        prompt = {
            "id": f"{base} + n",
            "enrollment_id": who,
            "step": f"'s' || (n % {STEPS})",
            "message_id": f"{base} + n",
        }
        copy("prompt", people * STEPS, prompt | {"state": state, "due_at": later, "closes_at": "NULL"})
    _settle(store)


def _settle(store: Store) -> None:
    """Let the database know its own statistics, and let ids go on behind what was stored."""
    with store.engine.connect() as connection:
        if not store.is_sqlite:
            for table in ("recipient", "participant", "enrollment", "message", "prompt"):
                connection.execute(text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"))  # noqa: S608
        connection.execute(text("ANALYZE"))
        connection.commit()


if __name__ == "__main__":
    compare(*map(int, sys.argv[1:]))
