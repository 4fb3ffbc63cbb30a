"""What a cohort lets its people agree to: switched on and off by staff, each time written down."""

from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from actions.house import House
from coaching.agreements import Agreement
from storage import agreements, cohorts, events
from storage.rows import CohortRow


def switch(house: House, cohort_name: str, what: Agreement, on: bool, by: int | None, now: datetime) -> None:
    """Let people of a cohort agree to *what*, or nobody any more: then everybody's agreement is taken back.

    *by* is who of the staff does it, None for the command line.

    Raises:
        NotFound: there is no such cohort.
    """
    with house.store.write() as session:
        cohort = cohorts.called(session, cohort_name)
        if on is not (what in agreements.offered(cohort)):
            cohort.settings = cohort.settings | {what.value: now.astimezone(UTC).isoformat() if on else ""}
            session.add(cohort)
            agreements.take_back(session, cohort.id or 0, what)
            done = noted(cohort, by) | {"did": f"{what}_{'on' if on else 'off'}"}
            events.note(session, "desk_acted", now, recipient_id=by, details=done)
        session.commit()


def since(cohort: CohortRow, what: Agreement) -> datetime | None:
    """Return when people of a cohort could begin to agree; None where it is switched off."""
    kept = str(cohort.settings.get(what) or "")
    return datetime.fromisoformat(kept) if kept else None


def smallest(house: House, cohort: CohortRow) -> int:
    """Return of how many people something must be before it is shown of them."""
    return max(house.min_cell, int(cohort.settings.get("min_cell", 0)))


def note_look(
    session: Session, cohort: CohortRow, page: str, by: int | None, now: datetime, about: int | None = None
) -> None:
    """Write down that staff looked at *page* of a cohort, or on it at the enrollment *about*."""
    details = noted(cohort, by) | {"page": page}
    events.note(session, "looked", now, recipient_id=by, enrollment_id=about, details=details)


def noted(cohort: CohortRow, by: int | None) -> dict[str, Any]:
    """Return what every line of the audit log about a cohort holds; *by* as for `switch`."""
    return {"cohort": cohort.id, "role": "operator" if by is None else "ld"}
