"""Ids of webhooks that came in: kept for as long as a sender may try again, so that each is acted on once."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from storage.core import run, table
from storage.rows import HookRow

HOOK = table(HookRow)
KEPT_FOR = timedelta(days=30)
"""Senders give up after a few days; our choice."""


def keep(session: Session, id_: str, at: datetime) -> bool:
    """Keep the id of a webhook; False if it is kept already, then nothing may be done. Ids of old go."""
    run(session, delete(HOOK).where(HOOK.c.arrived_at < at - KEPT_FOR))
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(HOOK).on_conflict_do_nothing().returning(HOOK.c.id)
    return run(session, statement, {"id": id_, "arrived_at": at}).first() is not None


def is_kept(session: Session, id_: str) -> bool:
    """Return whether the id of a webhook is kept: it was acted on."""
    return run(session, select(HOOK.c.id).where(HOOK.c.id == id_)).first() is not None
