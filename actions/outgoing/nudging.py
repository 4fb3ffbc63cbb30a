"""Nudges: a chat that several can read is told once a day that mail is waiting, and nothing else.

A nudge is a message like any other, claimed, retried and recorded; its recipient is the chat itself.
"""

from collections.abc import Sequence
from datetime import date, datetime

from actions.contents import spoken
from actions.house import House
from actions.outgoing.posting import TakesWeb, as_endpoint, shared_chats
from coaching.notices import NUDGE
from coaching.tokens import keyed_digest
from content.endpoints import Endpoint
from delivery.channel import Channel
from storage import endpoints
from storage.batches import Bundle


def plan_nudges(house: House, channel: Channel, bundles: Sequence[Bundle], now: datetime) -> int:
    """Plan a nudge for each shared chat whose people are mailed in this batch; return how many are new."""
    chats = _chats(house, channel, bundles)
    if not chats:
        return 0
    with house.store.write() as session:
        shared, new = shared_chats(session, house.webhook_loopback), 0
        for where, bundle in chats.values():
            if where.place in shared:
                day = bundle.message.local_day
                recipient_id = endpoints.chat(session, _key(house, where), where.written, _language(bundle), now)
                new += endpoints.nudge(session, recipient_id, _key(house, where, day), NUDGE, day, now)
        session.commit()
    return new


def _chats(house: House, channel: Channel, bundles: Sequence[Bundle]) -> dict[str, tuple[Endpoint, Bundle]]:
    """Return the chats that belong to the people and cohorts of *bundles*, by place."""
    found: dict[str, tuple[Endpoint, Bundle]] = {}
    for bundle in bundles if isinstance(channel, TakesWeb) else ():
        cohorts = [str(one.cohort.settings.get("webhook", "")) for one in bundle.asked]
        for written in filter(None, (bundle.asked and bundle.recipient.webhook, *cohorts)):
            where = as_endpoint(str(written), house.webhook_loopback)
            if where is not None and where.is_chat:
                found.setdefault(where.place, (where, bundle))
    return found


def _key(house: House, where: Endpoint, day: date | None = None) -> str:
    """Return the key of a chat, or of its nudge on one day: two senders at once plan the same one."""
    return keyed_digest(house.secret, "chat", f"{where.place}\x1f{day or ''}").hex()[:32]


def _language(bundle: Bundle) -> str:
    return spoken("", *(one.programme for one in bundle.asked))
