"""Enrollments: one participant's place in one cohort, found by person, by mail, by recipient."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from storage.core import run
from storage.people import fold
from storage.rows import CohortRow, EnrollmentRow, ParticipantRow, ProgrammeRow, PromptRow, RecipientRow


class Place(NamedTuple):
    """One person's place in one cohort."""

    enrollment: EnrollmentRow
    cohort: CohortRow
    programme: ProgrammeRow
    participant: ParticipantRow
    recipient: RecipientRow
    coach: RecipientRow | None


def _places() -> Any:
    coach = aliased(RecipientRow)
    return (
        select(EnrollmentRow, CohortRow, ProgrammeRow, ParticipantRow, RecipientRow, coach)  # type: ignore[call-overload]
        .join(CohortRow, col(CohortRow.id) == col(EnrollmentRow.cohort_id))
        .join(ProgrammeRow, col(ProgrammeRow.id) == col(EnrollmentRow.programme_id))
        .join(ParticipantRow, col(ParticipantRow.id) == col(EnrollmentRow.participant_id))
        .join(RecipientRow, col(RecipientRow.id) == col(ParticipantRow.recipient_id))
        .join(coach, coach.id == col(EnrollmentRow.coach_id), isouter=True)
        .order_by(col(EnrollmentRow.id))
    )


def of_recipient(session: Session, recipient_id: int) -> list[Place]:
    """Return every place of one recipient, the ones they left among them."""
    found = session.execute(_places().where(col(ParticipantRow.recipient_id) == recipient_id))
    return [Place(*row) for row in found]


def of_person(session: Session, person: str) -> list[Place]:
    """Return every place of *person*: an address, or the key of a person or of an enrollment."""
    named = or_(
        col(RecipientRow.folded) == fold(person),
        col(RecipientRow.key) == person.strip(),
        col(EnrollmentRow.key) == person.strip(),
    )
    return [Place(*row) for row in session.execute(_places().where(named))]


def of_participant(session: Session, participant_id: int) -> list[Place]:
    """Return every place of one participant, as it stands in the database."""
    theirs = _places().where(col(ParticipantRow.id) == participant_id)
    found = session.execute(theirs.execution_options(populate_existing=True))
    return [Place(*row) for row in found]


def asked_in(session: Session, message_id: int) -> tuple[set[int], set[int]]:
    """Return the enrollments whose own prompts a message carries, and the observers whose pulses it carries."""
    rows = session.execute(
        select(PromptRow.enrollment_id, PromptRow.asked_of).where(PromptRow.message_id == message_id)
    ).all()
    return {one for one, asked_of in rows if not asked_of}, {asked_of for _, asked_of in rows if asked_of}


def set_state(session: Session, enrollment_ids: Collection[int], was: Sequence[str], state: str, **columns: Any) -> int:
    """Let these enrollments be *state*, those that are one of *was*; return how many."""
    statement = update(EnrollmentRow).where(
        col(EnrollmentRow.id).in_(list(enrollment_ids)), col(EnrollmentRow.state).in_(was)
    )
    return run(session, statement.values(state=state, **columns)).rowcount


def of_id(session: Session, enrollment_id: int) -> Place:
    """Return the place that an enrollment is."""
    return Place(*session.execute(_place(), {"id": enrollment_id}).one())


@lru_cache(maxsize=1)
def _place() -> Any:
    """Return the statement that reads one place, built once: many answers run it."""
    return _places().where(col(EnrollmentRow.id) == bindparam("id"))


def in_cohort(session: Session, cohort_id: int) -> list[Place]:
    """Return every place in one cohort, those who left among them, by enrollment."""
    return [Place(*row) for row in session.execute(_places().where(col(EnrollmentRow.cohort_id) == cohort_id))]
