"""Pauses of a relay: stored, so that every process that sends knows of them; by the database's clock."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, literal, literal_column, or_, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from storage.core import run, table
from storage.moments import utc_in, utc_now
from storage.reads import Query
from storage.rows import RelayPauseRow

PAUSE = table(RelayPauseRow)
ANY = ""
"""The relay of a pause that holds whichever relay is set: a bounce does not say which one was used."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A relay that refuses us. *holds*: nothing is handed over now; else the next mail is a trial."""

    relay: str
    reason: str
    code: str
    times: int
    paused_at: datetime
    until: datetime
    holds: bool


def pause_of(session: Session, relay: str) -> Pause | None:
    """Return the pause that concerns *relay*, the longest if there are two; None when mail gets through."""
    found = LONGEST.rows(session, relay=relay)
    return Pause(*found[0]) if found else None


LONGEST = Query(
    columns(
        PAUSE.c.relay, PAUSE.c.reason, PAUSE.c.code, PAUSE.c.times, PAUSE.c.paused_at, PAUSE.c.until,
        (PAUSE.c.until > utc_now()).label("holds"),
    )
    .where(or_(PAUSE.c.relay == bindparam("relay"), PAUSE.c.relay == literal_column(f"'{ANY}'")))
    .order_by(PAUSE.c.until.desc())
)  # fmt: skip


def all_pauses(session: Session) -> list[Pause]:
    """Return every pause, by relay."""
    relays = session.exec(select(RelayPauseRow.relay).order_by(col(RelayPauseRow.relay)))
    return [found for relay in relays if (found := pause_of(session, relay))]


def pause(session: Session, relay: str, reason: str, code: str, seconds: float) -> bool:
    """Pause *relay* for so many seconds; return whether mail had got through until now."""
    until = utc_in(literal(seconds))
    values = {"reason": reason, "code": code, "until": until}
    again = update(PAUSE).where(PAUSE.c.relay == relay).values(times=PAUSE.c.times + 1, **values)
    if run(session, again).rowcount:
        return False
    run(session, PAUSE.insert().values(relay=relay, times=1, paused_at=utc_now(), **values))
    return True


def resume(session: Session, relay: str) -> int:
    """End the pauses that concern *relay* and return how many there were."""
    return run(session, delete(PAUSE).where(PAUSE.c.relay.in_([relay, ANY]))).rowcount
