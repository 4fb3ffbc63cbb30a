"""What moving a cohort to another version changes, as it is told before and after."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

CAUSE = "migration"
"""The cause of what a migration does, as events write it."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one step for one person. *was* and *will_be* are moments, None where there is none.

    *change* is added, removed, moved, reworded or left_out. *asked_of* is the observer whom a pulse asks about the
    person, "" for the person's own steps.
    """

    person: str
    step: str
    change: str
    was: datetime | None
    will_be: datetime | None
    why: str
    asked_of: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object; moments are ISO 8601 in UTC."""
        moments = {"was": self.was, "will_be": self.will_be}
        said = {"person": self.person, "step": self.step, "change": self.change, "why": self.why}
        said |= {"asked_of": self.asked_of} if self.asked_of else {}
        return said | {name: at.isoformat() if at else None for name, at in moments.items()}


@dataclass(frozen=True, slots=True)
class Migrated:
    """What a migration did, or would do where *done* is false; *people* were on another version."""

    cohort: str
    programme: str
    version: int
    people: int
    changes: tuple[Change, ...]
    done: bool

    @property
    def by_step(self) -> Mapping[str, Mapping[str, int]]:
        """The changes counted: step to kind of change to how many, each observer's pulse on its own."""
        found: dict[str, Counter[str]] = {}
        for one in self.changes:
            found.setdefault(one.step, Counter())[one.change] += 1
        return found

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object."""
        return {
            "cohort": self.cohort, "programme": self.programme, "to": self.version, "people": self.people,
            "steps": {step: dict(counted) for step, counted in self.by_step.items()},
            "changes": [one.to_json() for one in self.changes], "done": self.done,
        }  # fmt: skip
