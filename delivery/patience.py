"""How long a mail server may take: so long for each answer, and so long for one mail altogether.

`smtplib` waits anew for each octet, so that a server that sends one every few seconds, or lines without end, is
listened to for as long as it likes. Here the time of an answer counts from when it is asked for. A mail has to be
over before its lease is, else somebody else takes it for abandoned and sends it too.
"""

import io
import smtplib
import socket
import time
from typing import Any

MOST_OCTETS = 65_536
"""Of one answer; no server needs a tenth of it."""
GOODBYE_S = 2.0
"""How long the answer to QUIT is waited for, which nobody needs. Our choice."""


class Patience:
    """The time that is left: *answer_s* for each answer, *mail_s* for one mail; `ran_out` says it was not enough."""

    def __init__(self, answer_s: float, mail_s: float) -> None:
        self.answer_s, self.mail_s = answer_s, mail_s
        self.begin()

    def begin(self, mail_s: float | None = None) -> None:
        """Let the time of one mail begin."""
        now = time.monotonic()
        self.ran_out, self._each_s = False, self.answer_s
        self._mail_ends = self._answer_ends = now + (mail_s or self.mail_s)
        self._octets = 0

    def give_all(self) -> None:
        """Let what comes next have all the time of the mail: whoever gives up after the dot does not know its fate."""
        self._each_s = self.mail_s

    def await_answer(self) -> None:
        """Let the time of one answer begin."""
        self._answer_ends = min(time.monotonic() + self._each_s, self._mail_ends)
        self._octets = 0

    def left(self) -> float:
        """Return how many seconds are left.

        Raises:
            TimeoutError: none.
        """
        rest = self._answer_ends - time.monotonic()
        if rest <= 0 or self._octets > MOST_OCTETS:
            raise self.over()
        return rest

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left of it."""
        return time.monotonic() >= self._answer_ends

    def over(self) -> TimeoutError:
        """Note that the time was not enough and return what says so."""
        self.ran_out = True
        return TimeoutError("the mail server takes too long")

    def count(self, octets: int) -> int:
        """Count what was read for one answer."""
        self._octets += octets
        return octets


class _Answers(io.RawIOBase):
    """What comes from a socket while there is time."""

    def __init__(self, sock: socket.socket, patience: Patience) -> None:
        self._sock, self._patience = sock, patience

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._patience.left())
        try:
            return self._patience.count(self._sock.recv_into(buffer))
        except TimeoutError:
            raise self._patience.over() from None


class TimedSmtp(smtplib.SMTP):
    """A connection that gives up when its patience does."""

    def __init__(self, patience: Patience, host: str, port: int, **options: Any) -> None:
        self.patience = patience
        super().__init__(host, port, "localhost", **({"timeout": patience.answer_s} | options))

    def send(self, s: Any) -> None:
        """Send *s* while there is time."""
        self.patience.await_answer()
        if self.sock is not None:
            self.sock.settimeout(self.patience.left())
        try:
            super().send(s)
        except smtplib.SMTPServerDisconnected:
            self.patience.ran_out |= self.patience.is_spent
            raise

    def getreply(self) -> tuple[int, bytes]:
        """Return the next answer, if it is whole in time."""
        self.patience.await_answer()
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(_Answers(self.sock, self.patience))
        return super().getreply()


class TimedSmtpSsl(TimedSmtp, smtplib.SMTP_SSL):
    """The same, encrypted from the first octet."""
