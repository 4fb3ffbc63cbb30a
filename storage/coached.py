"""The people a coach has, what they said and were asked, over all cohorts: a handful of queries, however many people.

Free text leaves this file only where its writer shared it. Plain tuples come back.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import case
from sqlmodel import Session, col

from storage.cohorts import version_asked
from storage.core import chunks
from storage.ledgers import pick
from storage.rows import (
    AbsenceRow,
    CohortRow,
    EnrollmentRow,
    ParticipantRow,
    ProgrammeRow,
    PromptRow,
    RecipientRow,
    ResponseRow,
)


class Person(NamedTuple):
    """One enrollment of a coach's, by name; *person* stands in where no name was given."""

    enrollment_id: int
    participant_id: int
    key: str
    name: str
    person: str
    coach_role: str
    state: str
    zone: str
    programme_id: int
    cohort_id: int
    cohort: str
    cohort_zone: str

    @property
    def called(self) -> str:
        """What the coach calls them."""
        return self.name or self.person


class Said(NamedTuple):
    """One answer for a coach's eyes: *words* are empty unless shared, *wrote* says that a text exists."""

    enrollment_id: int
    prompt_id: int
    programme_id: int
    step: str
    question: str
    value: str
    words: str
    share: bool
    wrote: bool
    answered_at: datetime


class Asked(NamedTuple):
    """One prompt of a coach's person."""

    enrollment_id: int
    prompt_id: int
    programme_id: int
    step: str
    kind: str
    state: str
    closes_at: datetime | None


class Of(NamedTuple):
    """Whose people, all of them or those of one cohort or of one enrollment's key."""

    coach_id: int
    cohort_id: int | None = None
    key: str = ""


def coaches(session: Session) -> list[int]:
    """Return every recipient who coaches somebody that was not erased."""
    statement = pick(EnrollmentRow.coach_id).join(RecipientRow, col(RecipientRow.id) == col(EnrollmentRow.coach_id))
    statement = statement.where(col(RecipientRow.erased_at).is_(None)).distinct()
    return sorted(session.execute(statement).scalars())


def hold(session: Session, coach_id: int) -> None:
    """Hold one coach until the transaction ends, so that two passes take turns. SQLite's writer holds everything."""
    if session.get_bind().dialect.name != "sqlite":
        session.execute(pick(RecipientRow.id).where(col(RecipientRow.id) == coach_id).with_for_update())


def people(session: Session, of: Of) -> list[Person]:
    """Return this coach's enrollments; the erased are left out."""
    statement = (
        pick(
            EnrollmentRow.id, ParticipantRow.id, EnrollmentRow.key, RecipientRow.name, RecipientRow.address,
            EnrollmentRow.coach_role, EnrollmentRow.state, ParticipantRow.zone, EnrollmentRow.programme_id,
            EnrollmentRow.cohort_id, CohortRow.name, CohortRow.zone,
        )
        .select_from(EnrollmentRow)
        .join(CohortRow, col(CohortRow.id) == col(EnrollmentRow.cohort_id))
        .join(ParticipantRow, col(ParticipantRow.id) == col(EnrollmentRow.participant_id))
        .join(RecipientRow, col(RecipientRow.id) == col(ParticipantRow.recipient_id))
        .where(col(RecipientRow.erased_at).is_(None), *_whose(of))
        .order_by(col(EnrollmentRow.id))
    )  # fmt: skip
    return [Person(*row) for row in session.execute(statement)]


def said(session: Session, of: Of) -> list[Said]:
    """Return the answers of this coach's people that hold, oldest first; text that was not shared stays behind."""
    shared = case((col(ResponseRow.share).is_(True), col(ResponseRow.words)), else_="")
    statement = (
        pick(
            PromptRow.enrollment_id, PromptRow.id, version_asked(), PromptRow.step, ResponseRow.question,
            ResponseRow.value, shared, ResponseRow.share, col(ResponseRow.words) != "", ResponseRow.answered_at,
        )
        .select_from(ResponseRow)
        .join(PromptRow, col(PromptRow.id) == col(ResponseRow.prompt_id))
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
        .where(*_whose(of), col(PromptRow.asked_of) == 0, col(ResponseRow.replaced_at).is_(None))
        .order_by(col(ResponseRow.answered_at), col(ResponseRow.id))
    )  # fmt: skip
    return [Said(*row) for row in session.execute(statement)]


def asked(session: Session, of: Of) -> list[Asked]:
    """Return what this coach's people were and will be asked, in the order of the days."""
    statement = (
        pick(
            PromptRow.enrollment_id, PromptRow.id, version_asked(), PromptRow.step, PromptRow.kind, PromptRow.state,
            PromptRow.closes_at,
        )
        .select_from(PromptRow)
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
        .where(*_whose(of), col(PromptRow.asked_of) == 0)
        .order_by(col(PromptRow.local_day), col(PromptRow.id))
    )  # fmt: skip
    return [Asked(*row) for row in session.execute(statement)]


def _whose(of: Of) -> list[Any]:
    found: list[Any] = [col(EnrollmentRow.coach_id) == of.coach_id]
    if of.cohort_id is not None:
        found.append(col(EnrollmentRow.cohort_id) == of.cohort_id)
    return [*found, col(EnrollmentRow.key) == of.key] if of.key else found


def absences(session: Session, participant_ids: Collection[int]) -> list[tuple[int, str, date, date | None]]:
    """Return (participant, kind, first day, last day or None) of these people's absences."""
    found: list[tuple[int, str, date, date | None]] = []
    statement = pick(AbsenceRow.participant_id, AbsenceRow.kind, AbsenceRow.from_on, AbsenceRow.until_on)
    for chunk in chunks(participant_ids):
        rows = session.execute(statement.where(col(AbsenceRow.participant_id).in_(chunk)))
        found += [(who, kind, first, last) for who, kind, first, last in rows]
    return found


def programmes(session: Session, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return (name, text) of these programme versions, by id: a few, however many people run them."""
    statement = pick(ProgrammeRow.id, ProgrammeRow.name, ProgrammeRow.text).where(col(ProgrammeRow.id).in_(list(ids)))
    return {id_: (name, text) for id_, name, text in session.execute(statement)}
