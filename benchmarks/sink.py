"""Postfix's smtp-sink, which takes everything and keeps nothing, as a process of its own."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from commands.children import free_port

PROGRAM = shutil.which("smtp-sink") or "/usr/sbin/smtp-sink"
MISSING = "smtp-sink is not installed (it comes with postfix), so nothing about speed can be said here."


def is_there() -> bool:
    """Return whether this machine has the program."""
    return Path(PROGRAM).exists()


@contextlib.contextmanager
def sink() -> Iterator[int]:
    """Yield the port of a running sink."""
    port = free_port(0)
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    with subprocess.Popen([PROGRAM, *user, f"127.0.0.1:{port}", "1000"]) as process:
        try:
            wait_for(port)
            yield port
        finally:
            process.terminate()


def wait_for(port: int, within_s: float = 10) -> None:
    """Return when somebody listens on *port* of loopback.

    Raises:
        TimeoutError: nobody did in time.
    """
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError("Nobody listens.")
