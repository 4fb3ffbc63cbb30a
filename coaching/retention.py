"""How long things are kept that nobody needs for ever: the one list, which the sweep applies and `disclose` prints."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of thing, by the name of its table, and for how many days it is kept."""

    what: str
    days: int

    def before(self, now: datetime) -> datetime:
        """Return the moment before which it was made if it is to go at *now*.

        >>> from datetime import UTC
        >>> Kept("upload", 30).before(datetime(2026, 12, 31, 9, tzinfo=UTC)).isoformat()
        '2026-12-01T09:00:00+00:00'
        """
        return now - timedelta(days=self.days)

    @property
    def in_words(self) -> str:
        """Return how long it is kept, as a works council reads it."""
        return f"{self.days} days, or until erased"


UPLOADS = Kept("upload", 30)
"""A roster that was handed in: long enough to enrol from it and to look again what it said. Our choice."""
KEPT = (UPLOADS,)
