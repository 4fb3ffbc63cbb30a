"""A backup: the whole installation as of one moment, in one file."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from actions.house import House
from coaching.errors import Refused
from storage import archives, backups, migrating
from storage.archives import Manifest


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What was written where. *secret*: it is in the file, so the file alone brings everything back."""

    file: Path
    schema: str
    taken_at: datetime
    octets: int
    secret: bool

    def to_json(self) -> dict[str, Any]:
        """Return ``{"file", "schema", "taken_at", "octets", "secret"}``."""
        return {"file": str(self.file), "schema": self.schema, "taken_at": self.taken_at.isoformat(),
                "octets": self.octets, "secret": self.secret}  # fmt: skip


def backup(house: House, file: Path, secret: bytes | None, now: datetime) -> BackedUp:
    """Write everything as of one moment to *file*, while others go on writing; return what was written.

    *secret* goes into the file where the product made it; None where the operator sets it, who then keeps it. What is
    due is judged from *now* when the file is put back, so it must not be later than the copy.

    Raises:
        Refused: the file is there already or cannot be written, or PostgreSQL's tools are missing.
    """
    _make_folder(file)
    schema, kind = migrating.schema_of(house.store), "sqlite" if house.store.is_sqlite else "postgresql"
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=file.parent) as folder:
        copy = Path(folder) / "database"
        backups.copy_out(house.store, copy)
        manifest = Manifest(kind, schema, now, archives.mark_of(house.secret), archives.sha256_of(copy))
        archives.pack(file, manifest, copy, secret)
    return BackedUp(file, schema, now, file.stat().st_size, secret is not None)


def _make_folder(file: Path) -> None:
    if file.exists():
        raise Refused(f"'{file}' is there already, and backups are not written over. Name another file.")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise Refused(f"'{file.parent}' cannot be made: {error.strerror}.") from None
