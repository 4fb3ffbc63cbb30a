"""Enrolling many people beside the bare insert of the same rows: ``python -m benchmarks.enrolling [PEOPLE]``.

The bare insert puts the rows that an enrolment left into an empty database of the same kind and schema, table by table,
with the driver's own ``executemany`` and in one transaction. The promise is at most 3 times its time, under 500 MB.
Each is a process of its own, so that its memory is its own.
"""

import json
import resource
import subprocess
import sys
import time
from datetime import date
from typing import Any

from actions.enrolling import NewCohort, enroll
from actions.house import House
from benchmarks.sending import NOW
from benchmarks.stored import stores
from content.roster import read_roster
from storage import migrating
from storage.store import open_store

PEOPLE = 100_000
LIMIT, MEMORY_MB = 3.0, 500
WRITTEN = ("programme", "cohort", "recipient", "participant", "enrollment", "message", "prompt", "event")
AT_ONCE = 5_000
BEHAVIOUR = "{asks: On how many of your last five working days?, chance: Nobody spoke, label: listening}"
PROGRAMME = f"""programme: bench
version: 1
title: Twelve steps
primary: listening
behaviours:
  listening: {BEHAVIOUR}
steps:
""" + "\n".join(f"  - {{name: c{n}, after_days: {14 * n - 7}, check_in: [listening]}}" for n in range(12))


def compare(people: int = PEOPLE) -> None:
    """Print how long both take on both databases, and what memory the enrolment needs."""
    with stores() as found:
        for kind, (full, empty) in found.items():
            ours, bare = _in_a_process("ours", full, str(people)), _in_a_process("bare", full, empty)
            ratio, worked = ours["took_s"] / bare["took_s"], ours["worked_s"]
            verdict = "holds" if ratio <= LIMIT and ours["memory_mb"] < MEMORY_MB else "does not hold"
            print(
                f"{kind}: {people:,} people, {bare['rows']:,} rows: enrolled in {ours['took_s']:.1f} s ({worked:.1f} s "
                f"on the processor), bare insert {bare['took_s']:.1f} s ({bare['worked_s']:.1f} s): {ratio:.1f} times "
                f"(on the processor {worked / bare['worked_s']:.1f}; limit {LIMIT:g}), "
                f"{ours['memory_mb']:.0f} MB (limit {MEMORY_MB}): {verdict}",
                flush=True,
            )


def _in_a_process(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.enrolling", *arguments]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return dict(json.loads(said))


def ours(url: str, people: str) -> dict[str, Any]:
    """Return what it takes to enrol so many people, from the roster's bytes to the commit."""
    store = open_store(url)
    migrating.upgrade(store)
    house = House(store, b"a secret of the benchmark", zone="Europe/Berlin")
    roster = "email,name\n" + "".join(f"p{n}@example.org,Person {n}\n" for n in range(int(people)))
    began, worked = time.perf_counter(), time.process_time()
    new = NewCohort("Bench", PROGRAMME, "bench.yaml", date(2026, 12, 8))
    result = enroll(house, new, read_roster("r.csv", roster.encode()), NOW)
    took, worked = time.perf_counter() - began, time.process_time() - worked
    assert result.prompts == 12 * int(people), result
    return {"took_s": took, "worked_s": worked, "memory_mb": _memory_mb()}


def bare(full: str, empty: str) -> dict[str, Any]:
    """Return what it takes to insert the rows of one database into another; reading them is not counted."""
    source, target = open_store(full), open_store(empty)
    migrating.upgrade(target)
    reading, writing = source.engine.raw_connection(), target.engine.raw_connection()
    writing.cursor().execute("BEGIN" if target.is_sqlite else "SELECT 1")
    mark = "?" if target.is_sqlite else "%s"
    took, worked, rows = 0.0, 0.0, 0
    for table in WRITTEN:
        cursor = reading.cursor()
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - names of ours
        marks = ", ".join([mark] * len(cursor.description or ()))
        while batch := cursor.fetchmany(AT_ONCE):
            batch = [tuple(json.dumps(one) if isinstance(one, dict) else one for one in row) for row in batch]
            began, used = time.perf_counter(), time.process_time()
            writing.cursor().executemany(f"INSERT INTO {table} VALUES ({marks})", batch)  # noqa: S608
            took, worked = took + time.perf_counter() - began, worked + time.process_time() - used
            rows += len(batch)
    began, used = time.perf_counter(), time.process_time()
    writing.cursor().execute("COMMIT")
    took, worked = took + time.perf_counter() - began, worked + time.process_time() - used
    return {"took_s": took, "worked_s": worked, "rows": rows}


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["ours", url, people]:
            print(json.dumps(ours(url, people)))
        case ["bare", full, empty]:
            print(json.dumps(bare(full, empty)))
        case numbers:
            compare(*map(int, numbers))
