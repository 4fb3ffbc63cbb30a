"""The silence question: who has been silent, who was asked, and what they said."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import bindparam, delete, exists, func, insert, update
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from storage.core import chunks, run
from storage.rows import EnrollmentRow, MessageRow, ParticipantRow, PromptRow, ResponseRow, SilenceRow

OPEN_PROMPT = ("sent", "unsure", "claimed")
THEIRS = columns(col(EnrollmentRow.id)).where(col(EnrollmentRow.participant_id) == bindparam("participant"))
ANSWERED_AT = (
    columns(func.max(ResponseRow.answered_at))
    .join(PromptRow, col(PromptRow.id) == col(ResponseRow.prompt_id))
    .where(col(PromptRow.enrollment_id).in_(THEIRS), col(PromptRow.asked_of) == 0)
)
OVER = (
    columns(col(MessageRow.local_day))
    .where(
        col(MessageRow.recipient_id) == bindparam("recipient"),
        col(MessageRow.kind) == "prompt",
        col(MessageRow.state) == "sent",
        exists().where(
            col(PromptRow.message_id) == MessageRow.id,
            col(PromptRow.enrollment_id).in_(THEIRS),
            col(PromptRow.asked_of) == 0,
        ),
        ~exists().where(col(PromptRow.message_id) == MessageRow.id, col(PromptRow.state).in_(OPEN_PROMPT)),
    )
    .order_by(col(MessageRow.local_day))
)


def candidates(session: Session, enrollment_ids: Iterable[int], mails: int) -> dict[int, int]:
    """Return the active participants among these enrollments with so many unanswered mails: to recipient.

    Whether they lie in a row is for `unanswered` to tell.
    """
    other = aliased(EnrollmentRow)
    found: dict[int, int] = {}
    for chunk in chunks(enrollment_ids):
        statement = (
            select(ParticipantRow.id, ParticipantRow.recipient_id)
            .join(EnrollmentRow, col(EnrollmentRow.participant_id) == col(ParticipantRow.id))
            .join(other, col(other.participant_id) == col(ParticipantRow.id))
            .join(PromptRow, col(PromptRow.enrollment_id) == col(other.id))
            .where(col(EnrollmentRow.id).in_(chunk), EnrollmentRow.state == "active")
            .where(PromptRow.asked_of == 0, PromptRow.state == "expired")
            .group_by(col(ParticipantRow.id), col(ParticipantRow.recipient_id))
            .having(func.count(func.distinct(col(PromptRow.message_id))) >= mails)
        )
        found |= {id_ or 0: recipient_id for id_, recipient_id in session.exec(statement)}
    return found


def unanswered(session: Session, participant_id: int, recipient_id: int) -> list[date]:
    """Return the days of the mails with prompts since the participant's last answer, whose windows are all over."""
    who = {"participant": participant_id}
    answered_at = run(session, ANSWERED_AT, who).scalar_one()
    days = run(session, OVER, who | {"recipient": recipient_id}).scalars()
    return [day for day in days if answered_at is None or day > answered_at.date()]


def latest(session: Session, participant_id: int) -> SilenceRow | None:
    """Return the last question that was asked of a participant, or None."""
    statement = select(SilenceRow).where(SilenceRow.participant_id == participant_id)
    found = session.exec(statement.order_by(col(SilenceRow.id).desc()), execution_options={"populate_existing": True})
    return found.first()


def of_message(session: Session, message_id: int) -> SilenceRow | None:
    """Return the question that a mail asks, or None."""
    return session.exec(select(SilenceRow).where(SilenceRow.message_id == message_id)).first()


def add(session: Session, participant_id: int, message_id: int, at: datetime, closes_at: datetime) -> None:
    """Note that the question is asked by that mail, and until when it waits for a reply."""
    row = {"participant_id": participant_id, "message_id": message_id, "answer": "", "asked_at": at,
           "closes_at": closes_at}  # fmt: skip
    run(session, insert(SilenceRow), row)


def settle(session: Session, silence_id: int, answer: str, at: datetime) -> None:
    """Write down what came of a question."""
    run(session, update(SilenceRow).where(col(SilenceRow.id) == silence_id).values(answer=answer, answered_at=at))


def over(session: Session, now: datetime) -> list[SilenceRow]:
    """Return the questions that went out and have waited long enough without a reply."""
    statement = (
        select(SilenceRow)
        .join(MessageRow, col(MessageRow.id) == col(SilenceRow.message_id))
        .where(SilenceRow.answer == "", col(SilenceRow.closes_at) <= now, MessageRow.state == "sent")
    )
    return list(session.exec(statement))


def stopped(session: Session, participant_ids: Collection[int]) -> set[int]:
    """Return those of these participants who are not reminded any more, because no reply came."""
    statement = select(SilenceRow.participant_id).where(
        col(SilenceRow.participant_id).in_(list(participant_ids)), SilenceRow.answer == "none"
    )
    return set(session.exec(statement))


def is_active(session: Session, participant_id: int) -> bool:
    """Return whether anything still runs for a participant."""
    statement = select(EnrollmentRow.id).where(
        EnrollmentRow.participant_id == participant_id, EnrollmentRow.state == "active"
    )
    return session.exec(statement).first() is not None


def withdraw(session: Session, message_id: int) -> None:
    """Take back a question that was not asked after all."""
    run(session, delete(SilenceRow).where(col(SilenceRow.message_id) == message_id))


def is_still_wanted(session: Session, participant_id: int, recipient_id: int) -> bool:
    """Return whether the question still makes sense: the person takes part, and no answer has come since."""
    return is_active(session, participant_id) and bool(unanswered(session, participant_id, recipient_id))
