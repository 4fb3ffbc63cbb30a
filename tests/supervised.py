"""A supervisor in a process of its own, and what it says."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

PATIENCE_S = 240.0
"""How long a test waits for what must happen before it says that it did not: longer than a Prefect server on SQLite
stands still before it is started anew (flows/unlocking.py)."""

SUPERVISOR = """
import dataclasses, json, os, sys
from commands.children import Child, run_children
said = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # what the children print goes elsewhere
run_children([Child(**each) for each in json.loads(sys.argv[1])],
             lambda notice: print(json.dumps(dataclasses.asdict(notice)), file=said, flush=True))
"""


class Supervisor:
    """`run_children` over the children given as dictionaries; ends with the ``with`` block."""

    def __init__(self, children: Sequence[Mapping[str, Any]], env: Mapping[str, str] | None = None) -> None:
        self.seen: list[dict[str, str]] = []
        self._unread = b""
        self.process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISOR, json.dumps(list(children))],
            stdout=subprocess.PIPE,
            env=os.environ | (env or {}),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE_S)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def until(self, child: str, what: str) -> str:
        """Return the detail of the next notice of this kind; what comes before it is kept in ``seen``."""
        while True:
            notice = self._next()
            self.seen.append(notice)
            if (notice["child"], notice["what"]) == (child, what):
                return notice["detail"]

    def until_started(self, child: str) -> int:
        """Return the process id of the child's next start."""
        return int(self.until(child, "started").removeprefix("process "))

    def rest(self) -> list[dict[str, str]]:
        """Return the notices until the supervisor ends."""
        assert self.process.stdout is not None
        said = self._unread + self.process.stdout.read()
        self.process.wait(PATIENCE_S)
        return [json.loads(line) for line in said.splitlines()]

    def _next(self) -> dict[str, str]:
        assert self.process.stdout is not None
        while b"\n" not in self._unread:
            readable, _, _ = select.select([self.process.stdout], [], [], PATIENCE_S)
            more = os.read(self.process.stdout.fileno(), 65536) if readable else b""
            assert more, f"nothing more was said after {self.seen}"
            self._unread += more
        line, _, self._unread = self._unread.partition(b"\n")
        notice: dict[str, str] = json.loads(line)
        return notice


def kill(pid: int) -> None:
    """Kill a process without a word."""
    os.kill(pid, signal.SIGKILL)


def is_alive(pid: int) -> bool:
    """Return whether a process runs; one that is dead and not yet collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(happened: Any, what: str, within_s: float = PATIENCE_S) -> None:
    """Wait until ``happened()`` is true."""
    give_up_at = time.monotonic() + within_s
    while not happened():
        assert time.monotonic() < give_up_at, f"waited in vain until {what}"
        time.sleep(0.05)
