"""Messages: planned, claimed with a lease, intended, recorded. Each hand-over goes through these.

Leases, retries and `sent_at` follow the database's clock; only what is *due* follows the caller's.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from storage.prompts import chunks
from storage.rows import MessageRow, TokenRow
from storage.store import database_now

WAITING = ("planned", "unsure")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message whose turn has come. *unsure*: it was handed over before, and no confirmation was seen."""

    id: int
    key: str
    recipient_id: int
    kind: str
    due_at: datetime
    first_due_at: datetime
    local_day: date
    about_id: int | None
    attempts: int
    unsure: bool

    @property
    def carries(self) -> int:
        """The message whose prompts this one carries: itself, or the one it reminds of."""
        return self.about_id or self.id


def planned(recipient_id: int, kind: str, due_at: datetime, day: date, **columns: Any) -> dict[str, Any]:
    """Return the columns of a message that is still to go out."""
    return {
        "key": secrets.token_hex(16),
        "recipient_id": recipient_id,
        "kind": kind,
        "touch": True,
        "state": "planned",
        "due_at": due_at,
        "first_due_at": due_at,
        "local_day": day,
    } | columns


def add(session: Session, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert *rows* and return their ids in the same order."""
    if not rows:
        return []
    statement = insert(MessageRow).returning(col(MessageRow.id), sort_by_parameter_order=True)
    return list(session.execute(statement, list(rows)).scalars())


def due(session: Session, now: datetime, limit: int) -> list[Waiting]:
    """Return the messages due at *now*, the longest due first, held against other claimers on PostgreSQL.

    SQLite's writer holds the database; on PostgreSQL rows that another claimer holds are passed over.
    """
    statement = (
        select(MessageRow)
        .where(
            col(MessageRow.state).in_(WAITING),
            MessageRow.due_at <= now,
            or_(col(MessageRow.retry_at).is_(None), col(MessageRow.retry_at) <= database_now()),
        )
        .order_by(col(MessageRow.due_at), col(MessageRow.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [_waiting(row) for row in session.exec(statement)]


def _waiting(row: MessageRow) -> Waiting:
    return Waiting(
        row.id or 0, row.key, row.recipient_id, row.kind, row.due_at, row.first_due_at, row.local_day, row.about_id,
        row.attempts, row.state == "unsure",
    )  # fmt: skip


def clock(session: Session) -> datetime:
    """Return the moment on the database's clock."""
    moment: datetime = session.execute(select(database_now())).scalar_one()
    return moment


def hold(session: Session, ids: Iterable[int], claimer: str, lease_s: float) -> None:
    """Claim these messages for *claimer* until the lease runs out."""
    until = clock(session) + timedelta(seconds=lease_s)
    for chunk in chunks(ids):
        session.execute(
            _updating(chunk).values(state="claimed", claimed_by=claimer, lease_until=until, intended_at=None, reason="")
        )


def intend(session: Session, message_id: int, claimer: str, lease_s: float) -> bool:
    """Write down that this message is about to be handed over; False if it is no longer *claimer*'s to hand over."""
    held = clock(session)
    statement = (
        update(MessageRow)
        .where(
            col(MessageRow.id) == message_id, col(MessageRow.state) == "claimed", col(MessageRow.claimed_by) == claimer
        )
        .values(intended_at=held, attempts=MessageRow.attempts + 1, lease_until=held + timedelta(seconds=lease_s))
        .execution_options(synchronize_session=False)
    )
    return session.execute(statement).rowcount == 1  # type: ignore[attr-defined, no-any-return]


def record_sent(session: Session, message_id: int) -> None:
    """Write down that the message was accepted, at the database's moment."""
    session.execute(_updating([message_id]).values(state="sent", sent_at=database_now(), lease_until=None))


def record(session: Session, ids: Iterable[int], state: str, reason: str = "", **columns: Any) -> None:
    """Set the state of messages that are not (or not surely) sent."""
    for chunk in chunks(ids):
        session.execute(_updating(chunk).values(state=state, reason=reason, lease_until=None, **columns))


def ran_out(session: Session) -> list[Waiting]:
    """Return the claimed messages whose lease is over: their claimer is gone. `unsure` says an intent was written."""
    statement = (
        select(MessageRow)
        .where(MessageRow.state == "claimed", col(MessageRow.lease_until) < database_now())
        .with_for_update(skip_locked=True)
    )
    return [
        Waiting(row.id or 0, row.key, row.recipient_id, row.kind, row.due_at, row.first_due_at, row.local_day,
                row.about_id, row.attempts, row.intended_at is not None)
        for row in session.exec(statement)
    ]  # fmt: skip


def crowded(session: Session, now: datetime) -> dict[int, list[int]]:
    """Return the recipients with several mails due at once: recipient to message ids, earliest first."""
    is_due = (MessageRow.state == "planned", MessageRow.due_at <= now, col(MessageRow.kind).in_(["prompt", "welcome"]))
    several = (
        select(MessageRow.recipient_id).where(*is_due).group_by(col(MessageRow.recipient_id)).having(func.count() > 1)
    )
    statement = (
        select(MessageRow.recipient_id, MessageRow.id)
        .where(*is_due, col(MessageRow.recipient_id).in_(several))
        .order_by(col(MessageRow.due_at), col(MessageRow.id))
    )
    found: dict[int, list[int]] = {}
    for recipient_id, message_id in session.exec(statement):
        found.setdefault(recipient_id, []).append(message_id or 0)
    return found


def next_due_at(session: Session, recipient_id: int | None = None) -> datetime | None:
    """Return when the next message falls due, for one recipient or for anybody."""
    statement = select(func.min(MessageRow.due_at)).where(col(MessageRow.state).in_(WAITING))
    if recipient_id is not None:
        statement = statement.where(MessageRow.recipient_id == recipient_id)
    return session.exec(statement).one()


def keep_tokens(session: Session, rows: Iterable[dict[str, Any]]) -> None:
    """Keep the digests of the links a message carries; those of an earlier attempt are the same and stay."""
    made = list(rows)
    if made:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        session.execute(dialect.insert(TokenRow).on_conflict_do_nothing(), made)


def _updating(ids: list[int]) -> Any:
    return update(MessageRow).where(col(MessageRow.id).in_(ids)).execution_options(synchronize_session=False)
