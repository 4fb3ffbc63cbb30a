"""How long things are kept that nobody needs for ever: the one list, which the sweep applies and `disclose` prints."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of thing, and for how many days it is kept. *erasable*: it goes with its person before."""

    what: str
    days: int
    erasable: bool = True

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
        return f"{self.days} days, or until erased" if self.erasable else f"{self.days} days"


UPLOADS = Kept("upload", 30)
"""A roster that was handed in: long enough to enrol from it and to look again what it said."""
STRAYS = Kept("mail that answers nothing of ours", 14)
"""Advertising, mails of strangers, replies to links that were never made."""
REPLIES = Kept("reply as it arrived", 90)
"""What somebody may have to look up when an answer is disputed. The hash stays, so that no mail is read twice."""
LINKS = Kept("link that has run out", 30, erasable=False)
"""Until then a page says that the link is over; afterwards it is unknown."""
DETAILS = Kept("detail of what somebody did or why a mail was moved", 400)
"""Longer than the year from a workshop to the report on it; that it happened stays, without the detail."""
LOOKS = Kept("what staff looked at and did", 730, erasable=False)
"""Two years, so that looks can be answered for; an erasure takes the name out."""
KEPT = (UPLOADS, STRAYS, REPLIES, LINKS, DETAILS, LOOKS)
"""Every period is our choice, unmeasured."""
EVERY = timedelta(days=1)
"""How often what is too old is looked for: the search goes through whole tables."""
OF_STAFF = ("looked", "desk_acted", "signed_in", "signed_out", "sign_in_link")
"""The events that tell what staff looked at and did."""
EXPLAINS = ("migrated",)
"""Events whose details the ledger needs to add up; they name versions, no days and no choices."""
