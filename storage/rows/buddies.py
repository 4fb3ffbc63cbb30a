"""The table of buddies."""

from datetime import datetime

from sqlalchemy import Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.moments import Moment


class BuddyRow(SQLModel, table=True):
    """A colleague whom a participant asked to see what they did, for one enrollment; nothing goes before they accept.

    *digest* is a keyed hash of their address, by which they are not asked a second time. *asked_in* is the mail that
    asks them, *told_in* their last one, which tells of what was done after *told_from* and until *told_at*. *line* is
    the last that they wrote, and *carried_by* the mail to the participant that it stands in. Once it ended, nothing
    but the hash and the moments of asking and ending is there.
    """

    __tablename__ = "buddy"
    __table_args__ = (UniqueConstraint("enrollment_id", "digest"),)
    id: int | None = Field(default=None, primary_key=True)
    enrollment_id: int = Field(foreign_key="enrollment.id")
    recipient_id: int | None = Field(default=None, foreign_key="recipient.id", index=True)
    digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    asked_at: datetime = Field(sa_type=Moment)
    asked_in: int | None = Field(default=None, foreign_key="message.id")
    accepted_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    told_in: int | None = Field(default=None, foreign_key="message.id")
    told_from: datetime | None = Field(default=None, sa_type=Moment)
    told_at: datetime | None = Field(default=None, sa_type=Moment)
    line: str = ""
    line_at: datetime | None = Field(default=None, sa_type=Moment)
    carried_by: int | None = Field(default=None, foreign_key="message.id")
