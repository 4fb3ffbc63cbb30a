"""Uploads by key."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from storage.core import run
from storage.rows import UploadRow


def add(session: Session, key: str, name: str, content: bytes, at: datetime) -> None:
    """Keep one file."""
    session.add(UploadRow(key=key, name=name, content=content, made_at=at))


def find(session: Session, key: str) -> tuple[str, bytes] | None:
    """Return the name and the content kept under *key*, or None."""
    row = session.exec(select(UploadRow).where(UploadRow.key == key)).first()
    return (row.name, row.content) if row else None


def named(session: Session, name: str, key: str = "") -> list[tuple[str, bytes, datetime]]:
    """Return (key, content, when it was handed in) of what is kept under *name*, the newest first; *key* picks one."""
    statement = select(UploadRow).where(UploadRow.name == name).order_by(col(UploadRow.id).desc())
    rows = session.exec(statement.where(UploadRow.key == key) if key else statement)
    return [(row.key, row.content, row.made_at) for row in rows]


def replace(session: Session, key: str, content: bytes) -> None:
    """Let *content* be what is kept under *key*; how long it is kept does not change."""
    run(session, update(UploadRow).where(col(UploadRow.key) == key).values(content=content))


def drop(session: Session, key: str) -> None:
    """Delete what is kept under *key*."""
    run(session, delete(UploadRow).where(col(UploadRow.key) == key))
