"""The door on PostgreSQL, whose server is ended and started again under load: ``python -m benchmarks.restarting``.

Clients ask for an answer page, then answer, and ask again what was refused meanwhile, as a person would. The promise is
300 requests a second on one core, and that nothing is lost: every answer that was said to be saved is there.
"""

import asyncio
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from answers.nonces import nonce
from benchmarks.answering import CLIENTS, SECRET, SHOWN, asked, door, request
from benchmarks.idle import cpu_s
from storage.store import open_store
from tests.postgres import Cluster, cluster_or_reason

ANSWERS = 3_000
LIMIT = 300


@dataclass
class Seen:
    """What clients saw: statuses ("cut" for a connection that broke), and whose answers were said to be saved."""

    statuses: Counter[str] = field(default_factory=Counter)
    saved: list[str] = field(default_factory=list)


def compare(answers: int = ANSWERS) -> None:
    """Print the rates of pages and of answers, and what a restart of the database costs and loses."""
    with tempfile.TemporaryDirectory() as folder:
        cluster, reason = cluster_or_reason(Path(folder))
        if cluster is None:
            print(reason)
            return
        try:
            url = cluster.empty_database()
            tokens = asked(url, answers)
            with door(url) as port:
                os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
                _pages(port, tokens)
                _answers(port, tokens, url, cluster)
        finally:
            cluster.stop()


def _pages(port: int, tokens: list[str]) -> None:
    gets = [(one, b"GET /a/%s HTTP/1.1\r\nHost: door\r\n\r\n" % one.encode()) for one in tokens]
    used = _door_s()
    took, seen = _took(port, gets)
    used = _door_s() - used
    print(
        f"answer pages, PostgreSQL, one core, {CLIENTS} clients: {len(tokens) / took:.0f} a second, or "
        f"{len(tokens) / used:.0f} for a second of the door's own processor time (limit {LIMIT}); {dict(seen.statuses)}"
    )


def _answers(port: int, tokens: list[str], url: str, cluster: Cluster) -> None:
    posts = [(one, request(f"/a/{one}", {"answer": "done", "nonce": nonce(SECRET, one, SHOWN)})) for one in tokens]
    restart = threading.Timer(1.0, cluster.crash)
    restart.start()
    used = _door_s()
    took, seen = _took(port, posts)
    used = _door_s() - used
    restart.join()
    print(
        f"answers, the database killed after a second and started again: {len(tokens) / took:.0f} a second with the "
        f"outage, or {len(tokens) / used:.0f} for a second of the door's own; {dict(seen.statuses)}; "
        f"said to be saved {len(set(seen.saved)):,}, found {_answered(url):,}"
    )


def _door_s() -> float:
    """Return the processor time of the processes this one has started: the door."""
    return cpu_s(os.getpid()) - time.process_time()


def _answered(url: str) -> int:
    store = open_store(url)
    with store.engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT count(DISTINCT prompt_id) FROM response WHERE value = 'done' AND replaced_at IS NULL"
        ).scalar_one()
    store.close()
    return int(found)


def _took(port: int, requests: list[tuple[str, bytes]]) -> tuple[float, Seen]:
    """Return the seconds until every request was answered by 200, and what was seen on the way."""
    seen, waiting = Seen(), list(requests)

    async def all_clients() -> None:
        await asyncio.gather(*(_client(port, waiting, seen) for _ in range(CLIENTS)))

    began = time.perf_counter()
    asyncio.run(all_clients())
    return time.perf_counter() - began, seen


async def _client(port: int, waiting: list[tuple[str, bytes]], seen: Seen) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while waiting:
        token, sent = waiting.pop()
        try:
            writer.write(sent)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            status = head.split(b" ")[1].decode()
        except (OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            status = "cut"
        seen.statuses[status] += 1
        if status == "200":
            seen.saved.append(token)
        else:
            waiting.insert(0, (token, sent))
            await asyncio.sleep(0.05)
    writer.close()


if __name__ == "__main__":
    compare(*map(int, sys.argv[1:]))
