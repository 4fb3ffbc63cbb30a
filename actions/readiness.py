"""Whether the installation can do its work right now."""

from actions.house import House
from storage import health
from storage.store import UNAVAILABLE


def is_ready(house: House) -> bool:
    """Return whether the database answers."""
    return health.answers(house.store)


DATABASE_AWAY = UNAVAILABLE
"""What is raised where the database cannot be used at this moment; the same request may do in a while."""
