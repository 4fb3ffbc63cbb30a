"""Senders to be killed: ``python -m tests.torture.sender URL PORT CONNECTIONS`` forks one for each line it reads.

Everything is imported before the fork, so that a kill costs milliseconds and not a start of Python.
"""

import os
import signal
import sys
from datetime import datetime

from actions.house import House
from actions.sending import send_due
from delivery.relay import Relay
from delivery.smtp import SmtpChannel
from storage.store import open_store

SECRET = b"a secret of the torture"
LEASE_S = 0.4


def house_of(url: str, connections: int = 1) -> House:
    """Return the installation as every process here opens it."""
    return House(
        open_store(url), SECRET, zone="Europe/Berlin", reply_address="coach@example.org", lease_s=LEASE_S,
        connections=connections,
    )  # fmt: skip


def send(url: str, port: int, connections: int, now: datetime) -> None:
    """Send what is due at *now*: one pass."""
    channel = SmtpChannel(Relay("127.0.0.1", port, tls="off"), timeout_s=5)
    send_due(house_of(url, connections), channel, now)


def main(url: str, port: int, connections: int) -> None:
    """Fork a sender for each moment that is read, and print its process id."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.close(0)
            send(url, port, connections, datetime.fromisoformat(line.strip()))
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
