"""What a rehearsal asks of its database: which mail asked a step, what went out on which day, when all is over."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, literal
from sqlmodel import Session, col, or_, select

from coaching.tokens import digest
from storage.core import chunks
from storage.people import fold
from storage.rows import EnrollmentRow, MessageRow, ParticipantRow, PromptRow, RecipientRow, TokenRow

ASKS = MessageRow.kind == "silence"


class SentMail(NamedTuple):
    """One mail that went out: its key, whose it is, its kind, and the step it asks first, "" for none."""

    key: str
    person: str
    kind: str
    step: str
    local_day: date
    sent_at: datetime | None


def key_of(session: Session, person: str, step: str) -> str:
    """Return the key of the latest mail to *person* that asked *step*, or their latest mail; "" for none."""
    statement = (
        select(MessageRow.key)
        .join(RecipientRow, col(RecipientRow.id) == col(MessageRow.recipient_id))
        .where(RecipientRow.folded == fold(person), MessageRow.state == "sent")
        .order_by(col(MessageRow.id).desc())
    )
    if step:
        statement = statement.join(PromptRow, col(PromptRow.message_id) == col(MessageRow.id)).where(
            PromptRow.step == step
        )
    return session.exec(statement).first() or ""


def asks_check_in(session: Session, keys: Iterable[str]) -> bool:
    """Return whether any of these mails asks a check-in."""
    for chunk in chunks(keys):
        statement = (
            select(PromptRow.id)
            .join(MessageRow, col(MessageRow.id) == col(PromptRow.message_id))
            .where(col(MessageRow.key).in_(chunk), PromptRow.kind == "check_in")
            .limit(1)
        )
        if session.exec(statement).first():
            return True
    return False


def ask_after_silence(session: Session, keys: Iterable[str]) -> set[str]:
    """Return those of these mails that ask how to go on after a silence."""
    found: set[str] = set()
    for chunk in chunks(keys):
        found |= set(session.exec(select(MessageRow.key).where(col(MessageRow.key).in_(chunk), ASKS)))
    return found


def carried(session: Session, links: Sequence[str]) -> set[int]:
    """Return the messages whose prompts these links are about."""
    found: set[int] = set()
    for chunk in chunks([digest(one) for one in links]):
        statement = (
            select(MessageRow.about_id, MessageRow.id)
            .join(TokenRow, col(TokenRow.message_id) == col(MessageRow.id))
            .where(col(TokenRow.digest).in_(chunk))
        )
        found |= {about_id or id_ or 0 for about_id, id_ in session.exec(statement)}
    return found


def sent_mails(session: Session, cohort_id: int) -> list[SentMail]:
    """Return every mail of a cohort that went out, in order; a mail with several steps is named by the first.

    The question after a silence asks no step and is about all that somebody takes part in, so it is the cohort's too.
    """
    carries = or_(col(PromptRow.message_id) == MessageRow.id, col(PromptRow.message_id) == MessageRow.about_id)
    statement = (
        select(  # type: ignore[call-overload]
            MessageRow.key, RecipientRow.address, MessageRow.kind, func.min(PromptRow.id), MessageRow.local_day,
            MessageRow.sent_at,
        )
        .join(PromptRow, carries)
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
        .join(RecipientRow, col(RecipientRow.id) == col(MessageRow.recipient_id))
        .where(EnrollmentRow.cohort_id == cohort_id, MessageRow.state == "sent")
        .group_by(col(MessageRow.id), MessageRow.key, RecipientRow.address, MessageRow.kind, MessageRow.local_day,
                  MessageRow.sent_at)
        .order_by(col(MessageRow.sent_at), col(MessageRow.id))
    )  # fmt: skip
    rows = session.execute(statement).all()
    steps = dict(session.execute(select(PromptRow.id, PromptRow.step)).tuples().all())
    asked = [SentMail(key, person, kind, steps[first], day, at) for key, person, kind, first, day, at in rows]
    questions = [SentMail(*row) for row in session.execute(_after_silence(cohort_id))]
    return sorted([*asked, *questions], key=lambda one: (one.sent_at is None, one.sent_at))


def _after_silence(cohort_id: int) -> Any:
    """Return the statement for the questions after a silence that went out since their people were enrolled."""
    return (
        select(  # type: ignore[call-overload]
            MessageRow.key, RecipientRow.address, MessageRow.kind, literal(""), MessageRow.local_day,
            MessageRow.sent_at,
        )
        .join(RecipientRow, col(RecipientRow.id) == col(MessageRow.recipient_id))
        .join(ParticipantRow, col(ParticipantRow.recipient_id) == col(RecipientRow.id))
        .join(EnrollmentRow, col(EnrollmentRow.participant_id) == col(ParticipantRow.id))
        .where(ASKS, MessageRow.state == "sent", EnrollmentRow.cohort_id == cohort_id,
               col(MessageRow.sent_at) >= col(EnrollmentRow.enrolled_at))
        .order_by(col(MessageRow.sent_at), col(MessageRow.id))
    )  # fmt: skip


def last_window(session: Session) -> datetime | None:
    """Return when the last answer window that is still open closes, None where none is."""
    statement = select(func.max(PromptRow.closes_at)).where(col(PromptRow.state).in_(["sent", "unsure"]))
    return session.exec(statement).one()


def zones(session: Session, cohort_id: int) -> list[str]:
    """Return the zones of a cohort's participants, each once."""
    statement = (
        select(ParticipantRow.zone)
        .join(EnrollmentRow, col(EnrollmentRow.participant_id) == col(ParticipantRow.id))
        .where(EnrollmentRow.cohort_id == cohort_id)
        .distinct()
    )
    return sorted(session.exec(statement))


def places(session: Session, cohort_id: int) -> list[tuple[str, str, int]]:
    """Return (country, region, how many people) of a cohort."""
    statement = (
        select(ParticipantRow.country, ParticipantRow.region, func.count())
        .join(EnrollmentRow, col(EnrollmentRow.participant_id) == col(ParticipantRow.id))
        .where(EnrollmentRow.cohort_id == cohort_id)
        .group_by(ParticipantRow.country, ParticipantRow.region)
    )
    return [tuple(row) for row in session.execute(statement)]
