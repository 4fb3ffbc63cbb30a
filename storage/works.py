"""Long work at the desk, by key. Every moment is of the database's clock: several machines may look at one piece."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from storage.core import run, table
from storage.moments import utc_in, utc_now
from storage.rows import WorkRow

WORK = table(WorkRow)


def begin(session: Session, key: str, runner: str, values: Mapping[str, Any], lost_s: float) -> bool:
    """Return whether *runner* is to do the work under *key*: nobody does or did it, or whoever did failed.

    Not heard of for *lost_s* counts as failed.
    """
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"key": key, "runner": runner, "done": 0, "says": "", "fault": "", **values}
    now = {"began_at": utc_now(), "heard_at": utc_now(), "ended_at": None}
    lost = and_(WORK.c.ended_at.is_(None), WORK.c.heard_at < utc_in(-lost_s))
    insert = dialect.insert(WORK).values(**row, **now).on_conflict_do_update(
        index_elements=["key"], set_={**row, **now}, where=or_(WORK.c.fault != "", lost)
    )  # fmt: skip
    return run(session, insert.returning(WORK.c.key)).first() is not None


def heard(session: Session, key: str, runner: str, done: int) -> None:
    """Note how far *runner* is, unless it is over."""
    mine = and_(WORK.c.key == key, WORK.c.runner == runner, WORK.c.ended_at.is_(None))
    run(session, update(WORK).where(mine).values(done=done, heard_at=utc_now()))


def end(session: Session, key: str, runner: str, says: str = "", fault: str = "") -> None:
    """Note how the work of *runner* ended, unless it has."""
    mine = and_(WORK.c.key == key, WORK.c.runner == runner, WORK.c.ended_at.is_(None))
    run(session, update(WORK).where(mine).values(says=says, fault=fault, ended_at=utc_now()))


def find(session: Session, key: str) -> tuple[WorkRow, datetime] | None:
    """Return the work under *key* with the database's moment now, or None."""
    found = session.execute(select(WorkRow, utc_now()).where(WORK.c.key == key)).first()
    return (found[0], found[1]) if found else None


def recent(session: Session, kept_s: float) -> list[tuple[WorkRow, datetime]]:
    """Return what is under way or ended at most *kept_s* ago, each as `find` does, the newest first."""
    lately = or_(WORK.c.ended_at.is_(None), WORK.c.ended_at > utc_in(-kept_s))
    statement = select(WorkRow, utc_now()).where(lately).order_by(WORK.c.began_at.desc(), WORK.c.id.desc())
    return [(row, now) for row, now in session.execute(statement)]


def drop_old(session: Session, kept_s: float) -> None:
    """Delete what was last heard of longer than *kept_s* ago."""
    run(session, delete(WORK).where(WORK.c.heard_at < utc_in(-kept_s)))
