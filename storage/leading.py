"""What leading on from an answer needs: an enrollment's prompts, what led to which, and the mails to come."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, exists, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from storage.cohorts import version_asked
from storage.core import table
from storage.moments import Moment
from storage.prepared import among
from storage.reads import Query, Read
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
    """Hold one enrollment until the transaction ends, so that two answers of one person take turns.

    SQLite's writer holds the whole database already.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.execute(select(EnrollmentRow.id).where(EnrollmentRow.id == enrollment_id).with_for_update())


PROMPT, ENROLLMENT, MESSAGE, PROGRAMME, RESPONSE = (
    table(row) for row in (PromptRow, EnrollmentRow, MessageRow, ProgrammeRow, ResponseRow)
)
PROMPTS_OF = Read(
    lambda prompts: prompts.where(
        PROMPT.c.enrollment_id == bindparam("enrollment"), PROMPT.c.asked_of == 0
    ).order_by(PROMPT.c.id),
    PROMPT,
)  # fmt: skip


def prompts_of(session: Session, enrollment_id: int) -> list[PromptRow]:
    """Return every prompt of one enrollment's own participant as it stands, oldest first."""
    return [row for (row,) in PROMPTS_OF.run(session, enrollment=enrollment_id)]


def to_come(session: Session, recipient_id: int, now: datetime) -> list[Carried]:
    """Return what the recipient's mails carry that are planned for later than *now*, held until the transaction ends.

    A mail that a sender takes in the same moment is either not among them or waits for this transaction: nothing
    can join a mail that is leaving.
    """
    ids = [id_ for (id_,) in PLANNED_LATER.rows(session, recipient=recipient_id, now=now)]
    return [Carried(*row) for row in CARRIED.rows(session, ids=ids)]


PLANNED_LATER = Query(
    columns(MESSAGE.c.id)
    .where(
        MESSAGE.c.recipient_id == bindparam("recipient"),
        MESSAGE.c.state == "planned",
        MESSAGE.c.kind == "prompt",
        MESSAGE.c.due_at > bindparam("now", type_=Moment()),
    )
    .with_for_update()
)
CARRIED = Query(
    columns(
        MESSAGE.c.id, MESSAGE.c.local_day, MESSAGE.c.due_at,
        PROMPT.c.enrollment_id, PROMPT.c.id, PROMPT.c.step, PROMPT.c.kind,
    )
    .join(PROMPT, PROMPT.c.message_id == MESSAGE.c.id)
    .where(among(MESSAGE.c.id), PROMPT.c.state == "planned")
    .order_by(MESSAGE.c.due_at, PROMPT.c.id)
)  # fmt: skip


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
    found = MISSED.first(session, enrollment=enrollment_id, since=since, now=now)
    return (found[0], found[1]) if found else None


def _missed(prompts: Any) -> Any:
    said = exists().where(
        RESPONSE.c.prompt_id == PROMPT.c.id,
        RESPONSE.c.replaced_at.is_(None),
        or_(RESPONSE.c.question == "task", RESPONSE.c.question == "barrier"),
    )
    since, now = (bindparam(name, type_=Moment()) for name in ("since", "now"))
    return (
        prompts.join(ENROLLMENT, ENROLLMENT.c.id == PROMPT.c.enrollment_id)
        .join(PROGRAMME, PROGRAMME.c.id == version_asked())
        .where(
            PROMPT.c.enrollment_id == bindparam("enrollment"),
            PROMPT.c.asked_of == 0,
            PROMPT.c.kind == "task",
            PROMPT.c.state == "expired",
            PROMPT.c.closes_at.between(since, now),
            ~said,
        )
        .order_by(PROMPT.c.closes_at.desc(), PROMPT.c.id.desc())
    )


MISSED = Read(_missed, PROMPT, PROGRAMME)
