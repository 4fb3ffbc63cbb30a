"""Whether the database can be used: reached, of a schema we know, written to, and on time."""

from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from coaching.errors import Refused
from storage.moments import utc_now
from storage.store import Store


def try_writing(store: Store) -> None:
    """Write something and take it back.

    Raises:
        Refused: nothing can be written, or nobody answers.
    """
    try:
        with store.engine.execution_options(writes=True).connect() as connection, connection.begin() as trial:
            connection.execute(text("CREATE TABLE followthrough_doctor (n INTEGER)"))
            connection.execute(text("INSERT INTO followthrough_doctor VALUES (1)"))
            trial.rollback()
    except SQLAlchemyError as error:
        raise Refused(f"It cannot be written to ({type(error).__name__}).") from None


def clock(store: Store) -> datetime:
    """Return what the clock of the database's machine shows."""
    with store.read() as session:
        found: datetime = session.connection().execute(select(utc_now())).scalar_one()
    return found
