"""Endpoints of webhooks: who shares one, which of them are no more, and the chats that are told mail is waiting."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, func, select

from storage.core import chunks, run, table
from storage.messages import MESSAGE, planned
from storage.rows import CohortRow, GoneEndpointRow, RecipientRow

GONE, RECIPIENT = table(GoneEndpointRow), table(RecipientRow)


def close(session: Session, digest: bytes, at: datetime) -> bool:
    """Let nothing be posted any more to the address that *digest* is kept of; False if that was so already."""
    statement = _or_nothing(session, GONE).returning(GONE.c.digest)
    return run(session, statement, {"digest": digest, "gone_at": at}).first() is not None


def gone(session: Session, by_digest: Mapping[bytes, str]) -> set[str]:
    """Return those of the addresses, each under the digest that is kept of it, that said they are no more."""
    found: set[str] = set()
    for chunk in chunks(by_digest):
        rows = session.exec(select(GoneEndpointRow.digest).where(col(GoneEndpointRow.digest).in_(chunk)))
        found |= {by_digest[bytes(one)] for one in rows}
    return found


def in_use(session: Session) -> dict[str, int]:
    """Return every endpoint of a person as it is stored, and how many people have it."""
    statement = (
        select(RecipientRow.webhook, func.count())
        .where(RecipientRow.webhook != "", RecipientRow.address != "")
        .group_by(col(RecipientRow.webhook))
    )
    return dict(session.exec(statement).all())


def of_cohorts(session: Session) -> list[str]:
    """Return the endpoints that cohorts have, as they are stored."""
    found = (settings.get("webhook", "") for settings in session.exec(select(CohortRow.settings)))
    return [one for one in found if one]


def chat(session: Session, key: str, written: str, locale: str, at: datetime) -> int:
    """Return the recipient that stands for a chat, made on first use: it has an endpoint and no address."""
    row = {
        "key": key,
        "folded": None,
        "address": "",
        "name": "",
        "locale": locale,
        "webhook": written,
        "created_at": at,
    }
    run(session, _or_nothing(session, RECIPIENT), row)
    return session.exec(select(RecipientRow.id).where(RecipientRow.key == key)).one() or 0


def nudge(session: Session, recipient_id: int, key: str, kind: str, day: date, at: datetime) -> int:
    """Plan the nudge of a chat for one day, due now; return 0 where it is planned already, else 1."""
    row = planned(recipient_id, kind, at, day, key=key, touch=False)
    return len(run(session, _or_nothing(session, MESSAGE).returning(MESSAGE.c.id), row).all())


def _or_nothing(session: Session, into: Table) -> Any:
    """Return the statement that inserts a row unless it is there already."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(into).on_conflict_do_nothing()
