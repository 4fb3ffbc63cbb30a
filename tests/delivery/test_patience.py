"""Servers that take their time, octet by octet, line by line: none of them holds a pass up.

A server that is not given up on comes to its end only after `STUBBORN_S`, and then says what no test expects.
"""

import contextlib
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from actions.house import House
from actions.sending import send_due
from delivery.channel import Outcome
from delivery.mail import build
from delivery.relay import Relay
from delivery.smtp import SmtpChannel
from tests import make
from tests.storage.test_sending import DUE, states

SLOW = Outcome("delayed", "connection", relay_wide=True)
UNSURE = Outcome("unsure", "unconfirmed", relay_wide=True)
ANSWER_S, MAIL_S, STUBBORN_S = 0.3, 0.8, 20
Say = Callable[[bytes], None]


def trickle(say: Say) -> None:
    """Send an octet now and then."""
    end = time.monotonic() + STUBBORN_S
    while time.monotonic() < end:
        say(b"2")
        time.sleep(ANSWER_S / 6)


def chatter(say: Say) -> None:
    """Send line after line of one answer, as fast as they are read."""
    end = time.monotonic() + STUBBORN_S
    while time.monotonic() < end:
        say(b"250-and another thing\r\n" * 50)


def dawdle(say: Say) -> None:
    """Give each answer just in time, so that each is in time and all together are not."""
    time.sleep(ANSWER_S * 0.8)


@contextlib.contextmanager
def misbehaving(at: str, how: Callable[[Say], None]) -> Iterator[int]:
    """Yield the port of a server that answers well until somebody says *at*, and then does as *how* does."""

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                self.answer("greet", b"220 ready")
                for line in self.rfile:
                    verb = line[:4].decode().strip().lower()
                    self.answer(verb, {"data": b"354 go on", "quit": b"221 bye"}.get(verb, b"250 ok"))
                    if verb == "data":
                        while self.rfile.readline() not in (b".\r\n", b""):
                            pass
                        self.answer("dot", b"250 taken")

        def answer(self, verb: str, usual: bytes) -> None:
            if at in (verb, "all"):
                how(self.connection.sendall)
            self.connection.sendall(usual + b"\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def impatient(port: int) -> SmtpChannel:
    return SmtpChannel(Relay("127.0.0.1", port, tls="off"), timeout_s=ANSWER_S, mail_s=MAIL_S)


@pytest.mark.parametrize("how", [trickle, chatter])
@pytest.mark.parametrize(
    ("at", "expected"),
    [("greet", SLOW), ("ehlo", SLOW), ("mail", SLOW), ("rcpt", SLOW), ("data", SLOW), ("dot", UNSURE)],
)
def test_an_answer_without_end_is_given_up(
    at: str, expected: Outcome, how: Callable[[Say], None], make_mail: Any
) -> None:
    with misbehaving(at, how) as port, impatient(port).lane() as lane:
        assert lane.send("b@example.org", "ada@example.org", build(make_mail())) == expected


def test_answers_that_are_each_in_time_are_given_up_when_together_they_are_not(make_mail: Any) -> None:
    with misbehaving("all", dawdle) as port, impatient(port).lane() as lane:
        assert lane.send("b@example.org", "ada@example.org", build(make_mail())) == SLOW


def test_the_answer_to_the_whole_mail_may_take_longer_than_any_other(make_mail: Any) -> None:
    with misbehaving("dot", lambda say: time.sleep(ANSWER_S * 1.5)) as port, impatient(port).lane() as lane:
        assert lane.send("b@example.org", "ada@example.org", build(make_mail())).state == "sent"


def test_a_server_that_does_not_say_goodbye_is_left(make_mail: Any) -> None:
    with misbehaving("quit", trickle) as port:
        began = time.monotonic()
        with impatient(port).lane() as lane:
            assert lane.send("b@example.org", "ada@example.org", build(make_mail())).state == "sent"
        assert time.monotonic() - began < STUBBORN_S


@pytest.mark.parametrize(("at", "waiting"), [("rcpt", ["planned"] * 3), ("dot", ["planned", "planned", "unsure"])])
def test_a_slow_server_ends_the_pass_after_one_mail(small: House, at: str, waiting: list[str]) -> None:
    make.enrolled(small)
    with misbehaving(at, trickle) as port:
        tally = send_due(small, impatient(port), DUE)
    assert (tally.claimed, sorted(states(small))) == (3, waiting)
