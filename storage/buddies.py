"""Buddies: colleagues who see which tasks somebody did, because that person asked them and they accepted."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, delete, exists, func, or_, update
from sqlmodel import Session, col, select

from coaching.notices import TO_BUDDIES
from storage.core import run, table
from storage.ledgers import pick
from storage.prepared import among
from storage.reads import Query
from storage.rows import (
    BuddyRow,
    CohortRow,
    EnrollmentRow,
    MessageRow,
    ObserverRow,
    ParticipantRow,
    ProgrammeRow,
    PromptRow,
    RecipientRow,
    ResponseRow,
    StaffRow,
)
from storage.touches import LIVE, MAY_HAVE_COME

GOING_ON = ("active", "paused")
TO_COLLEAGUES = ("pulse", *TO_BUDDIES)
"""The mails that ask a colleague about somebody, or tell them of somebody."""
NOTHING = {"recipient_id": None, "asked_in": None, "accepted_at": None, "told_in": None, "told_from": None,
           "told_at": None, "line": "", "line_at": None, "carried_by": None}  # fmt: skip
"""What is left in a row that ended."""
BUDDY = table(BuddyRow)


class Pair(NamedTuple):
    """A buddy's row with whom it is about."""

    row: BuddyRow
    enrollment: EnrollmentRow
    person: RecipientRow
    programme: ProgrammeRow


class Beside(NamedTuple):
    """What a mail to a participant has to know of their buddy."""

    id: int
    enrollment_id: int
    line: str
    carried_by: int | None


def _pairs() -> Any:
    return (
        select(BuddyRow, EnrollmentRow, RecipientRow, ProgrammeRow)
        .join(EnrollmentRow, col(EnrollmentRow.id) == col(BuddyRow.enrollment_id))
        .join(ParticipantRow, col(ParticipantRow.id) == col(EnrollmentRow.participant_id))
        .join(RecipientRow, col(RecipientRow.id) == col(ParticipantRow.recipient_id))
        .join(ProgrammeRow, col(ProgrammeRow.id) == col(EnrollmentRow.programme_id))
        .where(col(BuddyRow.ended_at).is_(None), col(EnrollmentRow.state).in_(GOING_ON))
        .order_by(col(BuddyRow.id))
    )


def of_recipient(session: Session, recipient_id: int) -> list[Pair]:
    """Return whom a recipient was asked to be the buddy of, and may be."""
    return [Pair(*row) for row in session.exec(_pairs().where(col(BuddyRow.recipient_id) == recipient_id))]


def with_news(session: Session, told_before: datetime, until: datetime) -> list[Pair]:
    """Return every buddy who accepted, of people who take part and have done something since it was last told.

    Whom something was told of from *told_before* on has to wait in any case.
    """
    mine = (
        col(BuddyRow.accepted_at).is_not(None), col(EnrollmentRow.state) == "active",
        or_(col(BuddyRow.told_at).is_(None), col(BuddyRow.told_at) < told_before),
        _done(BuddyRow.enrollment_id, func.coalesce(BuddyRow.told_at, BuddyRow.accepted_at), until).exists(),
    )  # fmt: skip
    return [Pair(*row) for row in session.exec(_pairs().where(*mine))]


def of_enrollment(session: Session, enrollment_id: int) -> Sequence[tuple[BuddyRow, str | None]]:
    """Return whom a participant asked for one enrollment, oldest first, each with their address until it ended."""
    statement = select(BuddyRow, RecipientRow.address).outerjoin(
        RecipientRow, col(RecipientRow.id) == col(BuddyRow.recipient_id)
    )
    return session.exec(statement.where(BuddyRow.enrollment_id == enrollment_id).order_by(col(BuddyRow.id))).all()


def open_among(session: Session, **those: Collection[int]) -> Sequence[BuddyRow]:
    """Return the rows that have not ended whose columns are among *those*."""
    mine = (col(getattr(BuddyRow, name)).in_(list(ids)) for name, ids in those.items())
    return session.exec(select(BuddyRow).where(col(BuddyRow.ended_at).is_(None), *mine)).all()


def stale(session: Session, asked_before: datetime, told_before: datetime) -> Sequence[BuddyRow]:
    """Return what was asked before a moment and not accepted, and what was told nothing since another one."""
    unanswered = (col(BuddyRow.accepted_at).is_(None), col(BuddyRow.asked_at) < asked_before)
    told = or_(col(BuddyRow.told_at).is_(None), col(BuddyRow.told_at) < told_before)
    untold = (col(BuddyRow.accepted_at) < told_before, told)
    either = or_(and_(*unanswered), and_(*untold))
    return session.exec(select(BuddyRow).where(col(BuddyRow.ended_at).is_(None), either)).all()


def hold_enrollment(session: Session, enrollment_id: int) -> None:
    """Let nobody else ask for the same enrollment until this transaction ends."""
    session.exec(select(EnrollmentRow.id).where(EnrollmentRow.id == enrollment_id).with_for_update()).one()


def add(session: Session, enrollment_id: int, recipient_id: int, digest: bytes, asked_in: int, at: datetime) -> None:
    """Add somebody who is asked to be a buddy."""
    session.add(BuddyRow(enrollment_id=enrollment_id, recipient_id=recipient_id, digest=digest, asked_in=asked_in,
                         asked_at=at))  # fmt: skip
    session.flush()


def change(session: Session, buddy_id: int, **columns: Any) -> bool:
    """Change one row; False where it has ended."""
    mine = (BUDDY.c.id == buddy_id, BUDDY.c.ended_at.is_(None))
    return run(session, update(BUDDY).where(*mine).values(**columns)).rowcount == 1


def end(session: Session, buddy_id: int, at: datetime) -> bool:
    """Take out of a row what tells of anybody; False where that was done before."""
    return change(session, buddy_id, ended_at=at, **NOTHING)


def done(session: Session, enrollment_id: int, after: datetime, until: datetime) -> list[str]:
    """Return the steps whose task a person answered as done between these moments: nothing else of their answers."""
    in_order = (col(ResponseRow.answered_at), col(ResponseRow.id))
    return list(session.exec(_done(enrollment_id, after, until).order_by(*in_order)))


def _done(enrollment_id: Any, after: Any, until: datetime) -> Any:
    return (
        select(PromptRow.step)
        .join(ResponseRow, col(ResponseRow.prompt_id) == col(PromptRow.id))
        .where(col(PromptRow.enrollment_id) == enrollment_id, PromptRow.asked_of == 0)
        .where(ResponseRow.question == "task", ResponseRow.value == "done", col(ResponseRow.replaced_at).is_(None))
        .where(col(ResponseRow.suspect).is_(False))
        .where(col(ResponseRow.answered_at) > after, col(ResponseRow.answered_at) <= until)
    )


def days_written(session: Session, recipient_id: int, besides: int = 0) -> set[date]:
    """Return the days of all mails, but for one, that ask a colleague something or tell them of somebody."""
    statement = select(col(MessageRow.local_day)).where(
        MessageRow.recipient_id == recipient_id,
        MessageRow.id != besides,
        col(MessageRow.kind).in_(TO_COLLEAGUES),
        or_(col(MessageRow.state).in_(LIVE), MAY_HAVE_COME),
    )
    return set(session.exec(statement))


BESIDE = Query(
    pick(BUDDY.c.id, BUDDY.c.enrollment_id, BUDDY.c.line, BUDDY.c.carried_by).where(
        among(BUDDY.c.enrollment_id), BUDDY.c.ended_at.is_(None), BUDDY.c.accepted_at.is_not(None)
    )
)


def beside(session: Session, enrollment_ids: Collection[int]) -> dict[int, Beside]:
    """Return the buddies that these enrollments have, by enrollment."""
    rows = BESIDE.rows(session, ids=enrollment_ids) if enrollment_ids else ()
    return {row[1]: Beside(*row) for row in rows}


def carry(session: Session, found: Mapping[int, Beside], mails: Mapping[int, int]) -> dict[int, str]:
    """Let mails carry what buddies wrote; return the lines by mail. *mails*: enrollment to the mail that goes to it.

    A line stands in one mail: a later attempt at the same mail finds it again, another mail does not.
    """
    lines: dict[int, list[str]] = {}
    for enrollment_id, one in found.items():
        mail = mails[enrollment_id]
        if one.line and one.carried_by in (None, mail):
            change(session, one.id, carried_by=mail)
            lines.setdefault(mail, []).append(one.line)
    return {mail: " ".join(several) for mail, several in lines.items()}


def drop(session: Session, recipient_id: int, enrollment_ids: Collection[int]) -> list[int]:
    """Delete what is kept of a person as buddy and of their buddies; return who else stood there."""
    theirs = col(BuddyRow.enrollment_id).in_(list(enrollment_ids))
    asked = list(session.exec(select(BuddyRow.recipient_id).where(theirs)))
    run(session, delete(BuddyRow).where(or_(theirs, col(BuddyRow.recipient_id) == recipient_id)))
    return [one for one in dict.fromkeys(asked) if one and one != recipient_id]


def is_known(session: Session, recipient_id: int) -> bool:
    """Return whether a recipient is anything else here: participant, observer, coach, staff, somebody's buddy."""
    uses = (
        col(ParticipantRow.recipient_id), col(ObserverRow.recipient_id), col(StaffRow.recipient_id),
        col(BuddyRow.recipient_id), col(EnrollmentRow.coach_id), col(CohortRow.coach_id),
    )  # fmt: skip
    return any(session.execute(select(exists().where(use == recipient_id))).scalar_one() for use in uses)
