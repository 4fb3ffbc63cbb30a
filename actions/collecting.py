"""Read the mails that came back: each once, kept as it came, and one that upsets the reader holds up no other."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlmodel import Session

from actions.house import House
from actions.incoming.replying import act
from actions.links import LinkIsGone, Opened, UnknownLink, open_link
from coaching.tokens import Purpose, derive
from delivery.addresses import token_of
from delivery.mailbox import Arrived, Mailbox
from delivery.replies import Reply, read_reply
from storage import arrivals
from storage.store import UNAVAILABLE

BATCH = 50
"""Mails taken in one transaction and put away in one command."""
_LINKS = 30
"""Addresses and references of one mail that are looked up; a person's mail has a handful."""
REPEATED, POISON, UNREADABLE = "repeated", "poison", "unreadable"
ASIDE = (POISON, UNREADABLE)
"""Outcomes of mails that are put into the folder ``quarantine`` for a person to look at."""
COUNTED_AS = {
    "answered": "answered", "commanded": "commands", "noted": "notes", "needs_review": "review", "over": "review",
    "unverified": "unverified", "unknown": "unknown", "gone": "unknown", "bounced": "bounced", "delayed": "automatic",
    "relay_refused": "bounced", "complained": "complaints", REPEATED: "repeated", POISON: "quarantined",
    UNREADABLE: "quarantined",
}  # fmt: skip
"""Which count an outcome adds to; any other outcome is an automatic mail."""


@dataclass(slots=True)
class Collected:
    """What one pass read, in mails. *review* were kept because they could not mean one thing only.

    *notes* are those of coaches.
    """

    read: int = 0
    answered: int = 0
    commands: int = 0
    notes: int = 0
    review: int = 0
    unverified: int = 0
    bounced: int = 0
    complaints: int = 0
    automatic: int = 0
    unknown: int = 0
    repeated: int = 0
    quarantined: int = 0

    def count(self, outcome: str) -> None:
        """Count one more mail that ended as *outcome*."""
        name = COUNTED_AS.get(outcome, "automatic")
        self.read += 1
        setattr(self, name, getattr(self, name) + 1)

    def to_json(self) -> dict[str, int]:
        """Return the counts."""
        return {name: getattr(self, name) for name in self.__slots__}


def collect(house: House, mailbox: Mailbox, now: datetime) -> Collected:
    """Read every waiting mail once. A mail leaves the mailbox only after what was made of it is committed.

    Raises:
        Delayed: the mailbox cannot be read. What was taken until then stays taken.
    """
    counted = Collected()
    for batch in _batches(mailbox.waiting()):
        outcomes = _take_all(house, batch, now)
        for outcome in outcomes:
            counted.count(outcome)
        told = list(zip(batch, outcomes, strict=True))
        mailbox.put_away([one.key for one, outcome in told if outcome not in ASIDE], "done")
        mailbox.put_away([one.key for one, outcome in told if outcome in ASIDE], "quarantine")
    return counted


def _batches(waiting: Iterator[Arrived]) -> Iterator[list[Arrived]]:
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _take_all(house: House, batch: Sequence[Arrived], now: datetime) -> list[str]:
    """Return what was made of each mail: all in one transaction, or each in its own where one of them fails."""
    try:
        replies = [read_reply(one.raw, house.bounce_address) for one in batch]
        with house.store.write() as session:
            outcomes = [_take(house, session, one, mail.raw, now) for one, mail in zip(replies, batch, strict=True)]
            session.commit()
        return outcomes
    except Exception:  # noqa: BLE001 - whatever a stranger's octets do, the other mails are not theirs to hold up
        return [take(house, one.raw, now) for one in batch]


def take(house: House, raw: bytes, now: datetime) -> str:
    """Return what was made of one mail; one whose reading fails is poison, unless it is the database that failed."""
    try:
        reply = read_reply(raw, house.bounce_address)
        with house.store.write() as session:
            outcome = _take(house, session, reply, raw, now)
            session.commit()
        return outcome
    except UNAVAILABLE:
        raise
    except Exception:  # noqa: BLE001 - see above
        return POISON


def _take(house: House, session: Session, reply: Reply, raw: bytes, now: datetime) -> str:
    """Keep one mail and act on it; return what was made of it."""
    session.expunge_all()  # the last mail's changes were written past the session
    kept = arrivals.add(session, identity(reply, raw), raw, reply.kind, reply.status, now)
    if kept is None:
        return REPEATED
    opened = _opened(house, session, reply)
    outcome = act(house, session, opened, reply, now, kept) if opened else "unknown" if reply.readable else UNREADABLE
    arrivals.settle(session, kept, outcome, opened.message.id if opened and opened.message else None)
    return outcome


def identity(reply: Reply, raw: bytes) -> bytes:
    """Return the hash by which a mail is known that comes twice: of its Message-ID and its body.

    The headers that servers add on the way differ between two copies of one mail. A mail without an id of its own
    is known by all its octets.
    """
    if not reply.message_id:
        return hashlib.sha256(raw).digest()
    ends = [place for place in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if place >= 0]
    body = raw[min(ends) :] if ends else b""
    return hashlib.sha256(reply.message_id.encode("utf-8", "replace") + b"\0" + body).digest()


def _opened(house: House, session: Session, reply: Reply) -> Opened | None:
    """Return the message that this mail answers: by its reply or bounce address, else by what it refers to."""
    for token, purpose in islice(_links(house, reply), _LINKS):
        try:
            return open_link(session, token, purpose)
        except (UnknownLink, LinkIsGone):
            continue
    return None


def addresses_of(house: House) -> tuple[tuple[str, Purpose], ...]:
    """Return the addresses of ours that carry a token, each with what it may be for."""
    replies = house.reply_address
    return (replies, Purpose.REPLY), (house.bounce_address, Purpose.BOUNCE), (replies, Purpose.NOTE)


def _links(house: House, reply: Reply) -> Iterator[tuple[str, Purpose]]:
    for base, purpose in addresses_of(house):
        found = (token_of(address, base) for address in reply.recipients if base)
        yield from ((token, purpose) for token in found if token)
    for reference in reply.references:
        yield derive(house.secret, Purpose.REPLY, reference.partition("@")[0]), Purpose.REPLY
