"""What leading on from an answer needs: an enrollment's prompts, what led to which, and the mails to come."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import exists
from sqlmodel import Session, col, select

from storage.cohorts import version_asked
from storage.rows import EnrollmentRow, EventRow, MessageRow, ProgrammeRow, PromptRow, ResponseRow


class Carried(NamedTuple):
    """One prompt in a mail that is still to go: its enrollment, its step and the kind that names it."""

    message_id: int
    day: date
    due_at: datetime
    enrollment_id: int
    prompt_id: int
    step: str
    kind: str


def hold(session: Session, enrollment_id: int) -> None:
    """Hold one enrollment until the transaction ends, so that two answers of one person take turns."""
    session.execute(select(EnrollmentRow.id).where(EnrollmentRow.id == enrollment_id).with_for_update())


def prompts_of(session: Session, enrollment_id: int) -> list[PromptRow]:
    """Return every prompt of one enrollment's own participant as it stands, oldest first."""
    statement = select(PromptRow).where(PromptRow.enrollment_id == enrollment_id, PromptRow.asked_of == 0)
    return list(session.exec(statement.order_by(col(PromptRow.id)).execution_options(populate_existing=True)))


def to_come(session: Session, recipient_id: int, now: datetime) -> list[Carried]:
    """Return what the recipient's mails carry that are planned for later than *now*, held until the transaction ends.

    A mail that a sender takes in the same moment is either not among them or waits for this transaction: nothing
    can join a mail that is leaving.
    """
    planned = (
        select(MessageRow.id)
        .where(
            MessageRow.recipient_id == recipient_id,
            MessageRow.state == "planned",
            MessageRow.kind == "prompt",
            MessageRow.due_at > now,
        )
        .with_for_update()
    )
    ids = list(session.exec(planned))
    statement = (
        select(  # type: ignore[call-overload]
            MessageRow.id, MessageRow.local_day, MessageRow.due_at,
            PromptRow.enrollment_id, PromptRow.id, PromptRow.step, PromptRow.kind,
        )
        .join(PromptRow, col(PromptRow.message_id) == col(MessageRow.id))
        .where(col(MessageRow.id).in_(ids), PromptRow.state == "planned")
        .order_by(col(MessageRow.due_at), col(PromptRow.id))
    )  # fmt: skip
    return [Carried(*row) for row in session.execute(statement)]


def led_by(session: Session, enrollment_id: int, prompt_id: int) -> list[int]:
    """Return the prompts that an answer to this prompt led to, in the order they were planned."""
    return [child for child, parent in led(session, enrollment_id).items() if parent == prompt_id]


def led(session: Session, enrollment_id: int) -> dict[int, int]:
    """Return for each prompt that an answer led to the prompt that was answered."""
    statement = (
        select(EventRow.prompt_id, EventRow.details)
        .where(EventRow.enrollment_id == enrollment_id, EventRow.nth == 1, col(EventRow.cause) != "enrolled")
        .order_by(col(EventRow.id))
    )
    found = ((child, details or {}) for child, details in session.exec(statement))
    return {child: int(details["from"]) for child, details in found if child and "from" in details}


def first_answers(session: Session, prompt_ids: Collection[int], question: str) -> dict[int, str]:
    """Return the first answer each prompt ever got to *question*, whether or not it was changed since."""
    statement = select(ResponseRow.prompt_id, ResponseRow.value).where(
        col(ResponseRow.prompt_id).in_(list(prompt_ids)), ResponseRow.question == question
    )
    found: dict[int, str] = {}
    for prompt_id, value in session.exec(statement.order_by(col(ResponseRow.id))):
        found.setdefault(prompt_id, value)
    return found


def answers_at(session: Session, prompt_id: int, at: datetime) -> dict[str, str]:
    """Return what held at *at* of the answers to one prompt, question to value; never free text."""
    rows: Any = session.exec(
        select(ResponseRow)
        .where(ResponseRow.prompt_id == prompt_id, ResponseRow.answered_at <= at, ResponseRow.value != "")
        .order_by(col(ResponseRow.id))
    )
    return {row.question: row.value for row in rows if row.replaced_at is None or row.replaced_at > at}


def missed_task(
    session: Session, enrollment_id: int, since: datetime, now: datetime
) -> tuple[PromptRow, ProgrammeRow] | None:
    """Return the latest task that passed since *since* with nothing answered, and the version it was asked in."""
    said = exists().where(
        col(ResponseRow.prompt_id) == col(PromptRow.id),
        col(ResponseRow.replaced_at).is_(None),
        col(ResponseRow.question).in_(["task", "barrier"]),
    )
    statement = (
        select(PromptRow, ProgrammeRow)
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
        .join(ProgrammeRow, col(ProgrammeRow.id) == version_asked())
        .where(
            PromptRow.enrollment_id == enrollment_id,
            PromptRow.asked_of == 0,
            PromptRow.kind == "task",
            PromptRow.state == "expired",
            col(PromptRow.closes_at).between(since, now),
            ~said,
        )
        .order_by(col(PromptRow.closes_at).desc(), col(PromptRow.id).desc())
    )
    found = session.exec(statement).first()
    return (found[0], found[1]) if found else None
