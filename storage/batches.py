"""Everything a batch of messages needs to be decided on, written and handed over, in a handful of queries."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from storage import absences
from storage.cohorts import version_asked
from storage.core import chunks, table
from storage.messages import Waiting
from storage.reads import Read
from storage.rows import (
    CohortRow,
    EnrollmentRow,
    MessageRow,
    ParticipantRow,
    ProgrammeRow,
    PromptRow,
    RecipientRow,
)

PROMPT, ENROLLMENT, COHORT, PROGRAMME = (table(row) for row in (PromptRow, EnrollmentRow, CohortRow, ProgrammeRow))
COACH = table(RecipientRow).alias("coach")


@dataclass(slots=True)
class Asked:
    """One prompt with the enrollment, cohort and programme it belongs to."""

    prompt: PromptRow
    enrollment: EnrollmentRow
    cohort: CohortRow
    programme: ProgrammeRow
    coach: RecipientRow | None


@dataclass(slots=True)
class Bundle:
    """One message with its recipient, their calendar's rows and the prompts it carries."""

    message: Waiting
    recipient: RecipientRow
    participant: ParticipantRow | None
    absences: tuple[tuple[date, date], ...] = ()
    asked: list[Asked] = field(default_factory=list)


def gather(session: Session, waiting: Iterable[Waiting]) -> list[Bundle]:
    """Return a bundle for each message, in the same order."""
    held = list(waiting)
    recipients = _by_id(session, RecipientRow, {one.recipient_id for one in held})
    participants = _participants(session, set(recipients))
    away = absences.of_many(session, {one.id or 0 for one in participants.values()})
    asked = asked_by_message(session, {one.carries for one in held})
    return [
        Bundle(
            one,
            recipients[one.recipient_id],
            who := participants.get(one.recipient_id),
            tuple(away.get(who.id or 0, ())) if who else (),
            asked.get(one.carries, []),
        )
        for one in held
    ]


def asked_by_message(session: Session, message_ids: Collection[int]) -> dict[int, list[Asked]]:
    """Return the prompts that each message carries, in the order they are asked."""
    found: dict[int, list[Asked]] = {}
    for chunk in chunks(message_ids):
        for row in ASKED_BY_MANY.run(session, ids=chunk):
            found.setdefault(row[0].message_id, []).append(Asked(*row))
    return found


def asked_by(session: Session, message_id: int) -> list[Asked]:
    """Return the prompts that one message carries, in the order they are asked."""
    return [Asked(*row) for row in ASKED_BY_ONE.run(session, message=message_id)]


def _asked(only: Any) -> Read:
    def shape(prompts: Any) -> Any:
        return (
            prompts.join(ENROLLMENT, ENROLLMENT.c.id == PROMPT.c.enrollment_id)
            .join(COHORT, COHORT.c.id == ENROLLMENT.c.cohort_id)
            .join(PROGRAMME, PROGRAMME.c.id == version_asked())
            .join(COACH, COACH.c.id == ENROLLMENT.c.coach_id, isouter=True)
            .where(only)
            .order_by(PROMPT.c.id)
        )

    return Read(shape, PROMPT, ENROLLMENT, COHORT, PROGRAMME, COACH)


ASKED_BY_ONE = _asked(PROMPT.c.message_id == bindparam("message"))
ASKED_BY_MANY = _asked(PROMPT.c.message_id.in_(bindparam("ids", expanding=True)))


def check_ins_after(session: Session, enrollment_ids: Collection[int], now: datetime) -> dict[int, datetime]:
    """Return when each enrollment's next check-in is due; what is asked again closes then at the latest."""
    found: dict[int, datetime] = {}
    for chunk in chunks(enrollment_ids):
        statement = select(PromptRow.enrollment_id, PromptRow.due_at).where(
            col(PromptRow.enrollment_id).in_(chunk),
            PromptRow.kind == "check_in",
            PromptRow.state == "planned",
            col(PromptRow.due_at) > now,
        )
        for enrollment_id, due_at in session.exec(statement):
            if due_at and (enrollment_id not in found or due_at < found[enrollment_id]):
                found[enrollment_id] = due_at
    return found


def still_open(session: Session, enrollment_ids: Collection[int], now: datetime) -> dict[int, list[Any]]:
    """Return what is open from a participant's own mails: enrollment to (prompt, its mail's key, its programme)."""
    found: dict[int, list[Any]] = {}
    for chunk in chunks(enrollment_ids):
        statement = (
            select(PromptRow, MessageRow.key, ProgrammeRow)
            .join(MessageRow, col(MessageRow.id) == col(PromptRow.message_id))
            .join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
            .join(ProgrammeRow, col(ProgrammeRow.id) == version_asked())
            .where(
                col(PromptRow.enrollment_id).in_(chunk),
                PromptRow.asked_of == 0,
                col(PromptRow.state).in_(["sent", "unsure"]),
                col(PromptRow.closes_at) > now,
            )
        )
        for prompt, key, programme in session.exec(statement):
            found.setdefault(prompt.enrollment_id, []).append((prompt, key, programme))
    return found


def _by_id(session: Session, row: Any, ids: Collection[int]) -> dict[int, Any]:
    return {one.id: one for chunk in chunks(ids) for one in session.exec(select(row).where(row.id.in_(chunk)))}


def _participants(session: Session, recipient_ids: Collection[int]) -> dict[int, ParticipantRow]:
    found: dict[int, ParticipantRow] = {}
    for chunk in chunks(recipient_ids):
        rows = session.exec(select(ParticipantRow).where(col(ParticipantRow.recipient_id).in_(chunk)))
        found |= {one.recipient_id: one for one in rows}
    return found
