"""What `serve` becomes once everything is prepared: ``python -m commands.supervising FILE``.

To prepare takes the database, its migrations and the settings, some 60 MB of code; to watch takes none of them. The
process is the same one before and after, so that whoever started it still knows it by its number. What it needs to
know comes through a pipe: it holds passwords, which have no place among a process's arguments.
"""

import json
import os
import socket
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, NoReturn

from commands.children import Child, Notice, run_children

USUAL = ("started", "ready", "stopped")


def become(children: Sequence[Child], quiet: bool, as_json: bool) -> NoReturn:
    """Go on as the process that keeps *children* running until it is told to stop."""
    reading, writing = os.pipe()
    told = {"children": [_told(one) for one in children], "quiet": quiet, "as_json": as_json}
    with os.fdopen(writing, "w") as file:
        json.dump(told, file)
    for number in (reading, *(one.fileno() for child in children for one in child.sockets)):
        os.set_inheritable(number, True)
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "commands.supervising", str(reading)])  # noqa: S606 - it is us


def _told(child: Child) -> dict[str, Any]:
    """Return a child as JSON takes it, its sockets as numbers."""
    plain = asdict(Child(child.name, child.argv, dict(child.env), child.ready, child.stop_within_s))
    return plain | {"sockets": [one.fileno() for one in child.sockets]}


def _heard(told: dict[str, Any]) -> Child:
    """Return the child that was told of, with its sockets: they go on to it and to nothing else."""
    for number in told["sockets"]:
        os.set_inheritable(number, False)
    return Child(**told | {"sockets": tuple(socket.socket(fileno=number) for number in told["sockets"])})


def main(number: int) -> None:
    """Keep running what is written in the file of this *number*."""
    with os.fdopen(number) as file:
        told = json.load(file)
    run_children([_heard(one) for one in told["children"]], teller(told["quiet"], told["as_json"]))
    if not told["quiet"]:
        print("Stopped. Nothing is half-done: what was not sent is sent when it is started again.")


def teller(quiet: bool, as_json: bool = False) -> Callable[[Notice], None]:
    """Return a function that prints what happens to the children, with the seconds since the start."""
    began = time.monotonic()

    def tell(notice: Notice) -> None:
        if quiet and notice.what in USUAL:
            return
        since = time.monotonic() - began
        line = f"[{since:6.1f} s] {notice.child}: {notice.what} ({notice.detail})"
        print(json.dumps(_fact(notice)) if as_json else line, file=sys.stderr, flush=True)

    return tell


def _fact(notice: Notice) -> dict[str, str]:
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    level = "info" if notice.what in USUAL else "warning"
    return {"at": at, "level": level, "where": notice.child, "what": notice.what, "detail": notice.detail}


if __name__ == "__main__":
    main(int(sys.argv[1]))
