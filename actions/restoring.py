"""A backup put back, so that nobody gets a mail twice.

What fell due after the backup was made may have gone out since; nobody knows any more. So the time between is gone
through again by the rules, with a channel that hands nothing over: whatever would have gone is *unsure* and held, and
the links in the mails that did go out work, because links are derived from the secret.
"""

import contextlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from actions.house import House
from actions.sending import send_due
from coaching.errors import Refused
from delivery.holding import HoldingChannel
from storage import archives, backups, events, holds, migrating
from storage.archives import Unpacked
from storage.holds import Held

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
OpenHouse = Callable[[str, bytes], House]
"""Opens the installation with a database's address and a secret."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back. *held* are the mails that may have gone out since; *secret* came with the file, or None."""

    schema: str
    taken_at: datetime
    held: list[Held] = field(default_factory=list)
    secret: bytes | None = field(default=None, repr=False)

    def to_json(self) -> dict[str, Any]:
        """Return ``{"schema", "taken_at", "held": [{"person", "step", "kind", "due_at"}]}``."""
        held = [one._asdict() | {"due_at": one.due_at.isoformat()} for one in self.held]
        return {"schema": self.schema, "taken_at": self.taken_at.isoformat(), "held": held}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to put back where. *replace_all*: people who are there now may go. *send_missed*: nothing went out since."""

    file: Path
    url: str
    secret: bytes
    secret_is_set: bool
    replace_all: bool = False
    send_missed: bool = False


def restore(wanted: Wanted, open_house: OpenHouse, now: Callable[[House], datetime]) -> Restored:
    """Put a backup back and hold what may have gone out since; return what was done.

    Raises:
        Refused: it is no backup, of another kind of database, of a later schema, or made with another secret; or there
            are people in the database and *replace_all* is not said, or it is in use. Nothing was changed then.
    """
    with tempfile.TemporaryDirectory(prefix="followthrough-restore-") as folder:
        found = archives.unpack(wanted.file, Path(folder))
        secret = _check(found, wanted)
        with (
            backups.put_back(wanted.url, found.database, wanted.replace_all) as url,
            contextlib.closing(_Opened(open_house(url, secret))) as opened,
        ):
            held = _settle(opened.house, found, now(opened.house), wanted.send_missed)
    return Restored(found.manifest.schema, found.manifest.taken_at, held, found.secret)


@dataclass(frozen=True, slots=True)
class _Opened:
    house: House

    def close(self) -> None:
        self.house.store.close()


def _check(found: Unpacked, wanted: Wanted) -> bytes:
    """Return the secret to work with, or refuse a backup that cannot be used here."""
    manifest = found.manifest
    kind = "sqlite" if wanted.url.startswith("sqlite") else "postgresql"
    if manifest.kind != kind:
        raise Refused(
            f"The backup is of a {manifest.kind} database, and FOLLOWTHROUGH_DATABASE_URL names a {kind} one."
        )
    if not migrating.knows(manifest.schema):
        raise Refused(
            f"The backup has schema '{manifest.schema}', which this version of Followthrough does not know. "
            "Upgrade Followthrough, then restore it."
        )
    secret = wanted.secret if wanted.secret_is_set or found.secret is None else found.secret
    if archives.mark_of(secret) != manifest.mark:
        raise Refused(
            "The backup was made with another secret: links that are out and addresses that want no mail would not be "
            "known again. Set FOLLOWTHROUGH_SECRET to the one that was in force then."
        )
    return secret


def _settle(house: House, found: Unpacked, now: datetime, send_missed: bool) -> list[Held]:
    taken_at = found.manifest.taken_at
    held = [] if send_missed else hold_since(house, taken_at, now)
    with house.store.write() as session:
        details = {"taken_at": taken_at.isoformat(), "held": len(held)}
        events.note(session, "restored", now, details=details)
        session.commit()
    return held


def hold_since(house: House, since: datetime, now: datetime) -> list[Held]:
    """Go through the time from *since* to *now* by the rules, hold what would have gone, and return what is held."""
    alone, channel, at = replace(house, connections=1), HoldingChannel(), min(since, now)
    with house.store.write() as session:
        holds.wake(session)
        session.commit()
    while True:
        send_due(alone, channel, at)
        with house.store.write() as session:
            holds.hold(session)
            session.commit()
        if at >= now:
            break
        at = min(now, _next(house, at))
    with house.store.read() as session:
        return holds.held(session)


def _next(house: House, at: datetime) -> datetime:
    """Return the next moment worth a pass: when something falls due, or the next hour for what passes make."""
    with house.store.read() as session:
        due = holds.next_due(session, at)
    return min(at + HOUR, max(due, at + MINUTE)) if due else at + HOUR
