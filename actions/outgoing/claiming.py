"""Take the mails whose turn has come: left out, put off, or held for handing over, in one transaction."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from actions.house import House
from actions.outgoing.deciding import Batch, Decider
from actions.outgoing.shifting import shift_rest
from coaching.notices import NOTICES
from coaching.states import State
from coaching.tokens import IN_A_MAIL, LASTS, Purpose, derive, digest, keyed_hash
from storage import batches, buddies, messages, people, prompts, suppressions, touches
from storage.batches import Bundle

BATCH = 250
"""Messages taken at a time. Of 100 and 250 the larger took a sixth less processor time a claim (SQLite)."""
A_DAY = timedelta(days=1)


def claim(house: House, now: datetime, claimer: str, limit: int = BATCH, only: Collection[str] = ()) -> Batch:
    """Return the next batch of what is due at *now*; empty (``taken == 0``) when nothing is.

    *only*: of messages of these kinds.
    """
    with house.store.write() as session:
        bundles = batches.gather(session, messages.due(session, now, limit, only))
        hashes = {one.message.id: keyed_hash(house.secret, one.recipient.address) for one in bundles}
        silent = suppressions.reasons(session, set(hashes.values()))
        near = touches.near(
            session, {one.message.recipient_id for one in bundles}, now.date() - A_DAY, now.date() + A_DAY
        )
        decider = Decider(house, session, now, near)
        for bundle in bundles:
            decider.decide(bundle, silent.get(hashes[bundle.message.id], ""))
        decider.batch.taken = len(bundles)
        _hold(house, session, decider.batch.ready, now, claimer)
        decider.replan()
        for bundle in decider.batch.ready:
            shift_rest(house, session, bundle, now)
        session.commit()
    return decider.batch


def _hold(house: House, session: Session, ready: list[Bundle], now: datetime, claimer: str) -> None:
    """Claim what is ready: the lease, the prompts' state, the links, and who is welcomed."""
    messages.hold(session, (one.message.id for one in ready), claimer, house.lease_s)
    first = [one for one in ready if not one.message.about_id and not one.message.unsure]
    prompts.move(
        session, (asked.prompt.id or 0 for one in first for asked in one.asked), State.PLANNED, State.CLAIMED, now
    )
    messages.keep_tokens(session, (row for one in ready for row in _tokens(house, one, now)), now)
    newly = [
        (asked.enrollment.id or 0, one.message.id)
        for one in first
        for asked in one.asked
        if asked.enrollment.welcome_id is None and not asked.prompt.asked_of
    ]
    _bring_buddies(session, ready)
    welcomed = people.set_welcome(session, newly)
    for one in ready:
        _mark_welcome(one, welcomed)


def _bring_buddies(session: Session, ready: list[Bundle]) -> None:
    """Let mails know who has a buddy, and carry what those wrote; a line never makes a mail."""
    asked = {a.enrollment.id or 0: one for one in ready for a in one.asked if not a.prompt.asked_of}
    found = buddies.beside(session, set(asked))
    going = {id_: one.message.id for id_, one in asked.items() if one.message.kind == "prompt"}
    lines = buddies.carry(session, {id_: one for id_, one in found.items() if id_ in going}, going)
    for id_ in found:
        asked[id_].buddy, asked[id_].line = True, lines.get(asked[id_].message.id, "")


def _mark_welcome(bundle: Bundle, welcomed: Mapping[int, int]) -> None:
    for asked in bundle.asked:
        if welcomed.get(asked.enrollment.id or 0) == bundle.message.id:
            asked.enrollment.welcome_id = bundle.message.id


def _tokens(house: House, bundle: Bundle, now: datetime) -> list[dict[str, Any]]:
    """Return the rows of the links a message carries, and leave the links with the bundle for its writer.

    A later attempt is asked too: an address for bounces that was set since needs its token then.
    """
    kind = bundle.message.kind
    carried = NOTICES[kind].tokens if kind in NOTICES else IN_A_MAIL
    purposes = carried if house.bounce_address else [one for one in carried if one is not Purpose.BOUNCE]
    bundle.tokens = {purpose: derive(house.secret, purpose, bundle.message.key) for purpose in purposes}
    return [
        {
            "digest": digest(token),
            "purpose": str(purpose),
            "message_id": bundle.message.id,
            "recipient_id": bundle.recipient.id,
            "expires_at": now + LASTS[purpose] if purpose in LASTS else None,
        }
        for purpose, token in bundle.tokens.items()
    ]
