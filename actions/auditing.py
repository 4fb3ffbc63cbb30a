"""The audit log: who of the staff looked at whom, signed in, or changed what. It holds keys, never words."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from actions.house import House
from coaching.errors import NotFound
from storage import audits, events, personal
from storage.enrollments import Place

OPERATOR = "operator"
MOST = 1000
"""Lines returned at most, the newest."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: *who* of the staff did *what*, *whom* it was about ("" for a cohort or nobody), and on which page.

    *did* is what was changed where something was (paused, left, away).
    """

    at: datetime
    who: str
    role: str
    what: str
    whom: str
    page: str
    cohort: str
    did: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the line with its moment as ISO 8601."""
        return asdict(self) | {"at": self.at.isoformat()}


def by_operator(session: Session, what: str, now: datetime, places: Sequence[Place], **details: str) -> None:
    """Write down what the command line did or looked at, for each of *places*; nobody is named as its doer."""
    for one in places:
        told = {"cohort": one.cohort.id, "role": OPERATOR, **details}
        events.note(session, what, now, enrollment_id=one.enrollment.id, details=told)


def audit(house: House, person: str = "") -> tuple[Line, ...]:
    """Return the audit log, newest first; with *person* (an address or a key) what they did and what was done to them.

    Raises:
        NotFound: nobody goes by that.
    """
    with house.store.read() as session:
        who = personal.recipient_of(session, person) if person else None
        if person and who is None:
            raise NotFound("person", person, ())
        rows = audits.lines(session, who.id if who else None, MOST)
        names = audits.cohort_names(session)
    return tuple(_line(row, names) for row in rows)


def _line(row: audits.Noted, cohorts: dict[int, str]) -> Line:
    details = row.details or {}
    cohort = cohorts.get(details.get("cohort", 0), "") if isinstance(details.get("cohort"), int) else ""
    return Line(
        at=row.at, who=row.who or _nobody(details), role=str(details.get("role", "")), what=row.what,
        whom=row.whom or "", page=str(details.get("page", "")), cohort=row.cohort or cohort,
        did=str(details.get("did", "")),
    )  # fmt: skip


def _nobody(details: dict[str, Any]) -> str:
    """Return who it was where no staff is named: the command line, or somebody who was erased since."""
    return "command" if details.get("role") == OPERATOR else "erased"
