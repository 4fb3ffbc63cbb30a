"""What every page of the door shares: the house, the clock, the limits, and what is counted in memory."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from fastapi import Request

from actions.house import House
from answers.limits import Limits


@dataclass(frozen=True, slots=True)
class Door:
    """One web door. *clock* gives aware moments; *outbox* is the folder of the local inbox, None where mail is real.

    *next_mail* does what the local inbox's button says and returns one sentence. *counted* holds counts of what was
    turned away since the start, by a word; they are not kept.
    """

    house: House
    clock: Callable[[], datetime]
    outbox: Path | None = None
    next_mail: Callable[[], str] | None = None
    limits: Limits = field(default_factory=Limits)
    counted: Counter[str] = field(default_factory=Counter)


def door_of(request: Request) -> Door:
    """Return the door this request came to."""
    found: Door = request.app.state.door
    return found


def client_of(request: Request) -> str:
    """Return the address the request came from, "" where the server does not know it."""
    return request.client.host if request.client else ""
