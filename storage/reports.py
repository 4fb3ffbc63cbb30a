"""What the report reads; never anybody's free text, and no names.

Plain tuples come back. Pulses of observers are not read here: what the participant was asked is.
"""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col

from storage.ledgers import pick, rows_of
from storage.rows import (
    CohortRow,
    EnrollmentRow,
    ProgrammeRow,
    PromptRow,
    ResponseRow,
)


class Cohort(NamedTuple):
    """One cohort with the programme version that new people begin on."""

    id: int
    name: str
    workshop_on: date
    zone: str
    programme: str
    version: int
    text: str


class Asked(NamedTuple):
    """One prompt of a participant, without a name."""

    enrollment_id: int
    step: str
    state: str
    closes_at: datetime | None
    local_day: date


class Taking(NamedTuple):
    """One enrollment, without a name: its state, and when it left."""

    enrollment_id: int
    state: str
    left_at: datetime | None


class Given(NamedTuple):
    """One answer that holds (not replaced), with the prompt it was given to; never its free text."""

    enrollment_id: int
    step: str
    question: str
    value: str
    late: bool
    suspect: bool
    answered_at: datetime
    late_baseline: bool


def cohort(session: Session, cohort_id: int) -> Cohort:
    """Return one cohort."""
    statement = (
        pick(
            CohortRow.id, CohortRow.name, CohortRow.workshop_on, CohortRow.zone,
            ProgrammeRow.name, ProgrammeRow.version, ProgrammeRow.text,
        )
        .join(ProgrammeRow, col(ProgrammeRow.id) == col(CohortRow.programme_id))
        .where(col(CohortRow.id) == cohort_id)
    )  # fmt: skip
    return Cohort(*session.execute(statement).one())


def taking_part(session: Session, cohort_id: int) -> list[Taking]:
    """Return every enrollment of a cohort."""
    statement = pick(EnrollmentRow.id, EnrollmentRow.state, EnrollmentRow.left_at)
    return list(map(Taking._make, rows_of(session, statement.where(col(EnrollmentRow.cohort_id) == cohort_id))))


def asked(session: Session, cohort_id: int) -> list[Asked]:
    """Return every prompt of the cohort's participants."""
    statement = _of_cohort(
        pick(
            PromptRow.enrollment_id, PromptRow.step, PromptRow.state, PromptRow.closes_at, PromptRow.local_day
        ).select_from(PromptRow),
        cohort_id,
    )
    return list(map(Asked._make, rows_of(session, statement)))


def given(session: Session, cohort_id: int) -> list[Given]:
    """Return every answer with a value that the cohort's participants gave and did not change since, oldest first."""
    statement = _of_cohort(
        pick(
            PromptRow.enrollment_id, PromptRow.step, ResponseRow.question, ResponseRow.value, ResponseRow.late,
            ResponseRow.suspect, ResponseRow.answered_at, PromptRow.late_baseline,
        )
        .select_from(ResponseRow).join(PromptRow, col(PromptRow.id) == col(ResponseRow.prompt_id)),
        cohort_id,
    )  # fmt: skip
    statement = statement.where(col(ResponseRow.replaced_at).is_(None), col(ResponseRow.value) != "")
    return list(map(Given._make, rows_of(session, statement.order_by(col(ResponseRow.id)))))


def _of_cohort(statement: Any, cohort_id: int) -> Any:
    return statement.join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id)).where(
        col(EnrollmentRow.cohort_id) == cohort_id, col(PromptRow.asked_of) == 0
    )


def cohorts_of(session: Session, coach_id: int) -> list[tuple[str, int]]:
    """Return (cohort, people) for every cohort in which somebody has this coach, by name."""
    statement = (
        pick(CohortRow.name, func.count())
        .join(EnrollmentRow, col(EnrollmentRow.cohort_id) == col(CohortRow.id))
        .where(col(EnrollmentRow.coach_id) == coach_id)
        .group_by(col(CohortRow.name))
        .order_by(col(CohortRow.name))
    )
    return [(name, n) for name, n in session.execute(statement)]
