"""How long every page takes beside a hundred cohorts of a hundred people with answers: ``python -m benchmarks.pages``.

One cohort is lived through by simulated people up to day 100, the others are copies of it. Each page is asked in this
process, without a network, once and then five times more. By the clock, and by this process's own time on a processor,
which a busy machine disturbs less (SQLite works in this process too, PostgreSQL does not).
``python -m benchmarks.pages postgresql`` for the other database.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commands.opening import count_alone
from tests.answers.crowd import counted, lived, multiply, paths, sign_in
from tests.answers.visitors import Visit
from tests.postgres import cluster_or_reason

PEOPLE, DAYS, COHORTS = 100, 100, 100
ROUNDS = 5
LIMIT_S = 0.3


def measure(kind: str = "sqlite") -> None:
    """Print how long each page takes and what it asks of the database, and which are beyond the limit."""
    count_alone()
    with databases(kind) as (folder, url):
        began = time.perf_counter()
        visit = lived(folder, PEOPLE, DAYS, url=url)
        rows = multiply(visit, COHORTS - 1)
        many = ", ".join(f"{rows[name]:,} rows of {name}" for name in ("enrollment", "prompt", "response", "event"))
        print(f"{kind}: {many}, made in {time.perf_counter() - began:.0f} s", flush=True)
        took = {name: _one(visit, name, path) for name, path in paths(visit, PEOPLE).items()}
        for nth, by in enumerate(("clock", "processor")):
            over = [name for name, each in took.items() if each[nth] > LIMIT_S]
            print(f"over {LIMIT_S * 1000:.0f} ms by the {by}: {', '.join(over) or 'none'}")
        visit.house.store.close()


@contextmanager
def databases(kind: str) -> Iterator[tuple[Path, str]]:
    """Yield a folder and the URL of an empty database, "" for SQLite's own in the folder."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as server:
        if kind == "sqlite":
            yield Path(folder), ""
            return
        cluster, reason = cluster_or_reason(Path(server))
        if cluster is None:
            raise SystemExit(reason)
        try:
            yield Path(folder), cluster.empty_database()
        finally:
            cluster.stop()


def _one(visit: Visit, name: str, way: tuple[str, str]) -> tuple[float, float]:
    """Return how long a page takes by the clock and by the processor, in the middle of several times, and print it."""
    role, path = way
    sign_in(visit, role)
    with counted(visit) as asked:
        first = _asked(visit, path)
    wall, own = (statistics.median(each) for each in zip(*(_asked(visit, path) for _ in range(ROUNDS)), strict=True))
    said = [f"{round(seconds * 1000):5}" for seconds in (wall, own, *first)]
    print(
        f"{said[0]} ms ({said[1]} of a processor), first {said[2]} ({said[3]}), {len(asked):3} statements  {name}",
        flush=True,
    )
    return wall, own


def _asked(visit: Visit, path: str) -> tuple[float, float]:
    began, spent = time.perf_counter(), time.process_time()
    answer = visit.get(path)
    took = time.perf_counter() - began, time.process_time() - spent
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return took


if __name__ == "__main__":
    measure(*sys.argv[1:2])
