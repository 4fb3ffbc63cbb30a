"""The pace of a relay and of a domain: kept here, so that all who send share one, wherever they run."""

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.core import run, table
from storage.moments import utc_in, utc_now
from storage.rows import PaceRow
from storage.store import Store

PACE = table(PaceRow)


def reserve(store: Store, key: str, turns: int, seconds: float) -> float:
    """Take the next *turns* of *key*, which last *seconds* in all; return in how many seconds they begin.

    By the database's clock: those who send wait for each other, and nobody waits for turns that passed unused.
    """
    dialect = sqlite if store.is_sqlite else postgresql
    with store.write() as session:
        first = dialect.insert(PACE).values(key=key, free_at=utc_now()).on_conflict_do_nothing()
        run(session, first)
        asked = select(PACE.c.free_at, utc_now().label("now")).where(PACE.c.key == key).with_for_update()
        free_at, now = run(session, asked).one()
        wait_s: float = max(0.0, (free_at - now).total_seconds())
        run(session, update(PACE).where(PACE.c.key == key).values(free_at=utc_in(wait_s + seconds)))
        session.commit()
    return wait_s
