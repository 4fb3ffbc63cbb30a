"""Endpoints of webhooks: who shares one, and which of them said that they are no more."""

import hashlib
from collections.abc import Collection
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, func, select

from storage.core import chunks, run, table
from storage.rows import CohortRow, GoneEndpointRow, RecipientRow

GONE = table(GoneEndpointRow)


def digest_of(url: str) -> bytes:
    """Return what is kept of the address of an endpoint that is gone: its SHA-256."""
    return hashlib.sha256(url.encode()).digest()


def close(session: Session, url: str, at: datetime) -> bool:
    """Let nothing be posted to *url* any more; False if that was so already."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(GONE).on_conflict_do_nothing().returning(GONE.c.digest)
    return run(session, statement, {"digest": digest_of(url), "gone_at": at}).first() is not None


def gone(session: Session, urls: Collection[str]) -> set[str]:
    """Return those of *urls* that said they are no more."""
    by_digest = {digest_of(one): one for one in urls}
    found: set[str] = set()
    for chunk in chunks(by_digest):
        rows = session.exec(select(GoneEndpointRow.digest).where(col(GoneEndpointRow.digest).in_(chunk)))
        found |= {by_digest[bytes(one)] for one in rows}
    return found


def in_use(session: Session) -> dict[str, int]:
    """Return every endpoint of a recipient as it is stored, and how many recipients have it."""
    statement = (
        select(RecipientRow.webhook, func.count()).where(RecipientRow.webhook != "").group_by(col(RecipientRow.webhook))
    )
    return dict(session.exec(statement).all())


def of_cohorts(session: Session) -> list[str]:
    """Return the endpoints that cohorts have, as they are stored."""
    found = (settings.get("webhook", "") for settings in session.exec(select(CohortRow.settings)))
    return [one for one in found if one]
