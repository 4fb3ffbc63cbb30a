"""The processes of one machine: started together, restarted when they die, stopped in reverse order.

Every child gets one end of a pipe as its standard input and the supervisor keeps the other, so that a child
started through :func:`python_module` ends with the supervisor even when that is killed without a word. Each child
leads a process group of its own: Ctrl-C in a terminal reaches only the supervisor, which then stops the children
one by one, and whatever a child has started goes with it.

Nothing here imports more than the standard library: this file stands between a person and a running command.
"""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from commands.wakening import Wakening

PRIVATE = 0o077
LONGEST_DELAY_S = 30.0
SETTLED_AFTER_S = 60.0
LOOK_EVERY_S = 0.5

Word = Literal["started", "ready", "died", "stopped", "killed"]


@dataclass(frozen=True, slots=True)
class Child:
    """A process to keep alive.

    ``env`` is added to the environment the supervisor itself was given. ``ready`` is an address that answers 200
    once the child is of use, or None if being alive is all that can be asked. ``sockets`` are open ones that the
    child inherits under their own numbers, at every start anew.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    ready: str | None = None
    stop_within_s: float = 10.0
    sockets: tuple[socket.socket, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that happened to a child; ``detail`` is for people and never holds an argument or a variable."""

    child: str
    what: Word
    detail: str


def python_module(name: str, *arguments: str) -> tuple[str, ...]:
    """Return the command line that runs a Python module as a child that ends with its supervisor."""
    return (sys.executable, "-m", "commands.child", name, *arguments)


def run_children(children: Sequence[Child], on_event: Callable[[Notice], None]) -> None:
    """Keep all *children* running until this process is told to stop; returns when the last one is gone.

    Call it from the main thread, since it takes over SIGINT, SIGTERM and SIGHUP until it returns; a second such
    signal kills what is still stopping. *on_event* is called between two looks at the children, so it should be
    brief.
    """
    given, hold = os.pipe()
    watched = [Watched(child, on_event, given) for child in children]
    with Wakening() as wakening:
        try:
            while not wakening.asked_to_stop:
                wakening.wait(soonest([one.look(time.monotonic()) for one in watched]))
        finally:
            for one in reversed(watched):
                one.stop(wakening)
            os.close(hold)
            os.close(given)


def restart_delay_s(deaths: int) -> float:
    """Return the seconds to wait before the next start after so many deaths in a row: 1, 2, 4 and up to 30.

    >>> [restart_delay_s(n) for n in (1, 2, 3, 6)]
    [1.0, 2.0, 4.0, 30.0]
    """
    return min(LONGEST_DELAY_S, 2.0 ** min(deaths - 1, 10))


def free_port(preferred: int, host: str = "127.0.0.1") -> int:
    """Return *preferred* if it can be listened on, else some port that can; 0 asks for any.

    Another process may still take it before it is used; :func:`listening_socket` keeps it.
    """
    with listening_socket(preferred, host) as probe:
        return int(probe.getsockname()[1])


def listening_socket(preferred: int, host: str = "127.0.0.1") -> socket.socket:
    """Return a socket that listens on *preferred*, or on some other port if that is taken.

    Handed to a child in ``sockets``, its port stays this supervisor's through every restart of the child: two that
    start at once can never agree on one port, and whoever connects meanwhile waits instead of being refused.
    """
    for port in (preferred, 0):
        with contextlib.suppress(OSError):
            return socket.create_server((host, port))
    raise OSError(f"No port of {host} can be listened on.")


def soonest(delays_s: Sequence[float | None]) -> float | None:
    """Return the shortest of the delays, or None if there is nothing to wait for but a signal."""
    return min((one for one in delays_s if one is not None), default=None)


def answers(address: str) -> bool:
    """Return whether the address answers 200 within a second."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=1.0)
    try:
        connection.request("GET", parts.path or "/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@dataclass(slots=True)
class Watched:
    """A child and what is known of it. Times are seconds of the monotonic clock."""

    child: Child
    tell: Callable[[Notice], None]
    given: int
    running: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    deaths: int = 0
    is_ready: bool = False

    def look(self, now: float) -> float | None:
        """Start, restart or ask for readiness as needed; return the seconds until the next look, or None."""
        if self.running is not None and self.running.poll() is not None:
            self._bury(self.running, now)
        if self.running is None and now < self.start_at:
            return self.start_at - now
        if self.running is None:
            self._start(now)
        return self._ask()

    def stop(self, wakening: Wakening) -> None:
        """Ask the child to stop, wait for it, and kill it if it does not or if somebody insists."""
        if self.running is None:
            return
        give_up_at = time.monotonic() + self.child.stop_within_s
        self.running.terminate()
        while self.running.poll() is None and time.monotonic() < give_up_at and not wakening.insisted:
            wakening.wait(max(0.0, give_up_at - time.monotonic()))
        what: Word = "killed" if self.running.poll() is None else "stopped"
        kill_group(self.running)
        self._tell(what, ending(self.running.wait()))
        self.running = None

    def _start(self, now: float) -> None:
        """Start the process in a group of its own, its files private, the lifeline as its input."""
        self.running = subprocess.Popen(
            self.child.argv,
            env=os.environ | self.child.env,
            stdin=self.given,
            process_group=0,
            umask=PRIVATE,
            pass_fds=[one.fileno() for one in self.child.sockets],
        )
        self.started_at, self.is_ready = now, False
        self._tell("started", f"process {self.running.pid}")

    def _bury(self, dead: subprocess.Popen[bytes], now: float) -> None:
        """Take note of a death, clear away what the process left running, and set the time of the next start."""
        self.deaths = 1 if now - self.started_at >= SETTLED_AFTER_S else self.deaths + 1
        self.start_at = now + restart_delay_s(self.deaths)
        self.running = None
        kill_group(dead)
        self._tell("died", f"{ending(dead.returncode)}, starts again in {self.start_at - now:.0f} s")

    def _ask(self) -> float | None:
        """Ask the child whether it is ready, once in a while and only until it is."""
        if self.is_ready or self.child.ready is None:
            return None
        self.is_ready = answers(self.child.ready)
        if self.is_ready:
            self._tell("ready", f"after {time.monotonic() - self.started_at:.1f} s")
        return None if self.is_ready else LOOK_EVERY_S

    def _tell(self, what: Word, detail: str) -> None:
        self.tell(Notice(self.child.name, what, detail))


def kill_group(leader: subprocess.Popen[bytes]) -> None:
    """Kill whatever is left of a child and of what it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader.pid, signal.SIGKILL)


def ending(code: int) -> str:
    """Return how a process ended, in words.

    >>> ending(-9), ending(1)
    ('ended by SIGKILL', 'ended with code 1')
    """
    return f"ended with code {code}" if code >= 0 else f"ended by {signal.Signals(-code).name}"
