"""The programmes a team wrote and brought to the desk: on the list, off it, and whether anybody is on one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from storage.core import run
from storage.rows import CohortRow, EnrollmentRow, ProgrammeRow, PromptRow


def offered(session: Session) -> Sequence[ProgrammeRow]:
    """Return the programmes on the list, by title."""
    on_it = col(ProgrammeRow.offered_at).is_not(None)
    return session.exec(select(ProgrammeRow).where(on_it).order_by(ProgrammeRow.title, col(ProgrammeRow.id))).all()


def many(session: Session) -> int:
    """Return how many programmes are on the list."""
    return session.exec(select(func.count()).where(col(ProgrammeRow.offered_at).is_not(None))).one()


def is_used(session: Session, programme_id: int) -> bool:
    """Return whether a cohort, a person or something that was asked is on this version."""
    held = (CohortRow.programme_id, EnrollmentRow.programme_id, PromptRow.programme_id)
    return any(session.exec(select(one).where(col(one) == programme_id).limit(1)).first() for one in held)


def replace(session: Session, programme_id: int, title: str, text: str) -> None:
    """Let a version that nobody is on have another text."""
    theirs = col(ProgrammeRow.id) == programme_id
    run(session, update(ProgrammeRow).where(theirs).values(title=title, text=text))


def offer(session: Session, row: ProgrammeRow, at: datetime) -> None:
    """Put a version on the list, in the place of its earlier ones."""
    earlier = (col(ProgrammeRow.name) == row.name, col(ProgrammeRow.version) < row.version)
    run(session, update(ProgrammeRow).where(*earlier).values(offered_at=None))
    run(session, update(ProgrammeRow).where(col(ProgrammeRow.id) == row.id).values(offered_at=at))


def take_off(session: Session, row: ProgrammeRow) -> None:
    """Take a version off the list, and delete it where nobody is on it."""
    theirs = col(ProgrammeRow.id) == row.id
    if is_used(session, row.id or 0):
        run(session, update(ProgrammeRow).where(theirs).values(offered_at=None))
    else:
        run(session, delete(ProgrammeRow).where(theirs))
