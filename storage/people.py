"""Recipients, participants, enrollments, observers: found by address, added in bulk."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from storage.core import chunks, insert_numbered, run, table
from storage.prepared import Prepared, among
from storage.reads import Query
from storage.rows import EnrollmentRow, ParticipantRow, RecipientRow

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def fold(address: str) -> str:
    """Return the form in which addresses are compared: trimmed and case-folded."""
    return address.strip().casefold()


def new_key(prefix: str) -> str:
    """Return a fresh key to speak of somebody without naming them, such as ``p-7kd2mq9x4n``."""
    number, letters = secrets.randbelow(len(ALPHABET) ** 10), []
    for _ in range(10):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return f"{prefix}-{''.join(letters)}"


def recipients_by_address(session: Session, addresses: Iterable[str]) -> dict[str, RecipientRow]:
    """Return the known recipients among *addresses*, by folded address."""
    found: dict[str, RecipientRow] = {}
    for part in _parts(sorted({fold(one) for one in addresses})):
        rows = session.exec(select(RecipientRow).where(col(RecipientRow.folded).in_(part)))
        found |= {row.folded: row for row in rows if row.folded}
    return found


def participants_by_recipient(session: Session, recipient_ids: Iterable[int]) -> dict[int, ParticipantRow]:
    """Return the participants among these recipients, by recipient."""
    found: dict[int, ParticipantRow] = {}
    for chunk in chunks(recipient_ids):
        rows = session.execute(_participants(), {"ids": chunk}).scalars()
        found |= {row.recipient_id: row for row in rows}
    return found


@lru_cache(maxsize=1)
def _participants() -> Any:
    """Return the statement that reads participants, built once: every page runs it."""
    return select(ParticipantRow).where(col(ParticipantRow.recipient_id).in_(bindparam("ids", expanding=True)))


def enrolled_in(session: Session, cohort_id: int) -> set[str]:
    """Return the folded addresses of everybody who is or was enrolled in the cohort."""
    statement = (
        select(RecipientRow.folded)
        .join(ParticipantRow, col(ParticipantRow.recipient_id) == col(RecipientRow.id))
        .join(EnrollmentRow, col(EnrollmentRow.participant_id) == col(ParticipantRow.id))
        .where(EnrollmentRow.cohort_id == cohort_id)
    )
    return {folded for folded in session.exec(statement) if folded}


def addresses(session: Session, recipient_ids: Iterable[int]) -> dict[int, str]:
    """Return the folded addresses of these recipients; one that was erased has none."""
    found: dict[int, str] = {}
    for chunk in chunks(recipient_ids):
        rows = session.exec(select(RecipientRow.id, RecipientRow.folded).where(col(RecipientRow.id).in_(chunk)))
        found |= {id_ or 0: folded for id_, folded in rows if folded}
    return found


def add_recipients(session: Session, people: Sequence[Mapping[str, Any]], at: datetime) -> dict[str, int]:
    """Add recipients (address, name, locale, webhook) and return their ids by folded address."""
    blank = {"name": "", "locale": "", "webhook": ""}
    rows = [
        blank | dict(one) | {"key": new_key("p"), "folded": fold(one["address"]), "created_at": at} for one in people
    ]
    return dict(zip((row["folded"] for row in rows), insert_numbered(session, RecipientRow, rows), strict=True))


def ensure(session: Session, emails: Sequence[str], at: datetime, locale: str = "") -> dict[str, int]:
    """Return the ids of the recipients with these addresses, by folded address; unknown ones get *locale*."""
    known = {folded: row.id or 0 for folded, row in recipients_by_address(session, emails).items()}
    fresh = {fold(one): one for one in emails if fold(one) not in known}
    return known | add_recipients(session, [{"address": one, "locale": locale} for one in fresh.values()], at)


def add_participants(session: Session, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Add participants and return their ids in order."""
    return insert_numbered(session, ParticipantRow, rows)


def add_enrollments(session: Session, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Add enrollments and return their ids in order."""
    return insert_numbered(session, EnrollmentRow, rows)


def change_participant(session: Session, participant_id: int, **columns: Any) -> None:
    """Set a participant's own choices (hours, working days)."""
    run(session, update(ParticipantRow).where(col(ParticipantRow.id) == participant_id).values(**columns))


def change_recipient(session: Session, recipient_id: int, **columns: Any) -> None:
    """Set a recipient's own choices (language)."""
    run(session, update(RecipientRow).where(col(RecipientRow.id) == recipient_id).values(**columns))


def flag_late_baselines(session: Session, enrollment_ids: Sequence[int]) -> None:
    """Mark these enrollments as having been asked their baseline on or after the day of the workshop."""
    for chunk in chunks(enrollment_ids):
        session.execute(update(EnrollmentRow).where(col(EnrollmentRow.id).in_(chunk)).values(late_baseline=True))


ENROLLMENT = table(EnrollmentRow)
WELCOME = Prepared(
    update(ENROLLMENT)
    .where(ENROLLMENT.c.id == bindparam("enrollment"), ENROLLMENT.c.welcome_id.is_(None))
    .values(welcome_id=bindparam("message"))
)
WELCOMED = Query(columns(ENROLLMENT.c.id, ENROLLMENT.c.welcome_id).where(among(ENROLLMENT.c.id)))


def set_welcome(session: Session, pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Note which message welcomes each enrollment; return those that are new: enrollment to message."""
    wanted = dict(reversed(list(pairs)))
    if not wanted:
        return {}
    WELCOME.run_all(session, ({"enrollment": one, "message": message} for one, message in wanted.items()), {})
    return {id_: message for id_, message in WELCOMED.rows(session, ids=wanted) if wanted[id_] == message}


def _parts(items: list[str]) -> Iterable[list[str]]:
    return (items[start : start + 500] for start in range(0, len(items), 500))
