"""What one pass did, in numbers."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class Tally:
    """What one pass did. Claimed, sent, failed, delayed and unsure count mails; skipped and expired count prompts.

    ``claimed = sent + failed + delayed + unsure``. *why* counts the reasons of what was not sent, where one was given;
    *stopped* are the relays that took nothing and are not asked again in this pass.
    """

    now: datetime
    claimed: int = 0
    sent: int = 0
    failed: int = 0
    delayed: int = 0
    unsure: int = 0
    skipped: int = 0
    expired: int = 0
    reminded: int = 0
    why: Counter[str] = field(default_factory=Counter)
    stopped: set[str] = field(default_factory=set)

    def to_json(self) -> dict[str, Any]:
        """Return the tally as `send-due --json` prints it."""
        told = asdict(self) | {"now": self.now.isoformat(), "why": dict(self.why)}
        return {name: value for name, value in told.items() if name != "stopped"}

    def count(self, state: str, n: int = 1) -> None:
        """Count *n* more mails that ended as *state*."""
        self.claimed += n
        setattr(self, state, getattr(self, state) + n)
