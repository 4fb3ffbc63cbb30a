"""Whether the database answers."""

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from storage.store import Store


def answers(store: Store) -> bool:
    """Return whether the database takes a question and gives an answer."""
    try:
        with store.read() as session:
            return session.connection().execute(text("SELECT 1")).scalar() == 1
    except (OperationalError, PoolTimeoutError):
        return False
