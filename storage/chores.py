"""Chores: what is done once in a while by whichever process comes first."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from storage.core import run, table
from storage.rows import ChoreRow

CHORE = table(ChoreRow)


def take(session: Session, what: str, now: datetime, every: timedelta) -> bool:
    """Return whether the chore is to be done now, and note that it is; False where it was within *every*.

    A clock that was set back, as a demonstration's may be, makes it due again.
    """
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    first = dialect.insert(CHORE).on_conflict_do_nothing().returning(CHORE.c.what)
    if run(session, first, {"what": what, "done_at": now}).first() is not None:
        return True
    due = or_(CHORE.c.done_at <= now - every, CHORE.c.done_at > now)
    return run(session, update(CHORE).where(CHORE.c.what == what, due).values(done_at=now)).rowcount == 1
