"""Observers: who answers about whom, what they were mailed, and what they answered."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from coaching.notices import TO_BUDDIES
from storage.core import chunks, insert_numbered, run
from storage.ledgers import pick, rows_of
from storage.rows import (
    EnrollmentRow,
    MessageRow,
    ObserverRow,
    ParticipantRow,
    PromptRow,
    RecipientRow,
    ResponseRow,
)

HANDED_OVER = ("sent", "unsure", "answered", "expired")
OVER = ("skipped", "failed", "expired")
TO_COME = ("planned", "claimed", "sent", "unsure")


class Watching(NamedTuple):
    """Somebody who observes: the observer's id, whose enrollment it is, and the observer as a recipient."""

    id: int
    enrollment_id: int
    recipient_id: int


class Pulse(NamedTuple):
    """A mail that asks an observer: its message, and whether it is still to come."""

    message_id: int
    due_at: datetime
    to_come: bool


class Rated(NamedTuple):
    """One number that an observer gave about one enrollment, in time; *rater* is their recipient id."""

    enrollment_id: int
    step: str
    question: str
    category: str
    rater: int
    value: str


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[Watching]:
    """Add who observes whom (enrollment_id, recipient_id, category) and return them."""
    ids = insert_numbered(session, ObserverRow, [{"left_at": None} | dict(row) for row in rows])
    return [Watching(id_, row["enrollment_id"], row["recipient_id"]) for id_, row in zip(ids, rows, strict=True)]


def of_enrollment(session: Session, enrollment_id: int) -> Sequence[ObserverRow]:
    """Return who observes one enrollment, those who left among them."""
    statement = select(ObserverRow).where(ObserverRow.enrollment_id == enrollment_id)
    return session.exec(statement.order_by(col(ObserverRow.id))).all()


def willing(session: Session, enrollment_ids: Iterable[int]) -> list[Watching]:
    """Return who observes these enrollments and may be asked, in the order they were named."""
    found: list[Watching] = []
    for chunk in chunks(enrollment_ids):
        statement = (
            pick(col(ObserverRow.id), col(ObserverRow.enrollment_id), col(ObserverRow.recipient_id))
            .where(col(ObserverRow.enrollment_id).in_(chunk))
            .order_by(col(ObserverRow.id))
        )
        found += [Watching(*row) for row in session.execute(statement)]
    gone = unwilling(session, {one.recipient_id for one in found})
    return [one for one in found if one.recipient_id not in gone]


def unwilling(session: Session, recipient_ids: Iterable[int]) -> set[int]:
    """Return those recipients who asked not to be asked about anybody any more."""
    found: set[int] = set()
    for chunk in chunks(recipient_ids):
        statement = select(ObserverRow.recipient_id).where(
            col(ObserverRow.recipient_id).in_(chunk), col(ObserverRow.left_at).is_not(None)
        )
        found |= set(session.exec(statement))
    return found


def leave(session: Session, recipient_id: int, at: datetime) -> list[int]:
    """Note that a recipient observes nobody any more; return the ids under which they did."""
    theirs = (col(ObserverRow.recipient_id) == recipient_id, col(ObserverRow.left_at).is_(None))
    ids = [id_ or 0 for id_ in session.exec(select(ObserverRow.id).where(*theirs))]
    run(session, update(ObserverRow).where(*theirs).values(left_at=at))
    return ids


def pulses_of(session: Session, recipient_ids: Iterable[int]) -> dict[int, dict[date, Pulse]]:
    """Return the pulse mails of these recipients by day, those that have gone out and those to come.

    What has gone to them as a buddy is among them: at most one such mail comes in fourteen days. One that waits is
    not: it gives way.
    """
    found: dict[int, dict[date, Pulse]] = {}
    is_pulse = col(MessageRow.kind) == "pulse"
    wanted = pick(col(MessageRow.recipient_id), MessageRow.local_day, col(MessageRow.id), MessageRow.due_at,
                  col(MessageRow.state))  # fmt: skip
    for chunk in chunks(recipient_ids):
        statement = wanted.where(
            col(MessageRow.recipient_id).in_(chunk),
            or_(is_pulse, col(MessageRow.kind).in_(TO_BUDDIES) & (col(MessageRow.state) != "planned")),
            col(MessageRow.state).in_(TO_COME),
        )
        for recipient_id, day, message_id, due_at, state in session.execute(statement.order_by(is_pulse)):
            found.setdefault(recipient_id, {})[day] = Pulse(message_id, due_at, state == "planned")
    return found


def carry_nothing_else(session: Session, message_ids: Collection[int], prompt_ids: Collection[int]) -> set[int]:
    """Return those messages whose planned prompts are all among *prompt_ids*."""
    wanted = set(prompt_ids)
    others: set[int] = set()
    for chunk in chunks(message_ids):
        statement = select(PromptRow.id, PromptRow.message_id).where(
            col(PromptRow.message_id).in_(chunk), PromptRow.state == "planned"
        )
        others |= {message_id or 0 for id_, message_id in session.exec(statement) if id_ not in wanted}
    return set(message_ids) - others


def names(session: Session, enrollment_ids: Collection[int]) -> dict[int, str]:
    """Return what the participants of these enrollments are called: the name, else the address."""
    found: dict[int, str] = {}
    for chunk in chunks(enrollment_ids):
        statement = (
            pick(col(EnrollmentRow.id), col(RecipientRow.name), col(RecipientRow.address))
            .join(ParticipantRow, col(ParticipantRow.id) == col(EnrollmentRow.participant_id))
            .join(RecipientRow, col(RecipientRow.id) == col(ParticipantRow.recipient_id))
            .where(col(EnrollmentRow.id).in_(chunk))
        )
        found |= {id_: name or address for id_, name, address in session.execute(statement)}
    return found


def have_been_mailed(session: Session, recipient_ids: Collection[int], but: Collection[int]) -> set[int]:
    """Return those recipients to whom a pulse has gone out before, other than the messages *but*."""
    statement = select(MessageRow.recipient_id).where(
        col(MessageRow.recipient_id).in_(list(recipient_ids)),
        MessageRow.kind == "pulse",
        col(MessageRow.state).in_(["sent", "unsure"]),
        col(MessageRow.id).not_in(list(but)),
    )
    return set(session.exec(statement))


def standings(session: Session, enrollment_ids: Collection[int], now: datetime) -> dict[tuple[int, str], bool]:
    """Return by (enrollment, step) each pulse that has gone out to somebody: True while an answer can still come."""
    found: dict[tuple[int, str], bool] = {}
    waiting: set[tuple[int, str]] = set()
    for chunk in chunks(enrollment_ids):
        statement = select(PromptRow.enrollment_id, PromptRow.step, PromptRow.state, PromptRow.closes_at).where(
            col(PromptRow.enrollment_id).in_(chunk), col(PromptRow.asked_of) != 0
        )
        for enrollment_id, step, state, closes_at in session.exec(statement):
            if state in HANDED_OVER:
                found[enrollment_id, step] = False
            if state not in OVER and (closes_at is None or closes_at > now):
                waiting.add((enrollment_id, step))
    return {key: key in waiting for key in found}


def rated(session: Session, enrollment_ids: Collection[int]) -> list[Rated]:
    """Return the numbers that observers gave about these enrollments, in time and not changed since."""
    found: list[Rated] = []
    for chunk in chunks(enrollment_ids):
        statement = (
            pick(
                PromptRow.enrollment_id, PromptRow.step, ResponseRow.question, ObserverRow.category,
                ObserverRow.recipient_id, ResponseRow.value,
            )
            .select_from(PromptRow)
            .join(ResponseRow, col(ResponseRow.prompt_id) == col(PromptRow.id))
            .join(ObserverRow, col(ObserverRow.id) == col(PromptRow.asked_of))
            .where(
                col(PromptRow.enrollment_id).in_(chunk),
                col(PromptRow.asked_of) != 0,  # the join says so too, but PostgreSQL would read every answer there is
                col(ResponseRow.replaced_at).is_(None),
                col(ResponseRow.late).is_(False),
                col(ResponseRow.value).not_in(["", "na"]),
            )
            .order_by(col(ResponseRow.id))
        )  # fmt: skip
        found += [Rated(*row) for row in rows_of(session, statement)]
    return found


def enrollments_of(session: Session, cohort_id: int) -> list[int]:
    """Return the enrollments of a cohort."""
    statement = select(EnrollmentRow.id).where(EnrollmentRow.cohort_id == cohort_id)
    return [id_ or 0 for id_ in session.exec(statement)]
