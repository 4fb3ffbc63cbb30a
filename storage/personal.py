"""Everything that is kept about one person, for their own eyes: read whole, nothing left out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, or_, select

from storage.enrollments import of_person
from storage.people import fold
from storage.rows import (
    AbsenceRow,
    ArrivalRow,
    DrawRow,
    EnrollmentRow,
    EventRow,
    MessageRow,
    ObserverRow,
    PromptRow,
    RecipientRow,
    ResponseRow,
    SilenceRow,
    StaffRow,
)


def recipient_of(session: Session, person: str) -> RecipientRow | None:
    """Return the recipient of that address or key (their own, or of one of their enrollments), or None."""
    named = or_(col(RecipientRow.folded) == fold(person), col(RecipientRow.key) == person.strip())
    found = session.exec(select(RecipientRow).where(named)).first()
    if found is None:
        found = next((place.recipient for place in of_person(session, person)), None)
    return found


def prompts(session: Session, enrollment_id: int) -> Sequence[PromptRow]:
    """Return the participant's own prompts of one enrollment, in the order of their days."""
    statement = select(PromptRow).where(PromptRow.enrollment_id == enrollment_id, PromptRow.asked_of == 0)
    return session.exec(statement.order_by(col(PromptRow.local_day), col(PromptRow.id))).all()


def answers(session: Session, prompt_ids: Sequence[int]) -> dict[int, list[ResponseRow]]:
    """Return every answer to these prompts, those that were replaced among them, oldest first."""
    found: dict[int, list[ResponseRow]] = {}
    statement = select(ResponseRow).where(col(ResponseRow.prompt_id).in_(list(prompt_ids)))
    for row in session.exec(statement.order_by(col(ResponseRow.id))):
        found.setdefault(row.prompt_id, []).append(row)
    return found


def histories(session: Session, prompt_ids: Sequence[int]) -> dict[int, list[EventRow]]:
    """Return the history of each of these prompts, oldest first."""
    found: dict[int, list[EventRow]] = {}
    statement = select(EventRow).where(col(EventRow.prompt_id).in_(list(prompt_ids)))
    for row in session.exec(statement.order_by(col(EventRow.prompt_id), col(EventRow.nth))):
        found.setdefault(row.prompt_id or 0, []).append(row)
    return found


def is_erased(session: Session, recipient_id: int) -> bool:
    """Return whether nothing says any more who a recipient was."""
    theirs = select(RecipientRow.erased_at).where(RecipientRow.id == recipient_id)
    return session.exec(theirs).first() is not None


def other_events(session: Session, recipient_id: int, enrollment_ids: Sequence[int]) -> Sequence[EventRow]:
    """Return what was noted about a person apart from their prompts, oldest first."""
    theirs = or_(col(EventRow.recipient_id) == recipient_id, col(EventRow.enrollment_id).in_(list(enrollment_ids)))
    statement = select(EventRow).where(col(EventRow.prompt_id).is_(None), theirs)
    return session.exec(statement.order_by(col(EventRow.id))).all()


def draws(session: Session, enrollment_id: int) -> Sequence[DrawRow]:
    """Return what was drawn for one enrollment."""
    return session.exec(select(DrawRow).where(DrawRow.enrollment_id == enrollment_id).order_by(col(DrawRow.id))).all()


def silences(session: Session, participant_id: int) -> Sequence[SilenceRow]:
    """Return every question after a silence that one participant was asked."""
    statement = select(SilenceRow).where(SilenceRow.participant_id == participant_id)
    return session.exec(statement.order_by(col(SilenceRow.id))).all()


def absences(session: Session, participant_id: int) -> Sequence[AbsenceRow]:
    """Return every absence of one participant."""
    statement = select(AbsenceRow).where(AbsenceRow.participant_id == participant_id)
    return session.exec(statement.order_by(col(AbsenceRow.from_on))).all()


def mails(session: Session, recipient_id: int) -> Sequence[MessageRow]:
    """Return every mail to one recipient, in the order of their moments."""
    statement = select(MessageRow).where(MessageRow.recipient_id == recipient_id)
    return session.exec(statement.order_by(col(MessageRow.due_at), col(MessageRow.id))).all()


def arrivals(session: Session, message_ids: Sequence[int]) -> Sequence[ArrivalRow]:
    """Return the mails that came back to these."""
    statement = select(ArrivalRow).where(col(ArrivalRow.message_id).in_(list(message_ids)))
    return session.exec(statement.order_by(col(ArrivalRow.id))).all()


def observed_by(session: Session, enrollment_ids: Sequence[int]) -> Sequence[ObserverRow]:
    """Return who observes these enrollments."""
    return session.exec(select(ObserverRow).where(col(ObserverRow.enrollment_id).in_(list(enrollment_ids)))).all()


def observing(session: Session, recipient_id: int) -> Sequence[ObserverRow]:
    """Return whom this recipient observes."""
    return session.exec(select(ObserverRow).where(ObserverRow.recipient_id == recipient_id)).all()


def versions(session: Session, prompt_ids: Sequence[int]) -> dict[int, int]:
    """Return the programme version that each of these prompts is or was asked in, by its id."""
    statement = (
        select(PromptRow.id, func.coalesce(PromptRow.programme_id, EnrollmentRow.programme_id))
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
        .where(col(PromptRow.id).in_(list(prompt_ids)))
    )
    return {id_ or 0: programme_id for id_, programme_id in session.exec(statement)}


def pulses(session: Session, observer_ids: Sequence[int]) -> Sequence[PromptRow]:
    """Return what these observers were asked."""
    statement = select(PromptRow).where(col(PromptRow.asked_of).in_([one for one in observer_ids if one]))
    return session.exec(statement.order_by(col(PromptRow.id))).all()


def roles(session: Session, recipient_id: int) -> Sequence[StaffRow]:
    """Return the staff roles of this recipient."""
    return session.exec(select(StaffRow).where(StaffRow.recipient_id == recipient_id)).all()


def mailed_since(session: Session, recipient_id: int, kind: str, since: datetime) -> list[datetime]:
    """Return when mails of this kind to a recipient were made, those from *since* on."""
    statement = select(MessageRow.first_due_at).where(
        MessageRow.recipient_id == recipient_id, MessageRow.kind == kind, col(MessageRow.first_due_at) >= since
    )
    return list(session.exec(statement))


def columns(row: Any, *names: str) -> dict[str, Any]:
    """Return the named columns of *row*, moments and days as ISO 8601."""
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
