"""The clock of a database that lives in a time of its own: a demonstration's runs ahead of or behind the wall."""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert
from sqlmodel import select

from storage.rows import ClockRow
from storage.store import Store


def offset(store: Store) -> timedelta | None:
    """Return how far this database's clock is from the wall's, or None for one that follows the wall."""
    with store.read() as session:
        seconds = session.exec(select(ClockRow.offset_s)).first()
    return None if seconds is None else timedelta(seconds=seconds)


def set_moment(store: Store, moment: datetime, wall: datetime) -> None:
    """Let the database's own clock show *moment* when the wall's shows *wall*, and go on from there."""
    with store.write() as session:
        session.execute(delete(ClockRow))
        session.execute(insert(ClockRow).values(id=1, offset_s=(moment - wall).total_seconds()))
        session.commit()
