"""A mail server as a process of its own that writes down what it accepts before it says so.

``python -m tests.torture.recorder PORT FILE``: one line a mail, with Message-ID, recipient and answer link.
"""

import os
import re
import socketserver
import sys
from pathlib import Path
from typing import NamedTuple

from tests.grouping_server import Grouping, talk_of

MESSAGE_ID = re.compile(rb"^Message-ID: <([^>]+)>", re.MULTILINE)
LINK = re.compile(rb"/a/([A-Za-z0-9_-]{22})")


class Accepted(NamedTuple):
    """One mail that the server took."""

    message_id: str
    to: str
    link: str


class File(list[tuple[str, str, bytes]]):
    """What was taken, kept in a file and not in memory."""

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def append(self, mail: tuple[str, str, bytes]) -> None:
        """Write one line, whole or not at all."""
        _, to, raw = mail
        found = MESSAGE_ID.search(raw), LINK.search(raw)
        names = [one.group(1).decode() if one else "?" for one in found]
        os.write(self.descriptor, f"{names[0]} {to} {names[1]}\n".encode())


def accepted(path: Path, start: int = 0) -> list[Accepted]:
    """Return what was taken, in order, from the line *start* on."""
    lines = path.read_text().splitlines()[start:] if path.exists() else []
    return [Accepted(*line.split(" ")) for line in lines]


class Server(socketserver.ThreadingTCPServer):
    """Takes the port over from the one that was killed."""

    allow_reuse_address = True
    daemon_threads = True


def main(port: int, path: Path) -> None:
    """Serve until killed."""
    box = Grouping(taken=File(path))
    with Server(("127.0.0.1", port), talk_of(box)) as server:
        print("ready", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
