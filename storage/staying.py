"""Who takes part, who is away, who left: enrollments, absences and suppressions, and what is planned for them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, exists, insert, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from storage.core import run
from storage.people import fold
from storage.rows import (
    AbsenceRow,
    CohortRow,
    EnrollmentRow,
    MessageRow,
    ParticipantRow,
    ProgrammeRow,
    PromptRow,
    RecipientRow,
    SuppressionRow,
)

UNDER_WAY = ("planned", "claimed", "sent", "unsure")


class Place(NamedTuple):
    """One person's place in one cohort."""

    enrollment: EnrollmentRow
    cohort: CohortRow
    programme: ProgrammeRow
    participant: ParticipantRow
    recipient: RecipientRow
    coach: RecipientRow | None


def _places() -> Any:
    coach = aliased(RecipientRow)
    return (
        select(EnrollmentRow, CohortRow, ProgrammeRow, ParticipantRow, RecipientRow, coach)  # type: ignore[call-overload]
        .join(CohortRow, col(CohortRow.id) == col(EnrollmentRow.cohort_id))
        .join(ProgrammeRow, col(ProgrammeRow.id) == col(EnrollmentRow.programme_id))
        .join(ParticipantRow, col(ParticipantRow.id) == col(EnrollmentRow.participant_id))
        .join(RecipientRow, col(RecipientRow.id) == col(ParticipantRow.recipient_id))
        .join(coach, coach.id == col(EnrollmentRow.coach_id), isouter=True)
        .order_by(col(EnrollmentRow.id))
    )


def of_recipient(session: Session, recipient_id: int) -> list[Place]:
    """Return every place of one recipient, the ones they left among them."""
    found = session.execute(_places().where(col(ParticipantRow.recipient_id) == recipient_id))
    return [Place(*row) for row in found]


def of_person(session: Session, person: str) -> list[Place]:
    """Return every place of *person*: an address, or the key of a person or of an enrollment."""
    named = or_(
        col(RecipientRow.folded) == fold(person),
        col(RecipientRow.key) == person.strip(),
        col(EnrollmentRow.key) == person.strip(),
    )
    return [Place(*row) for row in session.execute(_places().where(named))]


def of_participant(session: Session, participant_id: int) -> list[Place]:
    """Return every place of one participant."""
    found = session.execute(_places().where(col(ParticipantRow.id) == participant_id))
    return [Place(*row) for row in found]


def planned_prompts(session: Session, enrollment_id: int) -> Sequence[PromptRow]:
    """Return what is still planned for one participant's own enrollment, by moment."""
    statement = select(PromptRow).where(
        PromptRow.enrollment_id == enrollment_id, PromptRow.state == "planned", PromptRow.asked_of == 0
    )
    return session.exec(statement.order_by(col(PromptRow.due_at))).all()


def away_days(session: Session, participant_id: int) -> list[tuple[date, date]]:
    """Return the first and last day of each absence; one without an end goes on for ever."""
    rows = session.exec(select(AbsenceRow).where(AbsenceRow.participant_id == participant_id)).all()
    return [(row.from_on, row.until_on or date.max) for row in rows if row.kind == "away" or row.until_on]


def asked_in(session: Session, message_id: int) -> tuple[set[int], set[int]]:
    """Return the enrollments whose own prompts a message carries, and the observers whose pulses it carries."""
    rows = session.execute(
        select(PromptRow.enrollment_id, PromptRow.asked_of).where(PromptRow.message_id == message_id)
    ).all()
    return {one for one, asked_of in rows if not asked_of}, {asked_of for _, asked_of in rows if asked_of}


def prompts_of(session: Session, enrollment_ids: Collection[int], states: Sequence[str]) -> dict[str, list[int]]:
    """Return the prompts of these enrollments in *states*, their observers' too: state to ids."""
    statement = select(PromptRow.state, PromptRow.id).where(
        col(PromptRow.enrollment_id).in_(list(enrollment_ids)), col(PromptRow.state).in_(states)
    )
    found: dict[str, list[int]] = {}
    for state, id_ in session.exec(statement):
        found.setdefault(state, []).append(id_ or 0)
    return found


def messages_of(session: Session, prompt_ids: Collection[int]) -> list[int]:
    """Return the messages that carry these prompts."""
    statement = select(PromptRow.message_id).where(col(PromptRow.id).in_(list(prompt_ids))).distinct()
    return [one for one in session.exec(statement) if one]


def drop_empty(session: Session, message_ids: Collection[int], reason: str) -> None:
    """Drop those planned messages, and planned reminders of those, that have nothing left to ask."""
    reminder_or_self = or_(col(MessageRow.id).in_(list(message_ids)), col(MessageRow.about_id).in_(list(message_ids)))
    carried = exists().where(
        or_(col(PromptRow.message_id) == MessageRow.id, col(PromptRow.message_id) == MessageRow.about_id),
        col(PromptRow.state).in_(UNDER_WAY),
    )
    statement = update(MessageRow).where(reminder_or_self, col(MessageRow.state) == "planned", ~carried)
    run(session, statement.values(state="dropped", reason=reason))


def drop_all(session: Session, recipient_id: int, reason: str) -> None:
    """Drop everything that is planned for one recipient."""
    statement = update(MessageRow).where(
        col(MessageRow.recipient_id) == recipient_id, col(MessageRow.state) == "planned"
    )
    run(session, statement.values(state="dropped", reason=reason))


def set_state(session: Session, enrollment_ids: Collection[int], was: Sequence[str], state: str, **columns: Any) -> int:
    """Let these enrollments be *state*, those that are one of *was*; return how many."""
    statement = update(EnrollmentRow).where(
        col(EnrollmentRow.id).in_(list(enrollment_ids)), col(EnrollmentRow.state).in_(was)
    )
    return run(session, statement.values(state=state, **columns)).rowcount


def absences(session: Session, participant_id: int, today: date) -> list[AbsenceRow]:
    """Return the absences that are not over on *today*, earliest first."""
    statement = select(AbsenceRow).where(
        AbsenceRow.participant_id == participant_id,
        or_(col(AbsenceRow.until_on).is_(None), col(AbsenceRow.until_on) >= today),
    )
    return list(session.exec(statement.order_by(col(AbsenceRow.from_on))))


def add_absence(session: Session, participant_id: int, kind: str, first: date, last: date | None, at: datetime) -> None:
    """Add days on which a participant is not there; *last* None has no end."""
    row = {"participant_id": participant_id, "kind": kind, "from_on": first, "until_on": last, "made_at": at}
    run(session, insert(AbsenceRow), row)


def end_absences(session: Session, participant_id: int, kinds: Sequence[str], today: date) -> None:
    """End the absences of these kinds the day before *today*; those that have not begun go."""
    theirs = (col(AbsenceRow.participant_id) == participant_id, col(AbsenceRow.kind).in_(kinds))
    run(session, delete(AbsenceRow).where(*theirs, col(AbsenceRow.from_on) >= today))
    still_on = or_(col(AbsenceRow.until_on).is_(None), col(AbsenceRow.until_on) >= today)
    run(session, update(AbsenceRow).where(*theirs, still_on).values(until_on=today - timedelta(days=1)))


def suppress(session: Session, hash_: bytes, reason: str, at: datetime) -> bool:
    """Let nothing go to the address with this keyed hash any more; False if that was so already."""
    if session.exec(select(SuppressionRow.id).where(SuppressionRow.hash == hash_)).first():
        return False
    run(session, insert(SuppressionRow), {"hash": hash_, "reason": reason, "made_at": at})
    return True


def change_participant(session: Session, participant_id: int, **columns: Any) -> None:
    """Set a participant's own choices (hours, working days)."""
    run(session, update(ParticipantRow).where(col(ParticipantRow.id) == participant_id).values(**columns))


def change_recipient(session: Session, recipient_id: int, **columns: Any) -> None:
    """Set a recipient's own choices (language)."""
    run(session, update(RecipientRow).where(col(RecipientRow.id) == recipient_id).values(**columns))
