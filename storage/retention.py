"""Letting go of what has been kept as long as it is kept."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, delete, null, or_, update
from sqlmodel import Session

from coaching.retention import (
    DETAILS,
    EVERY,
    EXPLAINS,
    KEPT,
    LINKS,
    LOOKS,
    OF_STAFF,
    REPLIES,
    STRAYS,
    UPLOADS,
    Kept,
)
from storage import chores
from storage.core import run, table
from storage.rows import ArrivalRow, EventRow, TokenRow, UploadRow

UPLOAD, ARRIVAL, TOKEN, EVENT = (table(row) for row in (UploadRow, ArrivalRow, TokenRow, EventRow))
CHORE = "retention"


def drop_old(session: Session, now: datetime) -> int:
    """Let go of what is older than it is kept at *now*, once a day; return how many rows that were."""
    if not chores.take(session, CHORE, now, EVERY):
        return 0
    return sum(run(session, LETS_GO[kept](kept.before(now))).rowcount for kept in KEPT)


def _uploads(before: datetime) -> Any:
    return delete(UPLOAD).where(UPLOAD.c.made_at < before)


def _strays(before: datetime) -> Any:
    return delete(ARRIVAL).where(ARRIVAL.c.arrived_at < before, ARRIVAL.c.message_id.is_(None))


def _replies(before: datetime) -> Any:
    return update(ARRIVAL).where(ARRIVAL.c.arrived_at < before, ARRIVAL.c.raw != b"").values(raw=b"")


def _links(before: datetime) -> Any:
    return delete(TOKEN).where(TOKEN.c.expires_at < before)


def _details(before: datetime) -> Any:
    """Return what empties the details of events that are somebody's; an empty one may be written as JSON's null."""
    somebodys = or_(EVENT.c.recipient_id.is_not(None), EVENT.c.enrollment_id.is_not(None))
    full = (EVENT.c.details.is_not(None), cast(EVENT.c.details, Text) != "null")
    others = EVENT.c.what.not_in((*EXPLAINS, *OF_STAFF))
    return update(EVENT).where(EVENT.c.at < before, somebodys, others, *full).values(details=null())


def _looks(before: datetime) -> Any:
    return delete(EVENT).where(EVENT.c.at < before, EVENT.c.what.in_(OF_STAFF))


LETS_GO: Mapping[Kept, Callable[[datetime], Any]] = {
    UPLOADS: _uploads, STRAYS: _strays, REPLIES: _replies, LINKS: _links, DETAILS: _details, LOOKS: _looks,
}  # fmt: skip
"""What lets go of each kind that was made before a moment; each in `coaching.retention.KEPT` has one."""
