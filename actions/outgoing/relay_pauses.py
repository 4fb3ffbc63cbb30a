"""A relay that refuses us as a whole is paused: no list is burnt, every process knows, the operator is told once.

Refused as a whole means that the next mail would meet the same: a policy about us (5.7.x at the door or in a
bounce), a password that is not taken, encryption that cannot be trusted. A relay that is merely away or busy is
not paused; it is asked again at each pass.
"""

import logging
from datetime import datetime, timedelta

from sqlmodel import Session

from actions.house import House
from delivery.channel import Outcome
from storage import events, relays
from storage.relays import ANY, Pause

log = logging.getLogger(__name__)
REFUSALS = frozenset({"policy", "sign_in", "tls", "protocol"})
"""Reasons of `delivery.channel` for which a relay is paused."""
MINUTES = (15, 30, 60, 120, 240)
"""How long the first, second ... pause in a row lasts, before one mail tries again. Our choice, unmeasured."""


def pause_relay(session: Session, reason: str, code: str, now: datetime, relay: str = ANY) -> bool:
    """Pause *relay* in the caller's transaction; return whether this is news, of which the operator was told.

    *reason* is a word of `delivery.channel`, *code* the server's own such as ``550 5.7.26``. A bounce does not
    say which relay was used: leave *relay* out then. The caller commits.
    """
    standing = next((one for one in relays.all_pauses(session) if one.relay == relay), None)
    if standing is not None and standing.holds:
        return False
    times = standing.times if standing else 0
    minutes = MINUTES[min(times, len(MINUTES) - 1)]
    relays.pause(session, relay, reason, code, timedelta(minutes=minutes).total_seconds())
    events.note(session, "relay_paused", now, reason=reason, details={"code": code, "minutes": minutes})
    if standing is None:
        log.warning("%s", in_words(relay, reason, code))
    return standing is None


def resume_relay(session: Session, now: datetime, relay: str = ANY) -> bool:
    """End the pause of *relay* in the caller's transaction; return whether there was one. The caller commits."""
    ended = relays.resume(session, relay)
    if ended:
        events.note(session, "relay_resumed", now)
    return bool(ended)


def gets_through(house: House, relay: str, now: datetime) -> bool:
    """End the pause of *relay*, for a mail got through or somebody says so; return whether there was one."""
    with house.store.write() as session:
        ended = resume_relay(session, now, relay)
        session.commit()
    return ended


def pauses_relay(outcome: Outcome) -> bool:
    """Return whether *outcome* is a refusal of everything, and not of one mail or one moment."""
    return outcome.relay_wide and outcome.reason in REFUSALS


def pause_of(house: House, relay: str) -> Pause | None:
    """Return the pause that concerns *relay*, or None when mail gets through."""
    with house.store.read() as session:
        return relays.pause_of(session, relay)


WHAT_TO_DO = {
    "policy": "It wants no mail from this sender. Its administrator, or its log, says why.",
    "sign_in": "It does not take the user or the password: look at FOLLOWTHROUGH_MAIL_URL.",
    "tls": "It offers no encryption that can be trusted: a company's own certificates are named by `?ca=FILE` in "
    "FOLLOWTHROUGH_MAIL_URL.",
    "protocol": "It does not answer as a mail server does: is the port in FOLLOWTHROUGH_MAIL_URL right?",
    "connection": "The mail server did not answer, or not in time. Nothing is lost; each pass asks it again, and "
    "`followthrough doctor` says when it answers.",
    "busy": "The mail server asked for a pause. Nothing is lost; these mails go by themselves.",
    "greylisted": "The mail server asked to come back later. Nothing is lost; these mails go by themselves.",
    "storage": "The local inbox could not be written: is its disk full?",
    "unconfirmed": "The mail server may have taken a mail and did not say so: it goes again, and the ledger lists it.",
}
"""What an operator can do where mail does not go out, by the reason of `delivery.channel`."""


def what_to_do(reason: str) -> str:
    """Return what an operator can do about *reason*; "" where it is about one mail and `ledger` tells.

    >>> what_to_do("mailbox")
    ''
    """
    return WHAT_TO_DO.get(reason, "")


def in_words(relay: str, reason: str, code: str) -> str:
    """Return what the operator is told.

    >>> in_words("smtp:mail.example.org:25", "sign_in", "535").partition(". ")[0]
    'The relay smtp:mail.example.org:25 refuses everything (sign_in, 535)'
    """
    name = f"relay {relay}" if relay else "relay"
    said = ", ".join(filter(None, [reason, code]))
    return (
        f"The {name} refuses everything ({said}). {what_to_do(reason)} It is left alone and tried again by itself; "
        "`followthrough relay` shows the state, `followthrough relay --resume` ends the pause."
    )
