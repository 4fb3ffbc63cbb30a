"""Who agreed to what, and what they answered; names leave this file for one person at a time."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, update
from sqlmodel import Session, col

from coaching.agreements import Agreement
from storage.core import run
from storage.ledgers import pick
from storage.reports import Given
from storage.rows import CohortRow, EnrollmentRow, ParticipantRow, PromptRow, RecipientRow, ResponseRow

COLUMNS = {Agreement.INTERVIEWS: "may_ask_at", Agreement.ROWS: "may_list_at"}
"""The column that holds when an enrollment agreed."""


class Agreed(NamedTuple):
    """One enrollment that agreed, without a name."""

    enrollment_id: int
    key: str


class Listed(NamedTuple):
    """One answer of somebody who agreed to files, by the key of their enrollment; never its free text.

    *zone* is "" for that of the installation. *programme_id* is the version it was asked in.
    """

    enrollment_id: int
    key: str
    zone: str
    programme_id: int
    step: str
    question: str
    value: str
    late: bool
    answered_at: datetime


def offered(cohort: CohortRow) -> tuple[Agreement, ...]:
    """Return what people of this cohort may agree to."""
    return tuple(one for one in Agreement if cohort.settings.get(one))


def given_by(enrollment: EnrollmentRow, cohort: CohortRow) -> tuple[Agreement, ...]:
    """Return what this person agreed to, of what the cohort offers."""
    return tuple(one for one in offered(cohort) if getattr(enrollment, COLUMNS[one]))


def agree(session: Session, enrollment_id: int, what: Agreement, at: datetime | None) -> None:
    """Note that somebody agrees from *at* on, or with None that they do not."""
    run(session, update(EnrollmentRow).where(col(EnrollmentRow.id) == enrollment_id).values({COLUMNS[what]: at}))


def take_back(session: Session, cohort_id: int, what: Agreement) -> None:
    """Let nobody in a cohort agree: each would have to do it anew."""
    theirs = update(EnrollmentRow).where(col(EnrollmentRow.cohort_id) == cohort_id)
    run(session, theirs.values({COLUMNS[what]: None}))


def agreed(session: Session, cohort_id: int, what: Agreement) -> list[Agreed]:
    """Return who agreed and has not left."""
    statement = pick(EnrollmentRow.id, EnrollmentRow.key).where(*_agreed(cohort_id, what))
    return [Agreed(*row) for row in session.execute(statement.order_by(col(EnrollmentRow.id)))]


def _agreed(cohort_id: int, what: Agreement) -> tuple[Any, ...]:
    return (
        col(EnrollmentRow.cohort_id) == cohort_id, col(getattr(EnrollmentRow, COLUMNS[what])).is_not(None),
        col(EnrollmentRow.state) != "left",
    )  # fmt: skip


def given(session: Session, cohort_id: int, question: str, since: datetime) -> list[Given]:
    """Return what those who may be asked for an interview answered to *question* from *since* on, oldest first."""
    picked = (
        PromptRow.enrollment_id, PromptRow.step, ResponseRow.question, ResponseRow.value, ResponseRow.late,
        ResponseRow.suspect, ResponseRow.answered_at, PromptRow.late_baseline,
    )  # fmt: skip
    statement = _answers(picked, cohort_id, Agreement.INTERVIEWS).where(
        col(ResponseRow.question) == question, col(ResponseRow.answered_at) >= since
    )
    return [Given(*row) for row in session.execute(statement)]


def listed(session: Session, cohort_id: int, since: datetime) -> list[Listed]:
    """Return what those who agreed to files chose from *since* on and after they agreed.

    What a machine may have answered is left out, and so is what colleagues answered about them.
    """
    picked = (
        EnrollmentRow.id, EnrollmentRow.key, ParticipantRow.zone,
        func.coalesce(PromptRow.programme_id, EnrollmentRow.programme_id),
        PromptRow.step, ResponseRow.question, ResponseRow.value,
        col(ResponseRow.late) | col(PromptRow.late_baseline), ResponseRow.answered_at,
    )  # fmt: skip
    statement = (
        _answers(picked, cohort_id, Agreement.ROWS)
        .join(ParticipantRow, col(ParticipantRow.id) == col(EnrollmentRow.participant_id))
        .where(col(ResponseRow.answered_at) >= since, col(ResponseRow.answered_at) > col(EnrollmentRow.may_list_at))
        .where(col(ResponseRow.suspect).is_(False), col(ResponseRow.value) != "")
    )
    return [Listed(*row) for row in session.execute(statement)]


def _answers(picked: Collection[Any], cohort_id: int, what: Agreement) -> Any:
    """Return the question for what people who agreed to *what* answered themselves, as it holds by now."""
    return (
        pick(*picked)
        .select_from(ResponseRow)
        .join(PromptRow, col(PromptRow.id) == col(ResponseRow.prompt_id))
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
        .where(*_agreed(cohort_id, what), col(PromptRow.asked_of) == 0, col(ResponseRow.replaced_at).is_(None))
        .order_by(col(ResponseRow.id))
    )


def named(session: Session, enrollment_id: int) -> tuple[str, str]:
    """Return the name and address of one person who agreed."""
    statement = (
        pick(RecipientRow.name, RecipientRow.address)
        .join(ParticipantRow, col(ParticipantRow.recipient_id) == col(RecipientRow.id))
        .join(EnrollmentRow, col(EnrollmentRow.participant_id) == col(ParticipantRow.id))
        .where(col(EnrollmentRow.id) == enrollment_id)
    )
    name, address = session.execute(statement).one()
    return name, address
