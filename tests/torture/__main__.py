"""``make torture``: 10,000 people, two hundred kills on each database; prints what became of everybody."""

import os
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from commands.children import free_port
from flows.environment import prefect_environment
from tests import make
from tests.flows.serving import PrefectServer, prefect_running
from tests.postgres import cluster_or_reason
from tests.torture.arena import Arena, Result, arena, kill_mail_server, kill_sender
from tests.torture.scheduled import kill_prefect

Harm = Callable[[Arena, int], None]
A_KILL_S = 25
"""Seconds of sending for each kill of the Prefect server, so that the pass outlives them all: 12 did not do."""


def torture(name: str, url: str, people: int, kills: int, connections: int, others: tuple[Harm, ...]) -> bool:
    """Kill the sender *kills* times, and now and then something else; print and return whether nobody was lost."""
    with tempfile.TemporaryDirectory() as folder, arena(url, Path(folder), people, connections) as place:
        place.most = max(2, people // kills)
        while place.kills < kills and place.let_time_pass():
            harm = others[place.kills % len(others)] if place.kills % 20 == 19 and others else kill_sender
            place.round(harm)
        place.finish()
        found = place.result()
    holds = fine(found, connections) and found.kills >= kills
    print(f"{name}, {connections} connection(s): {asdict(found)} {'holds' if holds else 'DOES NOT HOLD'}", flush=True)
    return holds


def at_once(name: str, url: str, people: int, senders: int) -> bool:
    """Let several senders send at once; print and return whether nobody was lost and nothing went twice."""
    with tempfile.TemporaryDirectory() as folder, arena(url, Path(folder), people) as place:
        running = [place.start_sender() for _ in range(senders)]
        for one in running:
            place.end(one, within_s=600)
        place.finish()
        found = place.result()
    holds = (found.lost, found.repeated, found.adds_up) == (0, 0, True)
    print(f"{name}, {senders} senders at once: {asdict(found)} {'holds' if holds else 'DOES NOT HOLD'}", flush=True)
    return holds


def scheduled(name: str, url: str, people: int, kills: int) -> bool:
    """Kill the Prefect server under passes of the real flows; print and return whether all was well."""
    with (
        tempfile.TemporaryDirectory() as home,
        tempfile.TemporaryDirectory() as folder,
        prefect(Path(home)) as server,
        arena(url, Path(folder), people) as place,
    ):
        kill_prefect(place, server, kills, mails_a_second=max(10, people // (A_KILL_S * kills)))
        found = place.result()
    holds = (found.kills, found.lost, found.repeated, found.adds_up) == (kills, 0, 0, True)
    print(f"{name}, Prefect killed: {asdict(found)} {'holds' if holds else 'DOES NOT HOLD'}", flush=True)
    return holds


@contextmanager
def prefect(home: Path) -> Iterator[PrefectServer]:
    """Yield a Prefect server of our own, for this process and its children."""
    port, auth = free_port(0), f"followthrough:{secrets.token_hex(8)}"
    os.environ.update(prefect_environment(home, port, auth, ui=False))
    with prefect_running(home, port, auth) as server:
        yield server


def fine(found: Result, connections: int) -> bool:
    """Return whether the promise was kept."""
    clean = not (found.lost or found.unmarked or found.differing) and found.adds_up
    return clean and found.worst <= connections and found.repeated <= found.kills * connections


@dataclass(frozen=True)
class Database:
    """One kind of database: *fresh* returns the address of an empty one, *others* is what else can be killed."""

    name: str
    fresh: Callable[[], str]
    others: tuple[Harm, ...]


@contextmanager
def databases() -> Iterator[list[Database]]:
    """Yield the databases that this machine has; what is missing is said."""
    with tempfile.TemporaryDirectory() as folder:
        found = [Database("SQLite", lambda: sqlite_in(Path(folder)), (kill_mail_server,))]
        place = Path(folder) / "postgres"
        place.mkdir()
        cluster, reason = cluster_or_reason(place)
        if cluster is None:
            print(f"PostgreSQL is left out: {reason}.")
            yield found
            return
        crash: Harm = lambda arena, sender: cluster.crash()  # noqa: E731
        try:
            yield [*found, Database("PostgreSQL", cluster.fresh_database, (kill_mail_server, crash))]
        finally:
            cluster.stop()


def sqlite_in(folder: Path) -> str:
    """Return the address of a new SQLite file with the schema."""
    place = Path(tempfile.mkdtemp(dir=folder))
    make.store(place).close()
    return f"sqlite:///{place}/followthrough.db"


def main(people: int = 10_000, kills: int = 200, connections: int = 1) -> int:
    """Run everything on every database; return 0 when nobody was lost."""
    held = []
    with databases() as found:
        for one in found:
            held += [at_once(one.name, one.fresh(), people, senders) for senders in (2, 4)]
            held.append(torture(one.name, one.fresh(), people, kills, connections, one.others))
            held.append(scheduled(one.name, one.fresh(), people, max(1, kills // 20)))
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
