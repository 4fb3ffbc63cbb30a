"""Whether the installation can do its work right now."""

from actions.house import House
from storage import health


def is_ready(house: House) -> bool:
    """Return whether the database answers."""
    return health.answers(house.store)
