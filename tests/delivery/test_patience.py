"""A server that trickles: an answer has one time limit, whatever comes of it byte by byte."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import pytest

from delivery.channel import Outcome
from delivery.relay import Relay
from delivery.smtp import SmtpChannel

GREETING, HELLO, YES, GO = b"220 slow\r\n", b"250 slow\r\n", b"250 2.0.0 ok\r\n", b"354 go\r\n"
MAIL = ("b@example.org", "ada@example.org", b"Subject: x\r\n\r\nx\r\n")
FOR_EVER = b"250-" + b"x" * 10_000


@dataclass
class Trickle:
    """A server that gives its answers and the last of them a byte every 50 ms; *dribbled* counts those bytes."""

    answers: tuple[bytes, ...]
    listening: socket.socket
    dribbled: int = 0

    @property
    def relay(self) -> Relay:
        return Relay("127.0.0.1", self.listening.getsockname()[1], tls="off")

    def serve(self) -> None:
        """Take one connection and do so until the other side has had enough."""
        connection, _ = self.listening.accept()
        with connection, suppress(OSError):
            for answer in self.answers[:-1]:
                connection.sendall(answer)
                connection.recv(65536)
            for byte in self.answers[-1]:
                connection.sendall(bytes([byte]))
                self.dribbled += 1
                time.sleep(0.05)
            connection.recv(65536)


@contextmanager
def trickling(*answers: bytes) -> Iterator[Trickle]:
    """Yield a running server, which is gone afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Trickle(answers, listening)
        thread = threading.Thread(target=server.serve)
        thread.start()
        yield server
        thread.join()


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([FOR_EVER], Outcome("delayed", "connection", relay_wide=True)),
        ([GREETING, FOR_EVER], Outcome("delayed", "connection", relay_wide=True)),
        ([GREETING, HELLO, FOR_EVER], Outcome("delayed", "connection")),
        ([GREETING, HELLO, YES, YES, GO, FOR_EVER], Outcome("unsure", "unconfirmed")),
    ],
    ids=["its greeting", "its features", "the sender", "the dot"],
)
def test_a_server_that_trickles_holds_up_a_mail_for_one_time_limit(answers: list[bytes], expected: Outcome) -> None:
    with trickling(*answers) as server, SmtpChannel(server.relay, timeout_s=1).lane() as lane:
        assert lane.send(*MAIL) == expected
    assert 0 < server.dribbled < len(FOR_EVER)


def test_a_slow_answer_that_is_whole_in_time_counts() -> None:
    answers = [GREETING, HELLO, YES, YES, GO, YES]
    with trickling(*answers) as server, SmtpChannel(server.relay, timeout_s=30).lane() as lane:
        assert lane.send(*MAIL) == Outcome("sent", "accepted", "250 2.0.0")
