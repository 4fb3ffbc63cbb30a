"""What servers and providers send back: bounces and complaints, and whom nothing goes to from then on."""

from datetime import datetime

from sqlmodel import Session

from actions.house import House
from actions.links import Opened
from actions.outgoing.relay_pauses import pause_relay
from coaching.bounces import TWICE_WITHIN, Means, Returned, means
from coaching.states import Reason, State
from coaching.tokens import keyed_hash
from delivery.replies import Reply
from storage import arrivals, events, messages, prompts, suppressions
from storage.rows import MessageRow

RELAY_REFUSED = "relay_refused"
"""The event of a bounce that is about our relay (``5.7.x``); ``details`` holds its status."""


def bounced(house: House, session: Session, opened: Opened, reply: Reply, now: datetime, kept: int) -> str:
    """Write down that a mail of ours came back, and silence its address where that is sure; return the outcome.

    A refusal for policy leaves the address alone: it is about who sends. A delay changes nothing.
    """
    earlier = arrivals.bounces_of(session, opened.recipient.id or 0, now - TWICE_WITHIN, kept)
    verdict = means(reply.status, [Returned(one.at, one.status) for one in earlier], now)
    if verdict is Means.WAIT:
        return "delayed"
    if opened.message is not None:
        _fail(session, opened.message, reply.status, now)
    if verdict is Means.RELAY:
        message_id = opened.message.id if opened.message else None
        events.note(session, RELAY_REFUSED, now, message_id=message_id, details={"status": reply.status})
        pause_relay(session, "policy", reply.status, now)
        return RELAY_REFUSED
    if verdict is Means.SUPPRESS:
        _silence(house, session, opened, Reason.BOUNCED, reply.status, now)
    return "bounced"


def complained(house: House, session: Session, opened: Opened, now: datetime) -> str:
    """Let nothing go to somebody who called our mail spam, at once; return the outcome."""
    _silence(house, session, opened, "complaint", "", now)
    return "complained"


def _fail(session: Session, message: MessageRow, status: str, now: datetime) -> None:
    """Let the mail, and what it asked and nobody has answered, be failed; a reminder never changes its prompts."""
    if message.state in ("sent", "unsure"):
        messages.record(session, [message.id or 0], "failed", Reason.BOUNCED)
    if message.about_id:
        return
    asked = [row.id or 0 for row in prompts.of_message(session, message.id or 0)]
    for was in (State.SENT, State.UNSURE):
        prompts.move(session, asked, was, State.FAILED, now, reason=Reason.BOUNCED, details={"status": status})


def _silence(house: House, session: Session, opened: Opened, reason: str, status: str, now: datetime) -> None:
    """Let nothing go to the address of a message any more; what is planned is left out when its turn comes."""
    hash_ = keyed_hash(house.secret, opened.recipient.address)
    if suppressions.suppress(session, hash_, str(reason), now):
        events.note(
            session, "suppressed", now, recipient_id=opened.recipient.id, cause=str(reason), details={"status": status}
        )  # fmt: skip
