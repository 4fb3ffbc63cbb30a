"""Answers that come by signed webhook: from a program of the company, by the same rules as on the page."""

from collections.abc import Mapping
from datetime import datetime

from actions.answering import Given, Recorded, record
from actions.house import House
from actions.links import open_link
from coaching.tokens import Purpose, derive
from delivery.web_signing import signed_id
from storage import hooks

CHANNEL = "webhook"


def signed_by_us(house: House, headers: Mapping[str, str], body: bytes, wall_s: float) -> str:
    """Return the id under which somebody who has a key of this installation sent *body* just now, else "".

    *wall_s* is the second it is on the wall, whatever clock the database lives by.
    """
    return signed_id(house.webhook_keys, headers, body, wall_s)


def answer_by_hook(
    house: House, id_: str, message_key: str, values: Mapping[str, str], now: datetime
) -> Recorded | None:
    """Record the answers to one message, in one transaction with the id; None where the id was acted on before.

    What cannot be recorded leaves no trace of its id, so that it can be corrected and sent again.

    Raises:
        UnknownLink, LinkIsGone, Unusable, AlreadyOver: as `actions.answering.answer`.
    """
    with house.store.write() as session:
        if not hooks.keep(session, id_, now):
            return None
        opened = open_link(session, derive(house.secret, Purpose.ANSWER, message_key), Purpose.ANSWER)
        recorded = record(house, session, opened, Given(values, CHANNEL), now)
        session.commit()
    return recorded
