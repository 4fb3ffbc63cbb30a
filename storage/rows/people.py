"""Who: programmes in force, cohorts, recipients, participants, enrollments, observers, absences, suppressions.

``table=True`` classes do not validate; nothing outside `storage` makes one.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.moments import Moment


class ProgrammeRow(SQLModel, table=True):
    """One version of one programme, whole and frozen: people stay on the version they began.

    *offered_at* is since when the team that wrote it can choose it at the desk; None for what only came with a cohort.
    """

    __tablename__ = "programme"
    __table_args__ = (UniqueConstraint("name", "version"),)
    id: int | None = Field(default=None, primary_key=True)
    name: str
    version: int
    title: str
    text: str
    created_at: datetime = Field(sa_type=Moment)
    offered_at: datetime | None = Field(default=None, sa_type=Moment)


class CohortRow(SQLModel, table=True):
    """People who attended one workshop. *settings* are those in force when it was enrolled, frozen with it."""

    __tablename__ = "cohort"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    programme_id: int = Field(foreign_key="programme.id")
    workshop_on: date
    zone: str
    country: str = ""
    coach_id: int | None = Field(default=None, foreign_key="recipient.id")
    seed: str
    settings: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(sa_type=Moment)


class DisclosureRow(SQLModel, table=True):
    """What a works council was told about a cohort, version by version; a later one never changes an earlier."""

    __tablename__ = "disclosure"
    __table_args__ = (UniqueConstraint("cohort_id", "version"),)
    id: int | None = Field(default=None, primary_key=True)
    cohort_id: int = Field(foreign_key="cohort.id")
    version: int
    page: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    made_at: datetime = Field(sa_type=Moment)


class RecipientRow(SQLModel, table=True):
    """Somebody mails go to: participant, observer, coach or staff. *folded* is the address trimmed, case-folded."""

    __tablename__ = "recipient"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    folded: str | None = Field(default=None, unique=True)
    address: str = ""
    name: str = ""
    locale: str = ""
    webhook: str = ""
    erased_at: datetime | None = Field(default=None, sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment)


class ParticipantRow(SQLModel, table=True):
    """A recipient as a participant: their calendar and their choices. An hour of None means the default."""

    __tablename__ = "participant"
    id: int | None = Field(default=None, primary_key=True)
    recipient_id: int = Field(foreign_key="recipient.id", unique=True)
    zone: str = ""
    country: str = ""
    region: str = ""
    working_days: str = ""
    task_at: str = ""
    check_in_at: str = ""
    share_replies: bool = False


class EnrollmentRow(SQLModel, table=True):
    """One participant in one cohort. *state* is active, paused, left, or invited: asked, and not started.

    *may_ask_at* is when they agreed to be asked for an interview, *may_list_at* to be in files under another name;
    None where they did not, or took it back.
    """

    __tablename__ = "enrollment"
    __table_args__ = (UniqueConstraint("cohort_id", "participant_id"),)
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    cohort_id: int = Field(foreign_key="cohort.id", index=True)
    participant_id: int = Field(foreign_key="participant.id", index=True)
    programme_id: int = Field(foreign_key="programme.id")
    coach_id: int | None = Field(default=None, foreign_key="recipient.id", index=True)
    coach_role: str = "independent"
    team: str = ""
    start_group: str = ""
    state: str = "active"
    late_baseline: bool = False
    welcome_id: int | None = None
    enrolled_at: datetime = Field(sa_type=Moment)
    left_at: datetime | None = Field(default=None, sa_type=Moment)
    may_ask_at: datetime | None = Field(default=None, sa_type=Moment)
    may_list_at: datetime | None = Field(default=None, sa_type=Moment)


class ObserverRow(SQLModel, table=True):
    """A colleague who answers about one enrollment; *left_at* is when they asked not to be asked any more."""

    __tablename__ = "observer"
    __table_args__ = (UniqueConstraint("enrollment_id", "recipient_id"),)
    id: int | None = Field(default=None, primary_key=True)
    enrollment_id: int = Field(foreign_key="enrollment.id")
    recipient_id: int = Field(foreign_key="recipient.id", index=True)
    category: str = ""
    left_at: datetime | None = Field(default=None, sa_type=Moment)


class AbsenceRow(SQLModel, table=True):
    """Days a participant is away, both ends included; *kind* is away or pause (a pause may have no end)."""

    __tablename__ = "absence"
    id: int | None = Field(default=None, primary_key=True)
    participant_id: int = Field(foreign_key="participant.id", index=True)
    kind: str = "away"
    from_on: date
    until_on: date | None = None
    made_at: datetime = Field(sa_type=Moment)


class SuppressionRow(SQLModel, table=True):
    """An address nothing goes to, as a keyed hash that outlives its erasure."""

    __tablename__ = "suppression"
    id: int | None = Field(default=None, primary_key=True)
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    reason: str
    made_at: datetime = Field(sa_type=Moment)


class SilenceRow(SQLModel, table=True):
    """One question to somebody whose mails went unanswered, and what they said.

    *answer* is "" while it is open, then fewer, pause, stop, read, or none: no reply came by *closes_at*.
    """

    __tablename__ = "silence"
    id: int | None = Field(default=None, primary_key=True)
    participant_id: int = Field(foreign_key="participant.id", index=True)
    message_id: int = Field(foreign_key="message.id", index=True)
    answer: str = ""
    asked_at: datetime = Field(sa_type=Moment)
    closes_at: datetime | None = Field(default=None, sa_type=Moment)
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
