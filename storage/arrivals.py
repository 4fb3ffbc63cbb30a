"""Mails that came in, kept as they came; the same bytes twice are one."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from storage.core import run, table
from storage.rows import ArrivalRow


def add(session: Session, digest: bytes, raw: bytes, kind: str, at: datetime) -> int | None:
    """Keep a mail and return its id, or None if it is kept already."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table(ArrivalRow)).on_conflict_do_nothing().returning(table(ArrivalRow).c.id)
    row = {"digest": digest, "raw": raw, "kind": kind, "outcome": "", "arrived_at": at}
    return run(session, statement, row).scalar_one_or_none()


def settle(session: Session, id_: int, outcome: str, message_id: int | None) -> None:
    """Write down what was made of a mail, and which message it answers."""
    statement = update(table(ArrivalRow)).where(table(ArrivalRow).c.id == id_)
    run(session, statement.values(outcome=outcome, message_id=message_id))
