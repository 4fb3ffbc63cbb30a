"""Addresses nothing goes to, and why, kept as keyed hashes that outlive an erasure."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session, col, select

from storage.core import run
from storage.rows import SuppressionRow


def suppressed(session: Session, hashes: Collection[bytes]) -> set[bytes]:
    """Return those of *hashes* that nothing goes to."""
    statement = select(SuppressionRow.hash).where(col(SuppressionRow.hash).in_(list(hashes)))
    return {bytes(one) for one in session.exec(statement)}


def reasons(session: Session, hashes: Collection[bytes]) -> dict[bytes, str]:
    """Return why nothing goes to those of *hashes* that nothing goes to."""
    statement = select(SuppressionRow.hash, SuppressionRow.reason).where(col(SuppressionRow.hash).in_(list(hashes)))
    return {bytes(hash_): reason for hash_, reason in session.exec(statement)}


def suppress(session: Session, hash_: bytes, reason: str, at: datetime) -> bool:
    """Let nothing go to the address with this keyed hash any more; False if that was so already."""
    if session.exec(select(SuppressionRow.id).where(SuppressionRow.hash == hash_)).first():
        return False
    run(session, insert(SuppressionRow), {"hash": hash_, "reason": reason, "made_at": at})
    return True
