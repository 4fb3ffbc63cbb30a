"""Draws: what chance decided for an enrollment, with its probability, written before anything is sent."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from storage.core import insert_all, run, table
from storage.ledgers import pick
from storage.rows import CohortRow, DrawRow, EnrollmentRow, MessageRow, ParticipantRow, PromptRow


class Drawn(NamedTuple):
    """The arm of one enrollment at one point, with what its draw may have been balanced within."""

    enrollment_id: int
    arm: str
    start_group: str
    team: str
    country: str


def add(session: Session, rows: Sequence[dict[str, Any]], at: datetime) -> None:
    """Keep draws: each row has enrollment_id, point, arm and probability."""
    insert_all(session, DrawRow, [row | {"available": row.get("available", True), "drawn_at": at} for row in rows])


def add_once(session: Session, rows: Sequence[dict[str, Any]], at: datetime) -> None:
    """Keep draws as `add` does; one that is there already stays: two passes at once draw the same."""
    made = [{"available": True} | row | {"drawn_at": at} for row in rows]
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    if made:
        run(session, dialect.insert(table(DrawRow)).values(made).on_conflict_do_nothing())


def seeds(session: Session, enrollment_ids: Collection[int]) -> dict[int, str]:
    """Return the seed of the cohort of each enrollment."""
    statement = (
        pick(EnrollmentRow.id, CohortRow.seed)
        .join(CohortRow, col(CohortRow.id) == col(EnrollmentRow.cohort_id))
        .where(col(EnrollmentRow.id).in_(list(enrollment_ids)))
    )
    return dict(session.execute(statement).tuples().all())


def arms(session: Session, enrollment_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """Return what was drawn for each enrollment, by point."""
    if not enrollment_ids:
        return {}
    statement = pick(DrawRow.enrollment_id, DrawRow.point, DrawRow.arm).where(
        col(DrawRow.enrollment_id).in_(list(enrollment_ids))
    )
    found: dict[int, dict[str, str]] = {}
    for enrollment_id, point, arm in session.execute(statement):
        found.setdefault(enrollment_id, {})[point] = arm
    return found


class Decision(NamedTuple):
    """One draw within a programme, with when the prompt it was about was sent and answered, None for not.

    *probability* is that of the experiment's first arm.
    """

    enrollment_id: int
    step: str
    arm: str
    probability: float
    available: bool
    drawn_at: datetime
    answered_at: datetime | None
    sent_at: datetime | None = None


def decisions(session: Session, cohort_id: int, experiment: str) -> list[Decision]:
    """Return what one experiment drew in a cohort, by enrollment and moment."""
    statement = (
        pick(DrawRow.enrollment_id, PromptRow.step, DrawRow.arm, DrawRow.probability, DrawRow.available,
             DrawRow.drawn_at, PromptRow.answered_at, MessageRow.sent_at)
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(DrawRow.enrollment_id))
        .join(PromptRow, col(PromptRow.enrollment_id) == col(DrawRow.enrollment_id))
        .join(MessageRow, col(MessageRow.id) == col(PromptRow.message_id), isouter=True)
        .where(
            col(EnrollmentRow.cohort_id) == cohort_id, col(PromptRow.asked_of) == 0, col(PromptRow.round) == 0,
            col(DrawRow.point) == col(PromptRow.step) + f":{experiment}",
        )
        .order_by(col(DrawRow.enrollment_id), col(DrawRow.drawn_at))
    )  # fmt: skip
    return [Decision(*row) for row in session.execute(statement)]


def first_acts(session: Session, enrollment_ids: Collection[int]) -> dict[int, date]:
    """Return the day of the first act, plan or knowledge question that is planned, by enrollment; none, no entry."""
    statement = (
        pick(PromptRow.enrollment_id, func.min(PromptRow.local_day))
        .where(
            col(PromptRow.enrollment_id).in_(list(enrollment_ids)), col(PromptRow.asked_of) == 0,
            col(PromptRow.kind).in_(["task", "plan", "retrieval"]), col(PromptRow.state) != "skipped",
        )
        .group_by(col(PromptRow.enrollment_id))
    )  # fmt: skip
    return dict(session.execute(statement).tuples().all())


def at_point(session: Session, cohort_id: int, point: str) -> list[Drawn]:
    """Return what was drawn in a cohort at one point, by enrollment."""
    statement = (
        pick(DrawRow.enrollment_id, DrawRow.arm, EnrollmentRow.start_group, EnrollmentRow.team, ParticipantRow.country)
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(DrawRow.enrollment_id))
        .join(ParticipantRow, col(ParticipantRow.id) == col(EnrollmentRow.participant_id))
        .where(col(EnrollmentRow.cohort_id) == cohort_id, col(DrawRow.point) == point)
        .order_by(col(DrawRow.enrollment_id))
    )
    return [Drawn(*row) for row in session.execute(statement)]
