"""What moving a cohort to another version of its programme reads and writes."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from storage.core import chunks, run
from storage.rows import EnrollmentRow, ProgrammeRow, PromptRow, RecipientRow
from storage.rows.people import ParticipantRow

NOT_ASKED = ("planned", "skipped")


def find(session: Session, name: str, version: int) -> ProgrammeRow | None:
    """Return one version of a programme, if anybody ever began on it or was moved to it."""
    statement = select(ProgrammeRow).where(ProgrammeRow.name == name, ProgrammeRow.version == version)
    return session.exec(statement).first()


def known(session: Session, name: str) -> list[int]:
    """Return the versions of a programme that are kept."""
    return sorted(session.exec(select(ProgrammeRow.version).where(ProgrammeRow.name == name)))


def asked_steps(session: Session, cohort_id: int) -> set[tuple[int, str]]:
    """Return (programme version id, step) of everything that was handed over in a cohort, to whomever."""
    statement = (
        select(EnrollmentRow.programme_id, PromptRow.programme_id, PromptRow.step)
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
        .where(EnrollmentRow.cohort_id == cohort_id, col(PromptRow.state).not_in(NOT_ASKED))
        .distinct()
    )
    return {(own or theirs, step) for theirs, own, step in session.exec(statement)}


def locales(session: Session, cohort_id: int) -> set[str]:
    """Return the languages in which a cohort's people read."""
    statement = (
        select(RecipientRow.locale)
        .join(ParticipantRow, col(ParticipantRow.recipient_id) == col(RecipientRow.id))
        .join(EnrollmentRow, col(EnrollmentRow.participant_id) == col(ParticipantRow.id))
        .where(EnrollmentRow.cohort_id == cohort_id)
        .distinct()
    )
    return set(session.exec(statement))


def planned(session: Session, enrollment_ids: Collection[int]) -> list[PromptRow]:
    """Return what is planned for these enrollments' own participants, as it stands."""
    statement = select(PromptRow).where(PromptRow.state == "planned", PromptRow.asked_of == 0)
    return _as_they_stand(session, statement, enrollment_ids)


def pulses(session: Session, enrollment_ids: Collection[int]) -> list[PromptRow]:
    """Return every pulse that asks somebody about these enrollments, as it stands."""
    return _as_they_stand(session, select(PromptRow).where(PromptRow.asked_of != 0), enrollment_ids)


def _as_they_stand(session: Session, statement: Any, enrollment_ids: Collection[int]) -> list[PromptRow]:
    found: list[PromptRow] = []
    for chunk in chunks(enrollment_ids):
        theirs = statement.where(col(PromptRow.enrollment_id).in_(chunk)).order_by(col(PromptRow.id))
        found += session.exec(theirs.execution_options(populate_existing=True))
    return found


def keep_asked(session: Session, enrollment_id: int, programme_id: int) -> None:
    """Let what was handed over be read in the version it was handed over in."""
    statement = update(PromptRow).where(
        col(PromptRow.enrollment_id) == enrollment_id,
        col(PromptRow.programme_id).is_(None),
        col(PromptRow.state).not_in(NOT_ASKED),
    )
    run(session, statement.values(programme_id=programme_id))


def set_version(session: Session, row: Any, ids: Collection[int], programme_id: int) -> None:
    """Let these enrollments, or this cohort, run this version."""
    run(session, update(row).where(row.id.in_(list(ids))).values(programme_id=programme_id))
