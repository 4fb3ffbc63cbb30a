"""What is asked and handed over: prompts, messages, tokens, events."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.moments import Moment


def _partial(name: str, column: str, where: str, sqlite_where: str = "") -> tuple[Index]:
    """Return an index over the few rows that are waiting for something, among the many that are done.

    *sqlite_where* is the same in the words that SQLite is asked in, where these differ.
    """
    return (Index(name, column, sqlite_where=text(sqlite_where or where), postgresql_where=text(where)),)


class MessageRow(SQLModel, table=True):
    """One hand-over to one recipient. It is what is claimed, leased, sent and retried.

    *about_id* is the message whose prompts this one carries again (a reminder). *intended_at* is set, and
    committed, before each hand-over: a message with an intent and no outcome is the one that may have gone out.
    *retry_at* and *lease_until* are moments of the database's clock, *due_at* one of the plan.
    """

    __tablename__ = "message"
    __table_args__ = (*_partial("message_waiting", "due_at", "state in ('planned', 'unsure')"),
                      *_partial("message_held", "lease_until", "state = 'claimed'"),
                      *_partial("message_repeated", "id", "may_have_repeated IS true", "may_have_repeated IS 1"),
                      )  # fmt: skip
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    recipient_id: int = Field(foreign_key="recipient.id", index=True)
    kind: str
    touch: bool = True
    state: str = "planned"
    reason: str = ""
    due_at: datetime = Field(sa_type=Moment)
    first_due_at: datetime = Field(sa_type=Moment)
    local_day: date
    about_id: int | None = Field(default=None, foreign_key="message.id", index=True)
    claimed_by: str = ""
    lease_until: datetime | None = Field(default=None, sa_type=Moment)
    retry_at: datetime | None = Field(default=None, sa_type=Moment)
    intended_at: datetime | None = Field(default=None, sa_type=Moment)
    attempts: int = 0
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    may_have_repeated: bool = False


class PromptRow(SQLModel, table=True):
    """A step for one enrollment, or an observer's pulse: what is asked, and what became of it.

    *nth* counts its events: each change of state takes the next number, so a lost event shows. *cause* says
    why it exists: the programme ("enrolled") or something that led to it. *local_day* is the day it is planned on;
    *shift_days* moves its place in the programme: an earlier step went out late, or its person chose what comes next.
    *programme_id* is the version it was handed over in where its enrollment has moved on.
    """

    __tablename__ = "prompt"
    __table_args__ = (
        UniqueConstraint("enrollment_id", "step", "asked_of", "round"),
        *_partial("prompt_open", "closes_at", "state in ('sent', 'unsure')"),
    )  # fmt: skip
    id: int | None = Field(default=None, primary_key=True)
    enrollment_id: int = Field(foreign_key="enrollment.id", index=True)
    step: str
    asked_of: int = 0
    round: int = 0
    kind: str
    measure: str = ""
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True)
    state: str
    reason: str = ""
    nth: int = 1
    cause: str = "enrolled"
    why: str = ""
    programme_id: int | None = Field(default=None, foreign_key="programme.id")
    local_day: date
    shift_days: int = 0
    due_at: datetime | None = Field(default=None, sa_type=Moment)
    closes_at: datetime | None = Field(default=None, sa_type=Moment)
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
    late_baseline: bool = False


class TokenRow(SQLModel, table=True):
    """What a token opens, found by its SHA-256."""

    __tablename__ = "token"
    digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    purpose: str
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True)
    recipient_id: int = Field(foreign_key="recipient.id", index=True)
    role: str = ""
    made_at: datetime = Field(sa_type=Moment)
    expires_at: datetime | None = Field(default=None, sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class EventRow(SQLModel, table=True):
    """One line of history. For a prompt, *nth* numbers its lines from 1 and *was* is what the last one left."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("prompt_id", "nth"),)
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment)
    prompt_id: int | None = Field(default=None)
    nth: int | None = None
    enrollment_id: int | None = Field(default=None, index=True)
    message_id: int | None = None
    recipient_id: int | None = None
    what: str
    was: str | None = None
    became: str | None = None
    reason: str = ""
    cause: str = ""
    details: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
