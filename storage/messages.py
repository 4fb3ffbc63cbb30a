"""Messages: planned, claimed with a lease, intended, recorded. Each hand-over goes through these.

Leases, retries and `sent_at` follow the database's clock; only what is *due* follows the caller's.
"""

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Float, bindparam, exists, func, literal, literal_column, or_, update
from sqlalchemy import select as columns
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from storage.core import chunks, insert_numbered, run, table
from storage.moments import Moment, utc_in, utc_now
from storage.prepared import Prepared, Writes, among, one_of
from storage.reads import Query
from storage.rows import MessageRow, PromptRow, TokenRow
from storage.store import database_now

WAITING = ("planned", "unsure")
UNDER_WAY = ("planned", "claimed", "sent", "unsure")
MESSAGE, TOKEN = table(MessageRow), table(TokenRow)
WAITS = ("id", "key", "recipient_id", "kind", "due_at", "first_due_at", "local_day", "about_id", "attempts")
IS_MINE = (
    MESSAGE.c.id == bindparam("message"),
    MESSAGE.c.state == "claimed",
    MESSAGE.c.claimed_by == bindparam("claimer"),
)
LEASE = utc_in(bindparam("seconds", type_=Float()))
HOLD = Prepared(
    update(MESSAGE)
    .where(among(MESSAGE.c.id))
    .values(state="claimed", claimed_by=bindparam("claimer"), lease_until=LEASE, intended_at=None, reason="")
)
INTEND = Prepared(
    update(MESSAGE).where(*IS_MINE).values(intended_at=utc_now(), attempts=MESSAGE.c.attempts + 1, lease_until=LEASE)
)
RENEW = Prepared(update(MESSAGE).where(*IS_MINE).values(lease_until=LEASE))
SENT = Prepared(update(MESSAGE).where(*IS_MINE).values(state="sent", sent_at=database_now(), lease_until=None))


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
    touch: bool

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
    return insert_numbered(session, MessageRow, rows)


def _waiting(unsure: Any) -> Any:
    """Return a select of what `Waiting` is made of."""
    return columns(*(MESSAGE.c[name] for name in WAITS), unsure.label("unsure"), MESSAGE.c.touch)


def due(session: Session, now: datetime, limit: int, only: Collection[str] = ()) -> list[Waiting]:
    """Return the messages due at *now*, the longest due first, held against other claimers on PostgreSQL.

    *only*: those of these kinds.

    SQLite's writer holds the database; on PostgreSQL rows that another claimer holds are passed over.
    """
    return [Waiting(*row) for row in _due(tuple(only)).rows(session, now=now, limit=limit)]


@cache
def _due(only: tuple[str, ...]) -> Query:
    """Return the query for what is due, of all kinds or of these; made once for each."""
    kinds = [one_of(MESSAGE.c.kind, only)] if only else []
    return Query(
        _waiting(MESSAGE.c.state == "unsure")
        .where(
            *kinds,
            one_of(MESSAGE.c.state, WAITING),
            MESSAGE.c.due_at <= bindparam("now", type_=Moment()),
            or_(MESSAGE.c.retry_at.is_(None), MESSAGE.c.retry_at <= utc_now()),
        )
        .order_by(MESSAGE.c.due_at, MESSAGE.c.first_due_at, MESSAGE.c.id)
        .limit(bindparam("limit"))
        .with_for_update(skip_locked=True)
    )


def hold(session: Session, ids: Iterable[int], claimer: str, lease_s: float) -> None:
    """Claim these messages for *claimer* until the lease runs out."""
    HOLD.run(session, {"ids": ids, "claimer": claimer, "seconds": lease_s})


def intend(session: Writes, message_id: int, claimer: str, lease_s: float) -> bool:
    """Write down that this message is about to be handed over; False if it is no longer *claimer*'s to hand over."""
    found = INTEND.run(session, {"message": message_id, "claimer": claimer, "seconds": lease_s})
    return bool(found.rowcount == 1)


def renew(session: Writes, message_id: int, claimer: str, lease_s: float) -> None:
    """Let the lease of a message that is *claimer*'s last so long from now on."""
    RENEW.run(session, {"message": message_id, "claimer": claimer, "seconds": lease_s})


def record_sent(session: Writes, message_id: int, claimer: str) -> bool:
    """Write down that the message was accepted, at the database's moment; False if it has been taken back since."""
    return bool(SENT.run(session, {"message": message_id, "claimer": claimer}).rowcount == 1)


def record(session: Session, ids: Iterable[int], state: str, reason: str = "", **columns: Any) -> None:
    """Set the state of messages that are not (or not surely) sent."""
    for chunk in chunks(ids):
        statement = update(MESSAGE).where(MESSAGE.c.id.in_(chunk))
        run(session, statement.values(state=state, reason=reason, lease_until=None, **columns))


def set_day(session: Session, message_id: int, day: date) -> None:
    """Write down on which day of its recipient's calendar a message goes; budgets count by it."""
    run(session, update(MESSAGE).where(MESSAGE.c.id == message_id).values(local_day=day))


def let_go(session: Session, message_id: int, claimer: str, state: str, reason: str, **columns: Any) -> bool:
    """Give up a claimed message that was not sent; False if it has been taken back since: then nothing is changed."""
    statement = update(MESSAGE).where(*IS_MINE).values(state=state, reason=reason, lease_until=None, **columns)
    return run(session, statement, {"message": message_id, "claimer": claimer}).rowcount == 1


def from_now(seconds: float) -> Any:
    """Return the SQL expression for the moment so many seconds from now by the database's clock."""
    return utc_in(literal(seconds))


def ran_out(session: Session) -> list[Waiting]:
    """Return the claimed messages whose lease is over: their claimer is gone. `unsure` says an intent was written."""
    return [Waiting(*row) for row in RAN_OUT.rows(session)]


RAN_OUT = Query(
    _waiting(MESSAGE.c.intended_at.is_not(None))
    .where(MESSAGE.c.state == literal_column("'claimed'"), MESSAGE.c.lease_until < utc_now())
    .with_for_update(skip_locked=True)
)


def planned_on(session: Session, recipient_id: int, day: date, due_at: datetime) -> int | None:
    """Return the mail with prompts that is planned for that day and moment, or None."""
    statement = select(MessageRow.id).where(
        MessageRow.recipient_id == recipient_id,
        MessageRow.local_day == day,
        MessageRow.due_at == due_at,
        MessageRow.state == "planned",
        MessageRow.kind == "prompt",
    )
    return session.exec(statement).first()


def has_written_back(session: Session, about_id: int, kind: str, since: datetime) -> bool:
    """Return whether a mail of *kind* about what that message asked was planned after *since*."""
    statement = select(MessageRow.id).where(
        MessageRow.about_id == about_id, MessageRow.kind == kind, MessageRow.first_due_at > since
    )
    return session.exec(statement).first() is not None


def waits_on(session: Session, recipient_id: int, day: date, now: datetime) -> tuple[int, datetime] | None:
    """Return the mail with prompts that has been put off to later than *now* on that day, and its moment, or None."""
    statement = (
        select(MessageRow.id, MessageRow.due_at)
        .where(
            MessageRow.recipient_id == recipient_id,
            MessageRow.local_day == day,
            MessageRow.due_at > now,
            MessageRow.first_due_at <= now,
            MessageRow.state == "planned",
            MessageRow.kind == "prompt",
        )
        .order_by(col(MessageRow.due_at))
    )
    found = session.exec(statement).first()
    return (found[0] or 0, found[1]) if found else None


def hold_planned(session: Session, ids: Collection[int]) -> set[int]:
    """Return those of *ids* that are planned and nobody is sending at this moment, held until this transaction ends."""
    found: set[int] = set()
    for chunk in chunks(ids):
        statement = select(MessageRow.id).where(col(MessageRow.id).in_(chunk), MessageRow.state == "planned")
        found |= {id_ or 0 for id_ in session.exec(statement.with_for_update(skip_locked=True))}
    return found


def next_due_at(session: Session, recipient_id: int | None = None) -> datetime | None:
    """Return when the next message falls due, for one recipient or for anybody."""
    statement = select(func.min(MessageRow.due_at)).where(col(MessageRow.state).in_(WAITING))
    if recipient_id is not None:
        statement = statement.where(MessageRow.recipient_id == recipient_id)
    return session.exec(statement).one()


def keep_tokens(session: Session, rows: Iterable[dict[str, Any]], made_at: datetime) -> None:
    """Keep the digests of the links a message carries; those of an earlier attempt are the same and stay."""
    KEEP[session.get_bind().dialect.name].run_all(session, rows, {"role": "", "made_at": made_at})


def _keep(insert: Any) -> Prepared:
    columns = ("digest", "purpose", "message_id", "recipient_id", "role", "made_at", "expires_at")
    return Prepared(insert.values({name: bindparam(name) for name in columns}).on_conflict_do_nothing())


KEEP = {"sqlite": _keep(sqlite.insert(TOKEN)), "postgresql": _keep(postgresql.insert(TOKEN))}


def carrying(session: Session, prompt_ids: Collection[int]) -> list[int]:
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
