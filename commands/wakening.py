"""Waiting for signals without polling: an idle supervisor uses no processor at all."""

import contextlib
import select
import signal
import socket
import time
from types import FrameType
from typing import Self

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
INSISTS_AFTER_S = 1.0
"""A second signal within this time is the same wish arriving twice, as from Ctrl-C under ``make``."""


class Wakening:
    """Signals for as long as a ``with`` block lasts: what was asked, and a sleep that ends when one arrives.

    Main thread only. SIGCHLD only ends the sleep.
    """

    def __init__(self) -> None:
        self.asked_to_stop = False
        self.insisted = False
        self._asked_at = 0.0

    def __enter__(self) -> Self:
        self._ear, self._mouth = socket.socketpair()
        self._ear.setblocking(False)
        self._mouth.setblocking(False)
        self._wakeup_before = signal.set_wakeup_fd(self._mouth.fileno(), warn_on_full_buffer=False)
        self._before = {one: signal.signal(one, self._ask_to_stop) for one in STOPPING}
        self._before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        return self

    def __exit__(self, *_: object) -> None:
        for one, handler in self._before.items():
            signal.signal(one, handler if handler is not None else signal.SIG_DFL)
        signal.set_wakeup_fd(self._wakeup_before)
        self._ear.close()
        self._mouth.close()

    def wait(self, at_most_s: float | None) -> None:
        """Sleep until a signal arrives, for at most so many seconds; None sleeps until one does."""
        select.select([self._ear], [], [], at_most_s)
        with contextlib.suppress(BlockingIOError):
            while self._ear.recv(4096):
                pass

    def _ask_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        if self.asked_to_stop:
            self.insisted |= time.monotonic() - self._asked_at > INSISTS_AFTER_S
        else:
            self.asked_to_stop, self._asked_at = True, time.monotonic()
