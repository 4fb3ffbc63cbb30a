"""What the house keeps for itself: staff, uploads, arrived mails, paused relays, and the clock of a demonstration."""

from datetime import datetime

from sqlalchemy import Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.moments import Moment


class StaffRow(SQLModel, table=True):
    """A recipient who may sign in: *role* is coach or ld."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("recipient_id", "role"),)
    id: int | None = Field(default=None, primary_key=True)
    recipient_id: int = Field(foreign_key="recipient.id")
    role: str
    made_at: datetime = Field(sa_type=Moment)


class UploadRow(SQLModel, table=True):
    """A file somebody handed in; flows name it by its key, so that its content stays out of Prefect's records."""

    __tablename__ = "upload"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    name: str
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made_at: datetime = Field(sa_type=Moment)


class ArrivalRow(SQLModel, table=True):
    """A mail that came in, kept as it came, and what was made of it.

    *digest* is of its Message-ID and body, so that the same mail twice is one. *status* is that of a bounce.
    """

    __tablename__ = "arrival"
    id: int | None = Field(default=None, primary_key=True)
    digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    raw: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    kind: str = ""
    status: str = ""
    outcome: str = ""
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True)
    arrived_at: datetime = Field(sa_type=Moment)


class RelayPauseRow(SQLModel, table=True):
    """A relay that refuses us as a whole, until a mail gets through. *until* is a moment of the database's clock."""

    __tablename__ = "relay_pause"
    relay: str = Field(primary_key=True)
    reason: str
    code: str = ""
    times: int = 1
    paused_at: datetime = Field(sa_type=Moment)
    until: datetime = Field(sa_type=Moment)


class PaceRow(SQLModel, table=True):
    """When the next mail may go through a relay, or through it to one domain: turns up to *free_at* are taken."""

    __tablename__ = "pace"
    key: str = Field(primary_key=True)
    free_at: datetime = Field(sa_type=Moment)


class GoneEndpointRow(SQLModel, table=True):
    """The endpoint of a webhook that said it is no more (410), known by the keyed digest of its address."""

    __tablename__ = "gone_endpoint"
    digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    gone_at: datetime = Field(sa_type=Moment)


class HookRow(SQLModel, table=True):
    """The id of a webhook that came in and was acted on, so that the same one again changes nothing."""

    __tablename__ = "hook"
    id: str = Field(primary_key=True)
    arrived_at: datetime = Field(sa_type=Moment)


class AnnouncementRow(SQLModel, table=True):
    """What a program is told about a cohort: so many *people*, never who. *state* is waiting, sent or given_up."""

    __tablename__ = "announcement"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    cohort_id: int = Field(foreign_key="cohort.id", index=True)
    what: str
    step: str = ""
    people: int
    state: str = "waiting"
    reason: str = ""
    attempts: int = 0
    made_at: datetime = Field(sa_type=Moment)
    retry_at: datetime = Field(sa_type=Moment)


class ChoreRow(SQLModel, table=True):
    """Something that is done once in a while, and when it was done last."""

    __tablename__ = "chore"
    what: str = Field(primary_key=True)
    done_at: datetime = Field(sa_type=Moment)


class WorkRow(SQLModel, table=True):
    """A piece of long work at the desk: how far it is, or how it ended. Moments are of the database's clock.

    *runner* is whoever does it, *heard_at* when it last said so. *back* is where to go when it ended well, *again*
    when it did not.
    """

    __tablename__ = "desk_work"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    title: str
    total: int
    done: int = 0
    back: str
    again: str
    says: str = ""
    fault: str = ""
    runner: str
    began_at: datetime = Field(sa_type=Moment)
    heard_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class ClockRow(SQLModel, table=True):
    """How far the clock of a demonstration or a rehearsal is from the wall's, in seconds. Empty elsewhere."""

    __tablename__ = "clock"
    id: int = Field(default=1, primary_key=True)
    offset_s: float
