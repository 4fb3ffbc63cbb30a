"""What every page of the door shares: the house, the clock, the limits, and what is counted in memory."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from anyio import CapacityLimiter, to_thread
from fastapi import Request
from fastapi.responses import Response

from actions.house import House
from answers.counting import Counting
from answers.desk.work import Works
from answers.limits import Limits

WRITERS = 8
"""Answers taken at once on PostgreSQL; fewer than its pool has connections."""
BODIES = 4
"""Large bodies read at once: mails that a service hands in."""


@dataclass(frozen=True, slots=True)
class Door:
    """One web door. *clock* gives aware moments; *outbox* is the folder of the local inbox, None where mail is real.

    *next_mail* does what the local inbox's button says and returns one sentence. *counted* holds counts of what was
    turned away since the start, by a word; they are not kept. *metrics_from* are networks that may read the metrics.
    """

    house: House
    clock: Callable[[], datetime]
    outbox: Path | None = None
    next_mail: Callable[[], str] | None = None
    limits: Limits = field(default_factory=Limits)
    counted: Counter[str] = field(default_factory=Counter)
    metrics_from: tuple[str, ...] = ()
    works: Works = field(init=False)
    counting: Counting = field(init=False)
    turns: CapacityLimiter = field(init=False)
    bodies: CapacityLimiter = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "works", Works(self.house))
        object.__setattr__(self, "counting", Counting(self.house))
        object.__setattr__(self, "bodies", CapacityLimiter(BODIES))
        object.__setattr__(self, "turns", CapacityLimiter(1 if self.house.store.is_sqlite else WRITERS))

    async def in_turn(self, work: Callable[[], Response]) -> Response:
        """Return what *work* returns, done in a thread of its own once it is its turn: first come, first served.

        SQLite lets one write at a time and keeps the others waiting in no order, so that some would wait for long.
        """
        return await to_thread.run_sync(work, limiter=self.turns)


def door_of(request: Request) -> Door:
    """Return the door this request came to."""
    found: Door = request.app.state.door
    return found


def client_of(request: Request) -> str:
    """Return the address the request came from, "" where the server does not know it."""
    return request.client.host if request.client else ""
