"""Mails that came in, kept as they came; the same mail twice is one."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from storage.core import run, table
from storage.rows import ArrivalRow, MessageRow

ARRIVAL = table(ArrivalRow)
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
    later = aliased(MessageRow)
    heard = exists().where(
        col(later.recipient_id) == col(MessageRow.recipient_id),
        col(later.state) == "sent",
        col(later.due_at) > col(ArrivalRow.arrived_at),
    )
    statement = (
        select(col(MessageRow.recipient_id))
        .join(ArrivalRow, col(ArrivalRow.message_id) == col(MessageRow.id))
        .where(
            col(MessageRow.recipient_id).in_(list(recipient_ids)),
            col(ArrivalRow.outcome) == "absent",
            col(ArrivalRow.arrived_at) >= since,
            ~heard,
        )
    )
    return set(session.execute(statement).scalars())
