"""Draws: what chance decided for an enrollment, with its probability, written before anything is sent."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col

from storage.core import insert_all
from storage.ledgers import pick
from storage.rows import DrawRow, EnrollmentRow, ParticipantRow, PromptRow


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
