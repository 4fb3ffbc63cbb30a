"""Long work at the desk, kept in the database: any door shows how far it is, and after a restart how it ended.

Each piece is one transaction, and that it ended is written in the same one. So a piece that never said how it ended
changed nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from actions.house import House
from storage import works
from storage.rows import WorkRow

LOST_S = 45.0
"""After how long without a word a piece counts as stopped. On SQLite no word gets through while the piece itself
writes; a roster of the largest size takes less. Our choice."""
QUIET_S = 3.0
"""After how long without a word the last one says no longer how far it is: words come once a second where they can."""
LISTED_S = 3_600.0
"""How long work that ended stays in the list."""
KEPT_S = 86_400.0
"""How long its page can still be opened."""


@dataclass(frozen=True, slots=True)
class Work:
    """One piece: *done* of *total*, then *says* what came of it, or *fault* why nothing did.

    *back* is where to go when it ended well, *again* when it did not. *quiet_s* is for how many seconds nothing has
    been heard of whoever does it.
    """

    title: str
    total: int
    back: str
    again: str
    key: str = ""
    done: int = 0
    says: str = ""
    fault: str = ""
    is_over: bool = False
    quiet_s: float = 0.0

    @property
    def is_lost(self) -> bool:
        """Whether whoever does it was probably stopped in the middle."""
        return not self.is_over and self.quiet_s > LOST_S

    @property
    def is_quiet(self) -> bool:
        """Whether nobody knows how far it is by now."""
        return not self.is_over and self.quiet_s > QUIET_S

    @property
    def may_begin_again(self) -> bool:
        """Whether it came to nothing."""
        return bool(self.fault) or self.is_lost


@dataclass
class Telling:
    """What a piece of work says while it runs: *done* is how far it is, for whoever looks at it from here."""

    key: str
    runner: str
    done: int = 0

    def said(self, done: int) -> None:
        """Take how much is done."""
        self.done = done

    def ended(self, session: Session, says: str) -> None:
        """Write what came of it, in the transaction that did it."""
        works.end(session, self.key, self.runner, says=says)


def begin(house: House, work: Work, runner: str) -> bool:
    """Return whether *runner* is to do *work*: nobody else does or did it under its key, or whoever did failed."""
    values = {"title": work.title, "total": work.total, "back": work.back, "again": work.again}
    with house.store.write() as session:
        works.drop_old(session, KEPT_S)
        is_mine = works.begin(session, work.key, runner, values, LOST_S)
        session.commit()
    return is_mine


def heard(house: House, telling: Telling) -> None:
    """Note that it goes on, and how far it is."""
    with house.store.write() as session:
        works.heard(session, telling.key, telling.runner, telling.done)
        session.commit()


def fail(house: House, telling: Telling, fault: str) -> None:
    """Note why nothing came of it; what is said to have ended well stays so."""
    with house.store.write() as session:
        works.end(session, telling.key, telling.runner, fault=fault)
        session.commit()


def work_of(house: House, key: str) -> Work | None:
    """Return the work under *key*, None where there is none (any more)."""
    with house.store.read() as session:
        found = works.find(session, key)
        return _work(*found) if found else None


def listed(house: House) -> tuple[Work, ...]:
    """Return what is under way or ended lately, the newest first."""
    with house.store.read() as session:
        return tuple(_work(*one) for one in works.recent(session, LISTED_S))


def _work(row: WorkRow, now: datetime) -> Work:
    return Work(
        row.title, row.total, row.back, row.again, row.key, row.done, row.says, row.fault, row.ended_at is not None,
        (now - row.heard_at).total_seconds(),
    )  # fmt: skip
