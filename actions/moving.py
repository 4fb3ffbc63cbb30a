"""From SQLite to PostgreSQL: everything, once, looked over before anybody works with it."""

from dataclasses import dataclass
from typing import Any

from actions.house import House
from actions.ledger import whole
from coaching.errors import Refused
from storage import moving


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved: rows by table, and how many prompts the ledger of both databases counts alike."""

    tables: dict[str, int]
    prompts: int

    def to_json(self) -> dict[str, Any]:
        """Return ``{"rows", "tables", "prompts"}``."""
        return {"rows": sum(self.tables.values()), "tables": self.tables, "prompts": self.prompts}


def move(source: House, target: House) -> Moved:
    """Move everything from *source* to *target*, which is empty, and compare rows and ledgers; return the counts.

    Raises:
        Refused: *target* is not empty, one of them is in use, a row differs, or the ledgers do.
    """
    before = whole(source).to_json()
    source.store.close()
    tables = moving.move(source.store, target.store)
    source.store.close()
    after = whole(target).to_json()
    if before != after:
        raise Refused(
            "The ledgers of the two databases differ, so go on with the old one and drop the new one. Please report it."
        )
    return Moved(tables, after["prompts"])
