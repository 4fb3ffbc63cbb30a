"""Uploads by key."""

from datetime import datetime

from sqlmodel import Session, select

from storage.rows import UploadRow


def add(session: Session, key: str, name: str, content: bytes, at: datetime) -> None:
    """Keep one file."""
    session.add(UploadRow(key=key, name=name, content=content, made_at=at))


def find(session: Session, key: str) -> tuple[str, bytes] | None:
    """Return the name and the content kept under *key*, or None."""
    row = session.exec(select(UploadRow).where(UploadRow.key == key)).first()
    return (row.name, row.content) if row else None
