"""Connections on which a whole answer has one time limit.

The timeout of a socket counts from byte to byte: a server that sends one every twenty seconds is never too slow for
it and can hold a mail for hours. Here the clock runs from the question to the end of the answer. What is sent needs
no such care: the time limit of `socket.sendall` is for all of it.
"""

import io
import smtplib
import socket
import time
from typing import Any


class Answers(io.RawIOBase):
    """What comes from *sock*, while time is left. :meth:`begin` starts the clock anew."""

    def __init__(self, sock: socket.socket, within_s: float) -> None:
        self._sock, self._within_s, self._until = sock, within_s, 0.0

    def begin(self) -> None:
        """Give the next answer its time."""
        self._until = time.monotonic() + self._within_s

    def readable(self) -> bool:
        """Return that this can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read some bytes.

        Raises:
            TimeoutError: the time of this answer is over.
        """
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer took too long")
        self._sock.settimeout(left)
        try:
            return self._sock.recv_into(buffer)
        finally:
            self._sock.settimeout(self._within_s)


class PatientSMTP(smtplib.SMTP):
    """A connection whose every answer must be whole within its timeout, however it trickles."""

    _answers: Answers

    def getreply(self) -> tuple[int, bytes]:
        """Return the next answer: its code and its text."""
        file: Any = getattr(self, "file", None)
        if file is None and self.sock is not None:
            self._answers = Answers(self.sock, float(self.timeout))
            self.file = io.BufferedReader(self._answers)
        self._answers.begin()
        return super().getreply()


class PatientSMTPS(PatientSMTP, smtplib.SMTP_SSL):
    """The same, encrypted from the start."""
