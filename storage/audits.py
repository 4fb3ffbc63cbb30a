"""The lines of history that staff make: looks, sign-ins, changes."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_

from storage.ledgers import pick
from storage.rows import CohortRow, EnrollmentRow, EventRow, ParticipantRow, RecipientRow

WHAT = ("looked", "signed_in", "signed_out", "sign_in_link", "sign_in_asked", "desk_acted", "operator_acted",
        "coach_spoken", "coach_not_now", "coach_note", "coach_note_deleted")  # fmt: skip
"""What staff do; a person's own doings are no business of this log."""


class Noted(NamedTuple):
    """One line; *who* and *whom* are keys."""

    at: datetime
    who: str | None
    what: str
    whom: str | None
    cohort: str | None
    details: dict[str, Any] | None


def lines(session: Session, recipient_id: int | None, limit: int) -> list[Noted]:
    """Return what staff did, newest first; by or about one recipient where one is named."""
    staff = aliased(RecipientRow)
    statement = (
        pick(col(EventRow.at), staff.key, EventRow.what, EnrollmentRow.key, CohortRow.name, EventRow.details)
        .select_from(EventRow)
        .outerjoin(staff, col(staff.id) == col(EventRow.recipient_id))
        .outerjoin(EnrollmentRow, col(EnrollmentRow.id) == col(EventRow.enrollment_id))
        .outerjoin(ParticipantRow, col(ParticipantRow.id) == col(EnrollmentRow.participant_id))
        .outerjoin(CohortRow, col(CohortRow.id) == col(EnrollmentRow.cohort_id))
        .where(col(EventRow.what).in_(WHAT))
        .order_by(col(EventRow.id).desc())
        .limit(limit)
    )
    if recipient_id is not None:
        mine = (col(EventRow.recipient_id) == recipient_id, col(ParticipantRow.recipient_id) == recipient_id)
        statement = statement.where(or_(*mine))
    return [Noted(*row) for row in session.execute(statement)]


def cohort_names(session: Session) -> dict[int, str]:
    """Return the names of cohorts by id."""
    rows = session.execute(pick(CohortRow.id, CohortRow.name))
    return {row[0]: row[1] for row in rows}
