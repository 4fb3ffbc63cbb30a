"""What the ledger counts: prompts as rows, prompts as their events tell them, and who is enrolled on what.

Plain tuples come back, read once and in bulk: 10,000 people with twelve prompts are half a million lines. A
*scope* says of whom and of what; an empty one means the whole installation.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from storage.rows import (
    EnrollmentRow,
    EventRow,
    MessageRow,
    ObserverRow,
    ParticipantRow,
    ProgrammeRow,
    PromptRow,
    RecipientRow,
)

FETCHED = 5000
"""Rows taken from the database at a time, so that memory stays flat."""


class Scope(NamedTuple):
    """What is counted: of a cohort, of one enrollment, of one step, or of any of these together; else everything."""

    cohort_id: int | None = None
    enrollment_id: int | None = None
    step: str = ""


class Version(NamedTuple):
    """One programme version: *text* is its file."""

    id: int
    name: str
    version: int
    text: str


class Enrolled(NamedTuple):
    """One enrollment; *person* is the address as enrolled, "" once erased."""

    id: int
    key: str
    person: str
    programme_id: int


class Prompt(NamedTuple):
    """A prompt as its row has it."""

    id: int
    enrollment_id: int
    step: str
    asked_of: int
    round: int
    state: str
    reason: str
    nth: int
    cause: str


class Line(NamedTuple):
    """One event of a prompt."""

    prompt_id: int
    nth: int | None
    enrollment_id: int | None
    was: str | None
    became: str | None
    reason: str
    cause: str


class Missed(NamedTuple):
    """A prompt that was not sent, and its planner's reason in words; *observer* is "" for the participant's own."""

    person: str
    key: str
    step: str
    state: str
    reason: str
    why: str
    observer: str


class Repeated(NamedTuple):
    """A hand-over that may have happened twice; *step* is "" for a message that carries no prompt."""

    person: str
    key: str
    step: str
    kind: str
    sent_at: datetime | None


def counts(session: Session, scope: Scope) -> list[tuple[str, str, int]]:
    """Return (state, reason, prompts) from the prompts' rows."""
    statement = pick(col(PromptRow.state), col(PromptRow.reason), func.count()).group_by(
        col(PromptRow.state), col(PromptRow.reason)
    )
    return [(state, reason, n) for state, reason, n in session.execute(_in(statement, PromptRow, scope))]


def prompts(session: Session, scope: Scope) -> Iterator[Prompt]:
    """Return every prompt as its row has it."""
    columns = (
        col(PromptRow.id), col(PromptRow.enrollment_id), col(PromptRow.step), col(PromptRow.asked_of),
        col(PromptRow.round), col(PromptRow.state), col(PromptRow.reason), col(PromptRow.nth), col(PromptRow.cause),
    )  # fmt: skip
    return map(Prompt._make, rows_of(session, _in(pick(*columns), PromptRow, scope)))


def lines(session: Session, scope: Scope) -> Iterator[Line]:
    """Return every event of a prompt, by prompt and then in the order of its numbers."""
    columns = (
        col(EventRow.prompt_id), col(EventRow.nth), col(EventRow.enrollment_id), col(EventRow.was),
        col(EventRow.became), col(EventRow.reason), col(EventRow.cause),
    )  # fmt: skip
    statement = pick(*columns).where(col(EventRow.prompt_id).is_not(None))
    if scope.step:
        asking = pick(col(PromptRow.id)).where(col(PromptRow.step) == scope.step)
        statement = statement.where(col(EventRow.prompt_id).in_(asking))
    ordered = _in(statement, EventRow, scope).order_by(col(EventRow.prompt_id), col(EventRow.nth))
    return map(Line._make, rows_of(session, ordered))


def enrolled(session: Session, scope: Scope) -> list[Enrolled]:
    """Return who is or was enrolled, by enrollment id."""
    statement = (
        pick(col(EnrollmentRow.id), col(EnrollmentRow.key), col(RecipientRow.address), EnrollmentRow.programme_id)
        .join(ParticipantRow, col(ParticipantRow.id) == col(EnrollmentRow.participant_id))
        .join(RecipientRow, col(RecipientRow.id) == col(ParticipantRow.recipient_id))
        .order_by(col(EnrollmentRow.id))
    )
    return [Enrolled(*row) for row in session.execute(_in(statement, EnrollmentRow, scope))]


def observers(session: Session, scope: Scope) -> set[tuple[int, int]]:
    """Return (enrollment id, observer id) of everybody who observes."""
    statement = _in(pick(col(ObserverRow.enrollment_id), col(ObserverRow.id)), ObserverRow, scope)
    return {(enrollment_id, id_) for enrollment_id, id_ in session.execute(statement)}


def versions(session: Session) -> dict[int, Version]:
    """Return every programme version, by id."""
    rows = session.execute(pick(col(ProgrammeRow.id), ProgrammeRow.name, ProgrammeRow.version, ProgrammeRow.text))
    return {row[0]: Version(*row) for row in rows}


def ran_on(session: Session, scope: Scope) -> dict[int, list[int]]:
    """Return the programme versions a migrated enrollment ran before its present one, the first first.

    A migration notes ``migrated`` with ``details={"from": programme id, "to": programme id}``. People who were
    never migrated are not named.
    """
    statement = pick(col(EventRow.enrollment_id), col(EventRow.details)).where(col(EventRow.what) == "migrated")
    found: dict[int, list[int]] = {}
    for enrollment_id, details in session.execute(_in(statement, EventRow, scope).order_by(col(EventRow.id))):
        if enrollment_id is not None and details and "from" in details:
            found.setdefault(enrollment_id, []).append(int(details["from"]))
    return found


def missed(session: Session, scope: Scope, states: list[str], unless: list[str]) -> list[Missed]:
    """Return the prompts in *states* whose reason is none of *unless*, in the order of their days."""
    watching = aliased(RecipientRow)
    statement = (
        _named(
            pick(
                col(RecipientRow.address), EnrollmentRow.key, PromptRow.step, PromptRow.state, PromptRow.reason,
                PromptRow.why, func.coalesce(watching.address, ""),
            ).select_from(PromptRow)
        )
        .outerjoin(ObserverRow, col(ObserverRow.id) == col(PromptRow.asked_of))
        .outerjoin(watching, col(watching.id) == col(ObserverRow.recipient_id))
        .where(col(PromptRow.state).in_(states), col(PromptRow.reason).not_in(unless))
        .order_by(col(PromptRow.local_day), col(PromptRow.id))
    )  # fmt: skip
    return [Missed(*row) for row in session.execute(_in(statement, PromptRow, scope))]


def repeated(session: Session, scope: Scope) -> list[Repeated]:
    """Return the hand-overs that may have happened twice: prompts and their reminders, a line for each prompt."""
    return [Repeated(*row) for row in session.execute(twice(scope))]


def twice(scope: Scope) -> Select[Any]:
    """Return the question for what may have happened twice: it begins at the few messages of which that is so."""
    carried = or_(
        col(MessageRow.id) == col(PromptRow.message_id), col(MessageRow.about_id) == col(PromptRow.message_id)
    )
    prompted = _named(
        pick(col(RecipientRow.address), EnrollmentRow.key, PromptRow.step, MessageRow.kind, MessageRow.sent_at)
        .select_from(MessageRow).join(PromptRow, carried)
    )  # fmt: skip
    if scope.step:
        prompted = prompted.where(col(PromptRow.step) == scope.step)
    found = _in(prompted.where(col(MessageRow.may_have_repeated).is_(True)), EnrollmentRow, scope)
    return found.order_by(col(MessageRow.id))


def pick(*columns: Any) -> Select[Any]:
    """Return a SELECT of *columns*: SQLModel types its fields as values, which SQLAlchemy's overloads do not know."""
    return select(*columns)


def _named(statement: Select[Any]) -> Select[Any]:
    """Return *statement*, which begins at prompts, joined to the participant's recipient."""
    return (
        statement.join(EnrollmentRow, col(EnrollmentRow.id) == col(PromptRow.enrollment_id))
        .join(ParticipantRow, col(ParticipantRow.id) == col(EnrollmentRow.participant_id))
        .join(RecipientRow, col(RecipientRow.id) == col(ParticipantRow.recipient_id))
    )


def _in(statement: Select[Any], row: Any, scope: Scope) -> Select[Any]:
    """Return *statement* within *scope*; *row* has an ``enrollment_id``, or is the enrollment."""
    enrollment = col(EnrollmentRow.id) if row is EnrollmentRow else row.enrollment_id
    if scope.step and row is PromptRow:
        statement = statement.where(col(PromptRow.step) == scope.step)
    if scope.enrollment_id is not None:
        return statement.where(enrollment == scope.enrollment_id)
    if scope.cohort_id is None:
        return statement
    if row is EnrollmentRow:
        return statement.where(col(EnrollmentRow.cohort_id) == scope.cohort_id)
    people = pick(col(EnrollmentRow.id)).where(col(EnrollmentRow.cohort_id) == scope.cohort_id)
    return statement.where(enrollment.in_(people))


def rows_of(session: Session, statement: Select[Any]) -> Iterator[Any]:
    """Yield the rows of *statement*, half a million of them in portions, so that memory stays flat.

    On SQLite they come as the driver has them, with only those values converted that need it: wrapping them takes
    longer than reading them. On PostgreSQL they are wrapped all the same, as only so do they come in portions.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        yield from connection.execute(statement.execution_options(yield_per=FETCHED))
        return
    found = [column.type.dialect_impl(connection.dialect) for column in statement.selected_columns]
    made = [one.result_processor(connection.dialect, None) for one in found]
    needed = [(place, process) for place, process in enumerate(made) if process]
    cursor = connection.execute(statement).cursor
    while cursor and (rows := cursor.fetchmany(FETCHED)):
        yield from _converted(rows, needed) if needed else rows


def _converted(rows: Iterable[Sequence[Any]], processors: Sequence[tuple[int, Any]]) -> Iterator[list[Any]]:
    for row in map(list, rows):
        for place, process in processors:
            row[place] = process(row[place])
        yield row
