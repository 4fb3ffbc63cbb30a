"""Which messages of a batch go by web, and where; everything else goes by mail.

A person's own endpoint comes first, then their cohort's. What people read in a chat that several may see never
carries a personal link: an endpoint of a chat that two people have, or a cohort, gets no message of anybody's. Mails
about somebody's own data, observers' mails and mails that answer a mail always go by mail.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from sqlmodel import Session

from actions.house import House
from coaching.errors import Refused
from coaching.notices import NUDGE
from coaching.tokens import Purpose, derive, keyed_digest
from content.endpoints import Endpoint, read_endpoint
from content.mails import Letter
from content.posts import Post, post_of
from delivery.channel import Channel
from storage import endpoints
from storage.batches import Bundle

KINDS = ("prompt", "welcome", "reminder")
MOST_ATTEMPTS = 5
"""After so many attempts in vain, about an hour, the message goes by mail instead. Our choice, unmeasured."""


@runtime_checkable
class TakesWeb(Protocol):
    """A channel that posts to web addresses too."""

    def takes(self, url: str) -> bool:
        """Return whether a message may go to *url*."""
        ...


def endpoints_of(house: House, session: Session, channel: Channel, bundles: Sequence[Bundle]) -> dict[int, Endpoint]:
    """Return where the messages among *bundles* go that do not go by mail: message to endpoint."""
    if not isinstance(channel, TakesWeb):
        return {}
    loopback = house.webhook_loopback
    wanted = {
        one.message.id: where for one in bundles if (where := _wanted(one, loopback)) and channel.takes(where.url)
    }
    if not wanted:
        return {}
    closed = endpoints.gone(session, {digest_of(house, where.url): where.url for where in wanted.values()})
    chats = {where.place for where in wanted.values() if where.is_chat}
    shared = shared_chats(session, loopback) if chats else set()
    nudges = {one.message.id for one in bundles if one.message.kind == NUDGE}
    return {
        id_: where
        for id_, where in wanted.items()
        if where.url not in closed and (id_ in nudges or not (where.is_chat and where.place in shared))
    }


def digest_of(house: House, url: str) -> bytes:
    """Return what is kept of the address of an endpoint that is gone."""
    return keyed_digest(house.secret, "endpoint", url)


def _wanted(bundle: Bundle, loopback: frozenset[str]) -> Endpoint | None:
    if bundle.message.attempts >= MOST_ATTEMPTS:
        return None
    if bundle.message.kind == NUDGE:
        return as_endpoint(bundle.recipient.webhook, loopback)
    if not bundle.asked or bundle.message.kind not in KINDS:
        return None
    own, cohorts = bundle.recipient.webhook, {one.cohort.settings.get("webhook", "") for one in bundle.asked}
    return as_endpoint(own or (cohorts.pop() if len(cohorts) == 1 else ""), loopback)


def as_endpoint(written: str, loopback: frozenset[str]) -> Endpoint | None:
    """Return the endpoint that is stored as *written*; None where there is none that can be used."""
    try:
        return read_endpoint(written, loopback) if written else None
    except Refused:
        return None


def shared_chats(session: Session, loopback: frozenset[str]) -> set[str]:
    """Return the places of chats that more than one person, or a cohort, has for an endpoint."""
    had: dict[str, int] = {}
    for written, people in endpoints.in_use(session).items():
        if where := as_endpoint(written, loopback):
            had[where.place] = had.get(where.place, 0) + people
    cohorts = {where.place for one in endpoints.of_cohorts(session) if (where := as_endpoint(one, loopback))}
    return {place for place, people in had.items() if people > 1} | cohorts


def body_of_letter(house: House, bundle: Bundle, letter: Letter, where: Endpoint, **moments: object) -> bytes:
    """Return the JSON that is posted to *where* for one message."""
    token = derive(house.secret, Purpose.ANSWER, bundle.message.key)
    said: Mapping[str, object] = {
        "id": bundle.message.key, "kind": letter.kind, "person": bundle.recipient.key,
        "address": bundle.recipient.address, "fields": house.address(f"/api/v1/answers/{token}"),
    }  # fmt: skip
    post: Post = post_of(letter, **said, **moments)
    return where.body(post)
