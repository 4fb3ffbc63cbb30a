"""What mails told a coach of, what the coach said about it, and the coach's notes."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, func, insert
from sqlmodel import Session, col, or_, select

from storage.core import run
from storage.ledgers import pick
from storage.rows import BriefLineRow, CoachMarkRow, CoachNoteRow, EnrollmentRow, MessageRow, RecipientRow

REACHED = ("planned", "claimed", "sent", "unsure")
"""States of a mail that tells, or is going to tell; one that failed or was dropped told nothing."""
Key = tuple[int, str, int]
"""The enrollment, why, and the prompt it is about."""


class Marked(NamedTuple):
    """What a coach said about somebody; *participant_id* is that person in whatever cohort."""

    participant_id: int
    what: str
    made_at: datetime


class Note(NamedTuple):
    """One of a coach's notes."""

    id: int
    words: str
    made_at: datetime


def told(session: Session, coach_id: int) -> set[Key]:
    """Return what mails to this coach have told of, or are about to."""
    statement = (
        select(BriefLineRow.enrollment_id, BriefLineRow.why, BriefLineRow.about)
        .join(MessageRow, col(MessageRow.id) == col(BriefLineRow.message_id))
        .where(BriefLineRow.coach_id == coach_id, col(MessageRow.state).in_(REACHED))
    )
    return {(enrollment_id, why, about) for enrollment_id, why, about in session.exec(statement)}


def told_by(session: Session, message_id: int) -> set[Key]:
    """Return what one mail tells of."""
    statement = select(BriefLineRow.enrollment_id, BriefLineRow.why, BriefLineRow.about)
    rows = session.exec(statement.where(BriefLineRow.message_id == message_id))
    return {(enrollment_id, why, about) for enrollment_id, why, about in rows}


def tell(session: Session, coach_id: int, message_id: int, keys: Iterable[Key], at: datetime) -> None:
    """Note what a mail tells of."""
    rows = [
        {"coach_id": coach_id, "message_id": message_id, "enrollment_id": enrollment_id, "why": why, "about": about,
         "made_at": at}
        for enrollment_id, why, about in keys
    ]  # fmt: skip
    if rows:
        run(session, insert(BriefLineRow), rows)


def last_on(session: Session, coach_id: int, kind: str) -> date | None:
    """Return the day of the coach's last mail of this kind that told or is going to."""
    statement = select(func.max(MessageRow.local_day)).where(
        MessageRow.recipient_id == coach_id, MessageRow.kind == kind, col(MessageRow.state).in_(REACHED)
    )
    return session.exec(statement).one()


def waiting(session: Session, coach_id: int, kind: str) -> int | None:
    """Return the mail of this kind to a coach that nobody has begun to send, or None."""
    statement = select(MessageRow.id).where(
        MessageRow.recipient_id == coach_id, MessageRow.kind == kind, MessageRow.state == "planned"
    )
    return session.exec(statement.with_for_update(skip_locked=True)).first()


def marks(session: Session, coach_id: int) -> list[Marked]:
    """Return what this coach said about the people in their briefs."""
    statement = pick(EnrollmentRow.participant_id, CoachMarkRow.what, CoachMarkRow.made_at).join(
        EnrollmentRow, col(EnrollmentRow.id) == col(CoachMarkRow.enrollment_id)
    )
    return [Marked(*row) for row in session.execute(statement.where(col(CoachMarkRow.coach_id) == coach_id))]


def mark(session: Session, coach_id: int, enrollment_id: int, what: str, at: datetime) -> None:
    """Keep what a coach said about somebody."""
    row = {"coach_id": coach_id, "enrollment_id": enrollment_id, "what": what, "made_at": at}
    run(session, insert(CoachMarkRow), row)


def notes(session: Session, coach_id: int, enrollment_id: int) -> list[Note]:
    """Return a coach's notes about one person, newest first."""
    statement = (
        pick(CoachNoteRow.id, CoachNoteRow.words, CoachNoteRow.made_at)
        .where(col(CoachNoteRow.coach_id) == coach_id, col(CoachNoteRow.enrollment_id) == enrollment_id)
        .order_by(col(CoachNoteRow.made_at).desc(), col(CoachNoteRow.id).desc())
    )
    return [Note(*row) for row in session.execute(statement)]


def note(session: Session, coach_id: int, enrollment_id: int, words: str, at: datetime) -> None:
    """Keep a note."""
    row = {"coach_id": coach_id, "enrollment_id": enrollment_id, "words": words, "made_at": at}
    run(session, insert(CoachNoteRow), row)


def drop_note(session: Session, coach_id: int, enrollment_id: int, note_id: int) -> bool:
    """Delete one of a coach's own notes about this person; False if there is none of that number."""
    mine = (col(CoachNoteRow.id) == note_id, col(CoachNoteRow.coach_id) == coach_id,
            col(CoachNoteRow.enrollment_id) == enrollment_id)  # fmt: skip
    return bool(run(session, delete(CoachNoteRow).where(*mine)).rowcount)


def about(session: Session, enrollment_id: int) -> tuple[Sequence[Any], Sequence[Any], Sequence[Any]]:
    """Return everything coaches keep about one enrollment: notes, marks, and what briefs told of."""
    return tuple(  # type: ignore[return-value]
        session.exec(select(row).where(col(row.enrollment_id) == enrollment_id).order_by(col(row.id))).all()
        for row in (CoachNoteRow, CoachMarkRow, BriefLineRow)
    )


def drop_about(session: Session, recipient_id: int, enrollment_ids: Collection[int]) -> None:
    """Delete what coaches keep about these enrollments, and what this recipient keeps as a coach."""
    for row in (BriefLineRow, CoachMarkRow, CoachNoteRow):
        theirs = or_(col(row.enrollment_id).in_(list(enrollment_ids)), col(row.coach_id) == recipient_id)
        run(session, delete(row).where(theirs))


def counted(session: Session, cohort_id: int | None) -> list[tuple[str, str, int]]:
    """Return (state, reason, mails) of the mails to the coaches of a cohort, or to all coaches, by kind of end."""
    statement = pick(MessageRow.state, MessageRow.reason, func.count()).where(col(MessageRow.kind).in_(KINDS))
    if cohort_id is not None:
        theirs = pick(EnrollmentRow.coach_id).where(col(EnrollmentRow.cohort_id) == cohort_id)
        statement = statement.where(col(MessageRow.recipient_id).in_(theirs))
    grouped = statement.group_by(col(MessageRow.state), col(MessageRow.reason))
    return [(state, reason, n) for state, reason, n in session.execute(grouped)]


KINDS = ("brief", "word")


def recipient(session: Session, recipient_id: int) -> RecipientRow:
    """Return the coach themselves."""
    return session.get_one(RecipientRow, recipient_id)
