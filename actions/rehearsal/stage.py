"""A rehearsal's stage: an installation on a temporary database, with the people's other enrollments copied in."""

import contextlib
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from actions.house import House
from coaching.tokens import keyed_hash
from storage import excerpts, migrating, suppressions
from storage.store import open_store


@contextlib.contextmanager
def stage(house: House, people: Iterable[str], now: datetime) -> Iterator[House]:
    """Yield an installation with the settings of *house* and what it knows of *people*; it is gone afterwards.

    Its secret is its own, so no link of a rehearsal opens anything here. What is suppressed stays suppressed.
    """
    with tempfile.TemporaryDirectory(prefix="followthrough-rehearsal-") as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'rehearsal.db'}", throwaway=True)
        try:
            migrating.upgrade(store)
            made = replace(house, store=store, secret=b"the secret of a rehearsal")
            addresses = excerpts.copy(house.store, store, people)
            _keep_silence(house, made, addresses, now)
            yield made
        finally:
            store.close()


def _keep_silence(house: House, made: House, addresses: Iterable[str], now: datetime) -> None:
    """Suppress on the stage who is suppressed in *house*: the hashes are keyed by the secret, so they are made anew."""
    both = {keyed_hash(house.secret, one): keyed_hash(made.secret, one) for one in addresses}
    with house.store.read() as session:
        silent = suppressions.suppressed(session, list(both))
    with made.store.write() as session:
        for hash_ in silent:
            suppressions.suppress(session, both[hash_], "left", now)
        session.commit()
