"""What a coach keeps about the people they coach, and what a brief has told them of."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.moments import Moment


class BriefLineRow(SQLModel, table=True):
    """One reason that a mail to a coach told of. *about* is the prompt it comes from."""

    __tablename__ = "brief_line"
    id: int | None = Field(default=None, primary_key=True)
    coach_id: int = Field(foreign_key="recipient.id", index=True)
    enrollment_id: int = Field(foreign_key="enrollment.id", index=True)
    message_id: int = Field(foreign_key="message.id", index=True)
    why: str
    about: int
    made_at: datetime = Field(sa_type=Moment)


class CoachMarkRow(SQLModel, table=True):
    """That a coach has spoken to somebody, or does not want to now: *what* is spoken or not_now."""

    __tablename__ = "coach_mark"
    id: int | None = Field(default=None, primary_key=True)
    coach_id: int = Field(foreign_key="recipient.id", index=True)
    enrollment_id: int = Field(foreign_key="enrollment.id", index=True)
    what: str
    made_at: datetime = Field(sa_type=Moment)


class CoachNoteRow(SQLModel, table=True):
    """A coach's note about somebody: the coach reads it, and the person in the copy of their own data."""

    __tablename__ = "coach_note"
    id: int | None = Field(default=None, primary_key=True)
    coach_id: int = Field(foreign_key="recipient.id", index=True)
    enrollment_id: int = Field(foreign_key="enrollment.id", index=True)
    words: str
    made_at: datetime = Field(sa_type=Moment)
