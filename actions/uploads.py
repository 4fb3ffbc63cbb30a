"""Files handed in, kept under a key: flows name them by it, and their content stays in our own database."""

from datetime import datetime

from actions.house import House
from coaching.errors import NotFound
from storage import uploads
from storage.people import new_key


def keep(house: House, name: str, content: bytes, now: datetime) -> str:
    """Keep a file and return its key."""
    key = new_key("u")
    with house.store.write() as session:
        uploads.add(session, key, name, content, now)
        session.commit()
    return key


def fetch(house: House, key: str) -> tuple[str, bytes]:
    """Return the name and the content of the file kept under *key*.

    Raises:
        NotFound: nothing is kept under it.
    """
    with house.store.read() as session:
        found = uploads.find(session, key)
    if found is None:
        raise NotFound("upload", key, ())
    return found
