"""What happens in a run, as values: a pass, an answer, an absence, a leave. A run is its acts in order of time.

A live run written down as acts and played in a rehearsal gives the same ledger; that is what makes a rehearsal
worth looking at.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Literal

What = Literal["pass", "answer", "away", "back", "pause", "resume", "start", "leave", "silence"]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that happens at one moment.

    A pass is of the product, everything else of *person* (an address), through the links in the mail that asked
    *step*. *values* are the fields of its form and what is entered, *first* and *last* the days of an absence.
    ``silence`` answers the question after mails without an answer; what was chosen is in its field ``answer``.
    """

    at: datetime
    what: What
    person: str = ""
    step: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the act as JSON, without what is empty."""
        plain = asdict(self) | {"at": self.at.isoformat()}
        days = {name: day.isoformat() for name in ("first", "last") if (day := plain[name])}
        return {name: value for name, value in (plain | days).items() if value}
