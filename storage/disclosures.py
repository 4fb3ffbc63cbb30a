"""Disclosures: what was in force for a cohort, version by version; none is ever changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.rows import DisclosureRow, DrawRow, EnrollmentRow, ObserverRow, ParticipantRow, RecipientRow


class Bearing(NamedTuple):
    """What the people of a cohort bring with them: the roles of their coaches, observers, draws, endpoints."""

    roles: frozenset[str]
    observers: bool
    drawn: bool
    webhooks: frozenset[str]


def bearing(session: Session, cohort_id: int) -> Bearing:
    """Return what bears on a cohort's disclosure."""
    here = EnrollmentRow.cohort_id == cohort_id
    roles = select(EnrollmentRow.coach_role).where(here, col(EnrollmentRow.coach_id).is_not(None)).distinct()
    observed = select(ObserverRow.id).join(EnrollmentRow).where(here).limit(1)
    drawn = select(DrawRow.id).join(EnrollmentRow).where(here).limit(1)
    webhooks = (
        select(RecipientRow.webhook)
        .join(ParticipantRow, col(ParticipantRow.recipient_id) == col(RecipientRow.id))
        .join(EnrollmentRow, col(EnrollmentRow.participant_id) == col(ParticipantRow.id))
        .where(here, RecipientRow.webhook != "")
        .distinct()
    )
    first = session.exec(observed).first(), session.exec(drawn).first()
    return Bearing(
        frozenset(session.exec(roles)), first[0] is not None, first[1] is not None, frozenset(session.exec(webhooks))
    )


def find(session: Session, cohort_id: int, version: int | None = None) -> DisclosureRow | None:
    """Return one version, or the latest; None where there is none."""
    statement = select(DisclosureRow).where(DisclosureRow.cohort_id == cohort_id)
    if version is not None:
        statement = statement.where(DisclosureRow.version == version)
    return session.exec(statement.order_by(col(DisclosureRow.version).desc())).first()


def versions(session: Session, cohort_id: int) -> int:
    """Return how many versions there are; they are numbered from 1."""
    statement = select(func.count()).select_from(DisclosureRow).where(DisclosureRow.cohort_id == cohort_id)
    return session.exec(statement).one()


def add(session: Session, cohort_id: int, version: int, page: Mapping[str, Any], at: datetime) -> DisclosureRow:
    """Keep a version."""
    row = DisclosureRow(cohort_id=cohort_id, version=version, page=dict(page), made_at=at)
    session.add(row)
    session.flush()
    return row
