"""Tokens as the doors look them up: found by digest, used once where once is the rule, revoked, never guessed at."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from coaching.tokens import Purpose, digest
from storage.core import run, table
from storage.reads import Read
from storage.rows import MessageRow, ParticipantRow, RecipientRow, TokenRow

TOKEN, RECIPIENT, MESSAGE, PARTICIPANT = (table(row) for row in (TokenRow, RecipientRow, MessageRow, ParticipantRow))
OPENED = Read(
    lambda tokens: tokens.join(RECIPIENT, RECIPIENT.c.id == TOKEN.c.recipient_id)
    .join(MESSAGE, MESSAGE.c.id == TOKEN.c.message_id, isouter=True)
    .join(PARTICIPANT, PARTICIPANT.c.recipient_id == RECIPIENT.c.id, isouter=True)
    .where(TOKEN.c.digest == bindparam("digest")),
    TOKEN, RECIPIENT, MESSAGE, PARTICIPANT,
)  # fmt: skip


class Opened(NamedTuple):
    """A token with its owner, as a participant too where they are one, and the mail it came in where it did."""

    token: TokenRow
    recipient: RecipientRow
    message: MessageRow | None
    participant: ParticipantRow | None


def find(session: Session, token: str, purpose: Purpose) -> TokenRow | None:
    """Return what *token* opens, whatever became of it since; None for one unknown or made for something else."""
    row = session.get(TokenRow, digest(token))
    return row if row is not None and row.purpose == purpose else None


def opened(session: Session, token: str, purpose: Purpose) -> Opened | None:
    """Return what *token* opens, its owner and its mail (None outside a mail), in one query; None as `find`."""
    row = OPENED.first(session, digest=digest(token))
    return Opened(*row) if row is not None and row[0].purpose == purpose else None


def is_live(row: TokenRow, now: datetime) -> bool:
    """Return whether *row* still opens anything: neither revoked, nor used up, nor past its end."""
    return row.revoked_at is None and row.used_at is None and (row.expires_at is None or now < row.expires_at)


def keep(session: Session, token: str, purpose: Purpose, recipient_id: int, made_at: datetime, **columns: Any) -> None:
    """Keep the digest of a fresh token."""
    row = {"digest": digest(token), "purpose": str(purpose), "recipient_id": recipient_id, "made_at": made_at}
    session.execute(insert(TokenRow), [{"role": "", "message_id": None} | row | columns])


def keep_once(
    session: Session, token: str, purpose: Purpose, recipient_id: int, made_at: datetime, role: str
) -> None:  # fmt: skip
    """Keep the digest of a token that is the same each time it is made; one that is kept already stays as it is."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"digest": digest(token), "purpose": str(purpose), "recipient_id": recipient_id, "made_at": made_at,
           "role": role}  # fmt: skip
    run(session, dialect.insert(TOKEN).on_conflict_do_nothing(), row)


def of_recipient(session: Session, recipient_id: int, purpose: Purpose) -> Sequence[TokenRow]:
    """Return every token of this purpose that a recipient has or had."""
    statement = select(TokenRow).where(TokenRow.recipient_id == recipient_id, TokenRow.purpose == str(purpose))
    return session.exec(statement).all()


def use(session: Session, row: TokenRow, now: datetime) -> bool:
    """Use a token up; False when somebody else just did."""
    statement = update(TokenRow).where(col(TokenRow.digest) == row.digest, col(TokenRow.used_at).is_(None))
    return run(session, statement.values(used_at=now)).rowcount == 1


def revoke(session: Session, row: TokenRow, now: datetime) -> None:
    """Let a token open nothing from now on."""
    run(session, update(TokenRow).where(col(TokenRow.digest) == row.digest).values(revoked_at=now))
