"""What came back, what was drawn, and what was printed of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.moments import Moment


class ResponseRow(SQLModel, table=True):
    """One answer to one question of one prompt. An answer that was changed stays, with *replaced_at* set.

    *value* is the scale's value, ``na``, or a task's done, not_yet, na; *words* is free text, which only its
    writer reads unless *share* was ticked for it.
    """

    __tablename__ = "response"
    id: int | None = Field(default=None, primary_key=True)
    prompt_id: int = Field(foreign_key="prompt.id", index=True)
    question: str
    value: str = ""
    words: str = ""
    share: bool = False
    channel: str
    late: bool = False
    suspect: bool = False
    answered_at: datetime = Field(sa_type=Moment)
    replaced_at: datetime | None = Field(default=None, sa_type=Moment)


class DrawRow(SQLModel, table=True):
    """One draw at one decision point, stored with its probability before anything is sent."""

    __tablename__ = "draw"
    __table_args__ = (UniqueConstraint("enrollment_id", "point"),)
    id: int | None = Field(default=None, primary_key=True)
    enrollment_id: int = Field(foreign_key="enrollment.id")
    point: str
    arm: str
    probability: float
    available: bool = True
    drawn_at: datetime = Field(sa_type=Moment)


class ReleaseRow(SQLModel, table=True):
    """Figures about a group as a report printed them, and what each person gave to them; no row is ever changed.

    *cells* names the figures that belong together, *hidden* those of them that were not printed. *codes* has by
    enrollment id one short text for each of the cells, so that the next report can count how many people's
    contributions differ. An erasure blanks a person's.
    """

    __tablename__ = "release"
    id: int | None = Field(default=None, primary_key=True)
    cohort_id: int = Field(foreign_key="cohort.id", index=True)
    name: str
    figures: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    cells: list[str] = Field(sa_column=Column(JSON, nullable=False))
    hidden: list[str] = Field(sa_column=Column(JSON, nullable=False))
    codes: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    as_of: datetime = Field(sa_type=Moment)
