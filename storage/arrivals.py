"""Mails that came in, kept as they came; the same mail twice is one."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from storage.core import run, table
from storage.moments import Moment
from storage.prepared import among
from storage.reads import Query
from storage.rows import ArrivalRow, MessageRow

ARRIVAL, MESSAGE = table(ArrivalRow), table(MessageRow)
LATER = MESSAGE.alias("later")
SETTLE = (
    update(ARRIVAL)
    .where(ARRIVAL.c.id == bindparam("arrival"))
    .values(outcome=bindparam("made"), message_id=bindparam("about"))
)
COLUMNS = ("digest", "raw", "kind", "status", "outcome", "arrived_at")


class Bounced(NamedTuple):
    """A bounce that came for one recipient: when, and with which status."""

    at: datetime
    status: str


def add(session: Session, digest: bytes, raw: bytes, kind: str, status: str, at: datetime) -> int | None:
    """Keep a mail and return its id, or None if it is kept already."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(ARRIVAL).on_conflict_do_nothing().returning(ARRIVAL.c.id)
    row: dict[str, Any] = dict(zip(COLUMNS, (digest, raw, kind, status, "", at), strict=True))
    return run(session, statement, row).scalar_one_or_none()


def settle(session: Session, id_: int, outcome: str, message_id: int | None) -> None:
    """Write down what was made of a mail, and which message it answers."""
    run(session, SETTLE, {"arrival": id_, "made": outcome, "about": message_id})


def forget_octets(session: Session, id_: int) -> None:
    """Let go of a mail as it came, where what it said is kept in a better place and must be erased with that."""
    run(session, update(ARRIVAL).where(ARRIVAL.c.id == id_).values(raw=b""))


def bounces_of(session: Session, recipient_id: int, since: datetime, but: int) -> Sequence[Bounced]:
    """Return the bounces of mails to one recipient that came after *since*, the arrival *but* left out."""
    statement = (
        select(col(ArrivalRow.arrived_at), col(ArrivalRow.status))
        .join(MessageRow, col(MessageRow.id) == col(ArrivalRow.message_id))
        .where(
            col(MessageRow.recipient_id) == recipient_id,
            col(ArrivalRow.kind) == "bounce",
            col(ArrivalRow.arrived_at) >= since,
            col(ArrivalRow.id) != but,
        )
    )
    return [Bounced(at, status) for at, status in session.execute(statement)]


def seem_away(session: Session, recipient_ids: Collection[int], since: datetime) -> set[int]:
    """Return those recipients whose mail program said after *since* that they are away, and who got no mail since."""
    return {id_ for (id_,) in SEEM_AWAY.rows(session, ids=recipient_ids, since=since)}


def _seem_away() -> Any:
    heard = exists().where(
        LATER.c.recipient_id == MESSAGE.c.recipient_id, LATER.c.state == "sent", LATER.c.due_at > ARRIVAL.c.arrived_at
    )
    return (
        select(MESSAGE.c.recipient_id)
        .join(ARRIVAL, ARRIVAL.c.message_id == MESSAGE.c.id)
        .where(
            among(MESSAGE.c.recipient_id),
            ARRIVAL.c.outcome == "absent",
            ARRIVAL.c.arrived_at >= bindparam("since", type_=Moment()),
            ~heard,
        )
    )


SEEM_AWAY = Query(_seem_away())
