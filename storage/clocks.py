"""The clock of a database that lives in a time of its own."""

from datetime import datetime

from sqlalchemy import delete, insert
from sqlmodel import select

from storage.rows import ClockRow
from storage.store import Store


def own_moment(store: Store) -> datetime | None:
    """Return the moment this database has been set to, or None for one that follows the wall."""
    with store.read() as session:
        return session.exec(select(ClockRow.moment)).first()


def set_moment(store: Store, moment: datetime) -> None:
    """Set the database's own clock; everything that asks it for the time gets this moment."""
    with store.write() as session:
        session.execute(delete(ClockRow))
        session.execute(insert(ClockRow).values(id=1, moment=moment))
        session.commit()
