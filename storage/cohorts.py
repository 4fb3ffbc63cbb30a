"""Cohorts and the programme versions they run."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from coaching.errors import NotFound, Refused
from storage.rows import CohortRow, EnrollmentRow, ProgrammeRow, PromptRow


def lock(session: Session) -> None:
    """Hold everybody else who enrols until this transaction ends. SQLite's writer holds them already."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(7466)"))


def names(session: Session) -> Sequence[str]:
    """Return the names of all cohorts, sorted."""
    return session.exec(select(CohortRow.name).order_by(col(CohortRow.name))).all()


def find(session: Session, name: str) -> CohortRow | None:
    """Return the cohort called *name*, or None."""
    return session.exec(select(CohortRow).where(CohortRow.name == name)).first()


def alike(session: Session, name: str) -> str:
    """Return the name of a cohort that differs from *name* in case and blanks at most, or ""."""
    wanted = " ".join(name.split()).casefold()
    return next((one for one in names(session) if " ".join(one.split()).casefold() == wanted), "")


def called(session: Session, name: str) -> CohortRow:
    """Return the cohort called *name*.

    Raises:
        NotFound: there is none; the nearest name is suggested.
    """
    row = find(session, name)
    if row is None:
        raise NotFound("cohort", name, tuple(names(session)))
    return row


def keep_programme(session: Session, name: str, version: int, title: str, source: str, at: datetime) -> ProgrammeRow:
    """Return the row of this version, made if new.

    Raises:
        Refused: the same version is in force with another text.
    """
    row = session.exec(select(ProgrammeRow).where(ProgrammeRow.name == name, ProgrammeRow.version == version)).first()
    if row is None:
        row = ProgrammeRow(name=name, version=version, title=title, text=source, created_at=at)
        session.add(row)
        session.flush()
    elif row.text != source:
        raise Refused(
            f"Programme '{name}' version {version} is in use with another text. "
            f"Raise `version:` in the file to {version + 1}, so that people stay on the version they began."
        )
    return row


def newest_programme(session: Session, name: str) -> ProgrammeRow | None:
    """Return the highest version of a programme that a cohort was ever enrolled in, or None."""
    statement = select(ProgrammeRow).where(ProgrammeRow.name == name).order_by(col(ProgrammeRow.version).desc())
    return session.exec(statement).first()


def programme_of(session: Session, programme_id: int) -> ProgrammeRow:
    """Return one programme version."""
    return session.exec(select(ProgrammeRow).where(ProgrammeRow.id == programme_id)).one()


def running(session: Session, cohort_id: int) -> ProgrammeRow:
    """Return the programme version that a cohort runs."""
    statement = select(ProgrammeRow).join(CohortRow, col(CohortRow.programme_id) == col(ProgrammeRow.id))
    return session.exec(statement.where(CohortRow.id == cohort_id)).one()


def version_asked() -> Any:
    """Return the id of the version a prompt is worded in: that it was handed over in, else its enrollment's."""
    return func.coalesce(col(PromptRow.programme_id), col(EnrollmentRow.programme_id))


def add(session: Session, **columns: Any) -> CohortRow:
    """Add a cohort and return it with its id."""
    row = CohortRow(**columns)
    session.add(row)
    session.flush()
    return row


def size(session: Session) -> int:
    """Return how many cohorts there are."""
    return session.exec(select(func.count()).select_from(CohortRow)).one()
