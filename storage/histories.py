"""What `explain` needs: whose prompts they are, one prompt whole, and its history."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import or_
from sqlmodel import Session, col, select

from storage import leading
from storage.cohorts import version_asked
from storage.ledgers import pick
from storage.people import fold
from storage.rows import (
    CohortRow,
    DrawRow,
    EnrollmentRow,
    EventRow,
    MessageRow,
    ParticipantRow,
    ProgrammeRow,
    PromptRow,
    RecipientRow,
)


class Place(NamedTuple):
    """One enrollment of one person, with what decides when things fall due; an empty *zone* is the cohort's."""

    enrollment_id: int
    person: str
    key: str
    cohort: str
    zone: str
    cohort_zone: str
    programme: str
    version: int
    text: str


class Asked(NamedTuple):
    """One prompt as its row has it, with what its message says of the hand-over."""

    id: int
    step: str
    asked_of: int
    round: int
    kind: str
    state: str
    reason: str
    cause: str
    why: str
    due_at: datetime | None
    closes_at: datetime | None
    attempts: int | None
    may_have_repeated: bool | None
    version: int
    text: str


class Told(NamedTuple):
    """One line of a prompt's history."""

    at: datetime
    what: str
    became: str | None
    reason: str
    cause: str
    details: dict[str, Any] | None


class Draw(NamedTuple):
    """One draw at one decision point."""

    point: str
    arm: str
    probability: float
    available: bool
    drawn_at: datetime


def places(session: Session, person: str) -> list[Place]:
    """Return the enrollments of *person*, an address or the key of a person or an enrollment, by cohort."""
    named = or_(
        col(RecipientRow.folded) == fold(person),
        col(RecipientRow.key) == person.strip(),
        col(EnrollmentRow.key) == person.strip(),
    )
    statement = (
        pick(
            col(EnrollmentRow.id), col(RecipientRow.address), col(RecipientRow.key), CohortRow.name,
            ParticipantRow.zone, col(CohortRow.zone), col(ProgrammeRow.name), ProgrammeRow.version, ProgrammeRow.text,
        )
        .select_from(EnrollmentRow)
        .join(ParticipantRow, col(ParticipantRow.id) == col(EnrollmentRow.participant_id))
        .join(RecipientRow, col(RecipientRow.id) == col(ParticipantRow.recipient_id))
        .join(CohortRow, col(CohortRow.id) == col(EnrollmentRow.cohort_id))
        .join(ProgrammeRow, col(ProgrammeRow.id) == col(EnrollmentRow.programme_id))
        .where(named)
        .order_by(CohortRow.name)
    )  # fmt: skip
    return [Place(*row) for row in session.execute(statement)]


def asked(session: Session, enrollment_id: int, step: str) -> list[Asked]:
    """Return the prompts of *step* for one enrollment: the participant's own first, the latest round first."""
    statement = (
        pick(
            col(PromptRow.id), PromptRow.step, PromptRow.asked_of, PromptRow.round, PromptRow.kind,
            col(PromptRow.state), col(PromptRow.reason), PromptRow.cause, PromptRow.why, col(PromptRow.due_at),
            PromptRow.closes_at, MessageRow.attempts, col(MessageRow.may_have_repeated),
            ProgrammeRow.version, ProgrammeRow.text,
        )
        .select_from(PromptRow)
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
        .join(ProgrammeRow, col(ProgrammeRow.id) == version_asked())
        .outerjoin(MessageRow, col(MessageRow.id) == col(PromptRow.message_id))
        .where(col(PromptRow.enrollment_id) == enrollment_id, col(PromptRow.step) == step)
        .order_by(col(PromptRow.asked_of), col(PromptRow.round).desc(), col(PromptRow.id))
    )  # fmt: skip
    return [Asked(*row) for row in session.execute(statement)]


def that_led_to(session: Session, prompt_id: int) -> tuple[str, dict[str, str]] | None:
    """Return (step, answers that held then) of the prompt whose answer led to this one, None for none."""
    line = session.exec(select(EventRow).where(EventRow.prompt_id == prompt_id, EventRow.nth == 1)).first()
    parent = (line.details or {}).get("from") if line else None
    if line is None or parent is None:
        return None
    step = session.exec(select(PromptRow.step).where(PromptRow.id == parent)).first()
    return (step, leading.answers_at(session, int(parent), line.at)) if step else None


def told(session: Session, prompt_id: int) -> list[Told]:
    """Return the history of one prompt, oldest first."""
    statement = (
        pick(EventRow.at, EventRow.what, EventRow.became, EventRow.reason, EventRow.cause, col(EventRow.details))
        .where(col(EventRow.prompt_id) == prompt_id)
        .order_by(col(EventRow.nth), col(EventRow.id))
    )
    return [Told(*row) for row in session.execute(statement)]


def draws(session: Session, enrollment_id: int, step: str, points: Sequence[str] = ()) -> list[Draw]:
    """Return the draws that decided about *step*: those at a point of its name, or of its name and a colon.

    *points* are those of the whole enrollment that decide about it, too.
    """
    statement = (
        pick(DrawRow.point, DrawRow.arm, DrawRow.probability, DrawRow.available, DrawRow.drawn_at)
        .where(
            col(DrawRow.enrollment_id) == enrollment_id,
            or_(col(DrawRow.point).in_([step, *points]), col(DrawRow.point).startswith(f"{step}:", autoescape=True)),
        )
        .order_by(col(DrawRow.id))
    )
    return [Draw(*row) for row in session.execute(statement)]
