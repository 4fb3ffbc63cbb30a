"""The door of the benchmark as a process of its own, with a bare handler beside it: ``python -m benchmarks.door``."""

import os
import socket
import sys
import threading
from datetime import UTC, datetime
from typing import Annotated

import uvicorn
from fastapi import Form

from actions.house import House
from answers.app import make_app
from storage.store import open_store

STARTED = datetime.now(UTC)
TASK_DAY = datetime(2026, 12, 7, 12, tzinfo=UTC)


def clock() -> datetime:
    """Return the moment of the benchmark: two hours after the task went out, and running."""
    return TASK_DAY + (datetime.now(UTC) - STARTED)


def main(url: str) -> None:
    """Listen on a free port of loopback, print it, and serve until the standard input ends."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    store = open_store(url)
    app = make_app(House(store, b"a secret of the benchmark", zone="Europe/Berlin"), clock)

    @app.post("/bare")
    def bare(answer: Annotated[str, Form()]) -> dict[str, str]:
        with store.write() as session:
            session.connection().exec_driver_sql(
                "INSERT INTO event (at, what, reason, cause) VALUES ('2026-12-07 10:00:00', ?, '', '')", (answer,)
            )
            session.commit()
        return {"saved": answer}

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(128)
    print(listening.getsockname()[1], flush=True)
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False))
    threading.Thread(target=lambda: (sys.stdin.read(), setattr(server, "should_exit", True)), daemon=True).start()
    server.run([listening])


if __name__ == "__main__":
    main(sys.argv[1])
