"""Mails that another program hands in one by one: by LMTP or SMTP, or a mail service over the web."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from actions.collecting import POISON, addresses_of, take
from actions.house import House
from actions.links import LinkIsGone, UnknownLink, open_link
from coaching.tokens import Purpose
from delivery.addresses import token_of
from delivery.vendors import HandedIn
from storage import arrivals, hooks


def hand_in(house: House, raw: bytes, recipient: str, now: datetime) -> str:
    """Return what was made of a mail that was for *recipient*; it is kept by then, whatever it is.

    There is no mailbox to leave it in, so one that upsets the reader is kept as it came, for a person to look at.
    *recipient* is "" or an address on one line.
    """
    octets = f"Delivered-To: {recipient}\r\n".encode() + raw if recipient else raw
    outcome = take(house, octets, now)
    if outcome == POISON:
        with house.store.write() as session:
            kept = arrivals.add(session, hashlib.sha256(octets).digest(), octets, "needs_review", "", now)
            if kept is not None:
                arrivals.settle(session, kept, POISON, None)
            session.commit()
    return outcome


def hand_in_once(house: House, mail: HandedIn, now: datetime) -> str:
    """Return what was made of a mail; a call that was acted on before is not acted on again.

    The call is written down after its mail: one that fails between the two comes again, and its mail is known.
    """
    if not mail.once:
        return hand_in(house, mail.raw, mail.recipient, now)
    with house.store.read() as session:
        if hooks.is_kept(session, mail.once):
            return "repeated"
    outcome = hand_in(house, mail.raw, mail.recipient, now)
    with house.store.write() as session:
        hooks.keep(session, mail.once, now)
        session.commit()
    return outcome


def is_ours(house: House, address: str) -> bool:
    """Return whether mail for *address* can be about a mail of ours: one without a tag may refer to one."""
    bare = address.strip().strip("<>").casefold()
    if bare and bare in (house.reply_address.casefold(), house.bounce_address.casefold()):
        return True
    return any(_is_known(house, token, purpose) for token, purpose in _tokens(house, address))


def _tokens(house: House, address: str) -> Iterator[tuple[str, Purpose]]:
    for base, purpose in addresses_of(house):
        if base and (token := token_of(address, base)):
            yield token, purpose


def _is_known(house: House, token: str, purpose: Purpose) -> bool:
    with house.store.read() as session:
        try:
            open_link(session, token, purpose)
        except UnknownLink:
            return False
        except LinkIsGone:
            return True
    return True
