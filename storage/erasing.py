"""Taking out what names a person or tells of them. Rows that the ledger counts stay, empty."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, null, update
from sqlmodel import Session, and_, col, or_, select

from storage.agreements import COLUMNS
from storage.core import chunks, run
from storage.people import new_key
from storage.rows import (
    AbsenceRow,
    ArrivalRow,
    DrawRow,
    EnrollmentRow,
    EventRow,
    MessageRow,
    ObserverRow,
    ParticipantRow,
    PromptRow,
    RecipientRow,
    ResponseRow,
    SilenceRow,
    StaffRow,
    TokenRow,
    UploadRow,
    WorkRow,
)

NAMELESS = {"folded": None, "address": "", "name": "", "locale": "", "webhook": ""}
KEPT = ("migrated", "looked")
NOWHERE = {"zone": "", "country": "", "region": "", "working_days": "", "task_at": "", "check_in_at": "",
           "share_replies": False}  # fmt: skip


def blank_recipient(session: Session, recipient_id: int, at: datetime) -> None:
    """Take out who a recipient is; the row stays, under another key, with the moment of the erasure."""
    theirs = update(RecipientRow).where(col(RecipientRow.id) == recipient_id)
    run(session, theirs.values(key=new_key("p"), erased_at=at, **NAMELESS))
    run(session, update(ParticipantRow).where(col(ParticipantRow.recipient_id) == recipient_id).values(**NOWHERE))
    run(session, delete(StaffRow).where(col(StaffRow.recipient_id) == recipient_id))


def blank_enrollment(session: Session, enrollment_id: int) -> None:
    """Take out what tells of a person in an enrollment: team, group, coach, draws, and why on which day."""
    theirs = update(EnrollmentRow).where(col(EnrollmentRow.id) == enrollment_id)
    news = {"coach_id": None, "coach_role": "independent", "team": "", "start_group": ""}
    news |= dict.fromkeys(COLUMNS.values())
    run(session, theirs.values(key=new_key("e"), **news))
    run(session, update(PromptRow).where(col(PromptRow.enrollment_id) == enrollment_id).values(why=""))
    run(session, update(ObserverRow).where(col(ObserverRow.enrollment_id) == enrollment_id).values(category=""))
    run(session, delete(DrawRow).where(col(DrawRow.enrollment_id) == enrollment_id))


def drop_answers(session: Session, enrollment_id: int) -> None:
    """Delete every answer to an enrollment's prompts: the participant's and what observers said about them."""
    about = select(PromptRow.id).where(PromptRow.enrollment_id == enrollment_id)
    run(session, delete(ResponseRow).where(col(ResponseRow.prompt_id).in_(about)))


def blank_asked(session: Session, prompt_ids: Iterable[int]) -> None:
    """Take out of these prompts, which an observer was asked, why on which day, and what was noted of them."""
    for chunk in chunks(prompt_ids):
        run(session, update(PromptRow).where(col(PromptRow.id).in_(chunk)).values(why=""))
        run(session, update(EventRow).where(col(EventRow.prompt_id).in_(chunk)).values(details=null()))


def drop_words(session: Session, prompt_ids: Iterable[int]) -> None:
    """Take out the words that were written to these prompts; the numbers belong to whom they are about."""
    for chunk in chunks(prompt_ids):
        theirs = update(ResponseRow).where(col(ResponseRow.prompt_id).in_(chunk))
        run(session, theirs.values(words="", share=False))


def drop_absences(session: Session, recipient_id: int) -> None:
    """Delete every absence of a recipient, and whether they were asked after a silence."""
    theirs = select(ParticipantRow.id).where(ParticipantRow.recipient_id == recipient_id)
    run(session, delete(AbsenceRow).where(col(AbsenceRow.participant_id).in_(theirs)))
    run(session, delete(SilenceRow).where(col(SilenceRow.participant_id).in_(theirs)))


def drop_history(session: Session, recipient_id: int, enrollment_ids: Collection[int]) -> None:
    """Delete what was noted about a person, apart from the prompts' own lines, which lose their details.

    A migration stays, because the ledger needs it, and so do the looks of staff, which then name nobody.
    """
    mine = or_(col(EventRow.recipient_id) == recipient_id, col(EventRow.enrollment_id).in_(list(enrollment_ids)))
    others = (col(EventRow.prompt_id).is_(None), col(EventRow.what).not_in(KEPT))
    run(session, delete(EventRow).where(mine, *others))
    lines = (col(EventRow.prompt_id).is_not(None), col(EventRow.enrollment_id).in_(list(enrollment_ids)))
    run(session, update(EventRow).where(*lines).values(details=null()))


def revoke_tokens(session: Session, recipient_id: int, at: datetime) -> None:
    """Let every link of a recipient open nothing from now on."""
    live = (col(TokenRow.recipient_id) == recipient_id, col(TokenRow.revoked_at).is_(None))
    run(session, update(TokenRow).where(*live).values(revoked_at=at))


def drop_replies(session: Session, recipient_id: int) -> None:
    """Empty the mails that came back to a recipient's."""
    about = select(MessageRow.id).where(MessageRow.recipient_id == recipient_id)
    run(session, update(ArrivalRow).where(col(ArrivalRow.message_id).in_(about)).values(raw=b""))


def drop_arrivals(session: Session, recipient_id: int, address: str) -> None:
    """Empty the mails that came back to a recipient's, and whatever else came that names their address.

    A person also writes to links of others, and to none.
    """
    drop_replies(session, recipient_id)
    kept = select(ArrivalRow.id, ArrivalRow.raw).where(col(ArrivalRow.raw) != b"")
    named = [id_ or 0 for id_, raw in session.execute(kept) if holds(raw, address)]
    for chunk in chunks(named):
        run(session, update(ArrivalRow).where(col(ArrivalRow.id).in_(chunk)).values(raw=b""))


def uploads(session: Session) -> list[tuple[int, bytes]]:
    """Return every file that was handed in: id and content."""
    return [(id_ or 0, content) for id_, content in session.execute(_uploaded())]


def _uploaded() -> Any:
    return select(UploadRow.id, UploadRow.content).order_by(col(UploadRow.id))


def drop_uploads(session: Session, ids: Iterable[int]) -> None:
    """Delete these files."""
    for chunk in chunks(ids):
        run(session, delete(UploadRow).where(col(UploadRow.id).in_(chunk)))


def drop_works(session: Session) -> None:
    """Delete what the desk did for one person, and what came to nothing: such a sentence may name anybody."""
    of_one = (col(WorkRow.back).like("%/people/%"), col(WorkRow.back).not_like("%/people/all"))
    run(session, delete(WorkRow).where(or_(col(WorkRow.fault) != "", and_(*of_one))))


def holds(raw: bytes, address: str) -> bool:
    """Return whether *address* stands in *raw*, in any case.

    >>> holds(b"From: Ada@Example.org", "ada@example.org"), holds(b"From: bo@example.org", "ada@example.org")
    (True, False)
    """
    return bool(address) and address.casefold().encode() in bytes(raw).lower()
