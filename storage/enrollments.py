"""Enrollments: one participant's place in one cohort, found by person, by mail, by recipient."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, or_, select

from storage.core import run, table
from storage.people import fold
from storage.reads import Read
from storage.rows import CohortRow, EnrollmentRow, ParticipantRow, ProgrammeRow, PromptRow, RecipientRow

ENROLLMENT, COHORT, PROGRAMME, PARTICIPANT, RECIPIENT = (
    table(row) for row in (EnrollmentRow, CohortRow, ProgrammeRow, ParticipantRow, RecipientRow)
)
COACH = RECIPIENT.alias("coach")


class Place(NamedTuple):
    """One person's place in one cohort."""

    enrollment: EnrollmentRow
    cohort: CohortRow
    programme: ProgrammeRow
    participant: ParticipantRow
    recipient: RecipientRow
    coach: RecipientRow | None


def _joined(places: Any) -> Any:
    return (
        places.join(COHORT, COHORT.c.id == ENROLLMENT.c.cohort_id)
        .join(PROGRAMME, PROGRAMME.c.id == ENROLLMENT.c.programme_id)
        .join(PARTICIPANT, PARTICIPANT.c.id == ENROLLMENT.c.participant_id)
        .join(RECIPIENT, RECIPIENT.c.id == PARTICIPANT.c.recipient_id)
        .join(COACH, COACH.c.id == ENROLLMENT.c.coach_id, isouter=True)
        .order_by(ENROLLMENT.c.id)
    )


def _places(only: Any) -> Read:
    """Return the statement that reads places as they stand in the database."""
    parts = (ENROLLMENT, COHORT, PROGRAMME, PARTICIPANT, RECIPIENT, COACH)
    return Read(lambda places: _joined(places).where(only), *parts)


BY_ID = _places(ENROLLMENT.c.id == bindparam("id"))
BY_PARTICIPANT = _places(PARTICIPANT.c.id == bindparam("participant"))
BY_RECIPIENT = _places(PARTICIPANT.c.recipient_id == bindparam("recipient"))
BY_COHORT = _places(ENROLLMENT.c.cohort_id == bindparam("cohort"))
BY_NAME = _places(
    or_(
        RECIPIENT.c.folded == bindparam("address"), RECIPIENT.c.key == bindparam("key"),
        ENROLLMENT.c.key == bindparam("key"),
    )
)  # fmt: skip


def of_recipient(session: Session, recipient_id: int) -> list[Place]:
    """Return every place of one recipient, the ones they left among them."""
    return [Place(*row) for row in BY_RECIPIENT.run(session, recipient=recipient_id)]


def of_person(session: Session, person: str) -> list[Place]:
    """Return every place of *person*: an address, or the key of a person or of an enrollment."""
    return [Place(*row) for row in BY_NAME.run(session, address=fold(person), key=person.strip())]


def of_participant(session: Session, participant_id: int) -> list[Place]:
    """Return every place of one participant, as it stands in the database."""
    return [Place(*row) for row in BY_PARTICIPANT.run(session, participant=participant_id)]


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
    (found,) = BY_ID.run(session, id=enrollment_id)
    return Place(*found)


def in_cohort(session: Session, cohort_id: int) -> list[Place]:
    """Return every place in one cohort, those who left among them, by enrollment."""
    return [Place(*row) for row in BY_COHORT.run(session, cohort=cohort_id)]


def of_coach(session: Session, coach_id: int, key: str) -> int | None:
    """Return the enrollment with this key, if it is this coach's and its person was not erased."""
    statement = (
        select(EnrollmentRow.id)
        .join(ParticipantRow, col(ParticipantRow.id) == col(EnrollmentRow.participant_id))
        .join(RecipientRow, col(RecipientRow.id) == col(ParticipantRow.recipient_id))
        .where(EnrollmentRow.key == key, EnrollmentRow.coach_id == coach_id, col(RecipientRow.erased_at).is_(None))
    )
    return session.exec(statement).first()
