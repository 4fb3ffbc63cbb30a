"""Staff: who may sign in, as what, and what they looked at."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session, col, or_, select

from storage.core import run
from storage.people import add_recipients, fold, recipients_by_address
from storage.rows import CohortRow, EnrollmentRow, ParticipantRow, RecipientRow, StaffRow


def recipient(session: Session, address: str) -> RecipientRow | None:
    """Return who goes by *address*, or None."""
    return recipients_by_address(session, [address]).get(fold(address))


def roles_of(session: Session, recipient_id: int) -> set[str]:
    """Return the roles a recipient was given: coach, ld."""
    return set(session.exec(select(StaffRow.role).where(StaffRow.recipient_id == recipient_id)))


def is_coach(session: Session, recipient_id: int) -> bool:
    """Return whether somebody is enrolled with this coach, or a cohort has them as its own."""
    enrolled = select(EnrollmentRow.id).where(EnrollmentRow.coach_id == recipient_id).limit(1)
    cohort = select(CohortRow.id).where(CohortRow.coach_id == recipient_id).limit(1)
    return session.exec(enrolled).first() is not None or session.exec(cohort).first() is not None


def is_participant(session: Session, recipient_id: int) -> bool:
    """Return whether this recipient is or was asked anything as a participant."""
    statement = select(ParticipantRow.id).where(ParticipantRow.recipient_id == recipient_id)
    return session.exec(statement).first() is not None


def make(session: Session, address: str, role: str, at: datetime) -> RecipientRow:
    """Return the recipient at *address* with this role, both made where new."""
    row = recipient(session, address)
    if row is None:
        add_recipients(session, [{"address": address.strip()}], at)
        row = recipients_by_address(session, [address])[fold(address)]
    if role not in roles_of(session, row.id or 0):
        run(session, insert(StaffRow), {"recipient_id": row.id, "role": role, "made_at": at})
    return row


def enrollments_of(session: Session, keys: Sequence[str]) -> list[int]:
    """Return the enrollments that go by these keys."""
    statement = select(EnrollmentRow.id).where(col(EnrollmentRow.key).in_(list(keys))).order_by(col(EnrollmentRow.id))
    return [id_ or 0 for id_ in session.exec(statement)]


def workshops(session: Session) -> Sequence[CohortRow]:
    """Return every cohort, the latest workshop first."""
    return session.exec(select(CohortRow).order_by(col(CohortRow.workshop_on).desc(), col(CohortRow.name))).all()


def coached(session: Session, coach_id: int, cohort: str) -> bool:
    """Return whether this coach has anybody in the cohort of that name."""
    statement = (
        select(CohortRow.id)
        .join(EnrollmentRow, col(EnrollmentRow.cohort_id) == col(CohortRow.id), isouter=True)
        .where(CohortRow.name == cohort, or_(EnrollmentRow.coach_id == coach_id, CohortRow.coach_id == coach_id))
        .limit(1)
    )
    return session.exec(statement).first() is not None
