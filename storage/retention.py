"""Deleting what has been kept as long as it is kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session

from coaching.retention import KEPT
from storage.core import run, table
from storage.rows import UploadRow

MADE_AT: Mapping[str, Any] = {"upload": table(UploadRow).c.made_at}
"""When each kind of thing was made; each name in `coaching.retention.KEPT` has one."""


def drop_old(session: Session, now: datetime) -> int:
    """Delete what is older than it is kept at *now*; return how many rows went."""
    dropped = 0
    for kept in KEPT:
        made_at = MADE_AT[kept.what]
        dropped += run(session, delete(made_at.table).where(made_at < kept.before(now))).rowcount
    return dropped
