"""A mail server that announces PIPELINING and answers as it is told: for tests of groups and of kills."""

import contextlib
import socket
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Taken = list[tuple[str, str, bytes]]


@dataclass
class Grouping:
    """What arrived, and what is answered instead of yes: verb -> answers, one a mail ("drop" ends the connection).

    *behind* counts envelopes that came in one piece with the mail before; *connections* those that were made.
    """

    answers: dict[str, list[str]] = field(default_factory=dict)
    features: tuple[str, ...] = ("PIPELINING", "SIZE 10000000", "8BITMIME", "SMTPUTF8")
    taken: Taken = field(default_factory=list)
    behind: int = 0
    connections: int = 0
    port: int = 0

    def told(self, verb: str) -> str:
        """Return the next answer for *verb*, or "" for yes."""
        waiting = self.answers.get(verb, [])
        return waiting.pop(0) if waiting else ""


def _unstuffed(raw: bytes) -> bytes:
    return (b"\r\n" + raw).replace(b"\r\n..", b"\r\n.")[2:] + b"\r\n"


class _Dropped(Exception):
    pass


class _Talk(socketserver.BaseRequestHandler):
    box: Grouping

    def handle(self) -> None:
        self.box.connections += 1
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else 40 ms a group, for the client's word
        self.buffer, self.sender, self.to = b"", "", ""
        with contextlib.suppress(_Dropped, OSError):
            self._say(self.box.told("greet") or "220 ready")
            while True:
                self._answer(self._until(b"\r\n").decode())

    def _until(self, end: bytes) -> bytes:
        while end not in self.buffer:
            if not (more := self.request.recv(65536)):
                raise _Dropped
            self.buffer += more
        found, _, self.buffer = self.buffer.partition(end)
        return found

    def _say(self, answer: str) -> None:
        if answer == "drop":
            raise _Dropped
        self.request.sendall(answer.encode() + b"\r\n")

    def _answer(self, line: str) -> None:
        verb = line[:4].upper()
        if verb == "EHLO":
            self._say("\r\n".join(f"250-{one}" for one in ("test", *self.box.features)) + "\r\n250 HELP")
        elif verb == "MAIL":
            self._mail(line)
        elif verb == "RCPT":
            told = self.box.told("RCPT") or ("" if self.sender else "503 5.5.1 MAIL first")
            self.to = "" if told else line.partition("<")[2].partition(">")[0]
            self._say(told or "250 2.1.5 ok")
        elif verb == "DATA":
            self._data()
        else:
            self._say("221 bye" if verb == "QUIT" else "250 ok")

    def _mail(self, line: str) -> None:
        told = self.box.told("MAIL")
        self.sender = "" if told else line.partition("<")[2].partition(">")[0]
        self._say(told or "250 2.1.0 ok")

    def _data(self) -> None:
        told = self.box.told("DATA")
        self._say(told or "354 go on")
        if told:
            return
        self.buffer = b"\r\n" + self.buffer  # so that a body of no lines ends like any other
        raw = self._until(b"\r\n.\r\n")[2:]
        if not self.to:
            self._say("554 5.5.1 no recipient")
            return
        self.box.behind += self.buffer.startswith(b"MAIL")
        told = self.box.told("dot")
        if not told or told == "drop":
            self.box.taken.append((self.sender, self.to, _unstuffed(raw)))
        self._say(told or "250 2.0.0 taken")


def talk_of(box: Grouping) -> type[socketserver.BaseRequestHandler]:
    """Return the handler of connections to *box*."""
    return type("Talk", (_Talk,), {"box": box})


@contextlib.contextmanager
def grouping_server(answers: dict[str, list[str]] | None = None, **options: Any) -> Iterator[Grouping]:
    """Yield what a running server took; it listens on a free port of loopback."""
    box = Grouping(answers or {}, **options)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), talk_of(box)) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield box
        server.shutdown()
