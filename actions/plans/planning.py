"""The plan of many people at once: calendars gathered, `coaching.planning` asked, equal people planned once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from actions.house import House
from actions.plans.calendars import calendar_of, hours_of
from coaching.calendars import Calendar, Hours
from coaching.planning import plan_days, spread_out
from coaching.plans import Planned, Touches
from coaching.programmes import Programme
from coaching.treatments import AS_WRITTEN, Treatment, told_of_hours
from storage.rows import ParticipantRow


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where and when one person works, in the words of a roster; all of it decides their calendar."""

    zone: str
    country: str = ""
    region: str = ""
    working_days: str = ""
    task_at: str = ""
    check_in_at: str = ""
    absences: tuple[tuple[date, date], ...] = ()


class Planner:
    """Plans a programme for a cohort. People in the same place with no other mails share one computation."""

    def __init__(self, house: House, programme: Programme, workshop_on: date, now: datetime) -> None:
        self.house, self.programme, self.workshop_on, self.now = house, programme, workshop_on, now
        self._plans: dict[tuple[Workplace, Treatment], tuple[Planned, ...]] = {}

    def plan(
        self, address: str, place: Workplace, touches: Touches | None = None, means: Treatment = AS_WRITTEN
    ) -> tuple[Planned, ...]:
        """Return the plan of one person; *touches* are their other mails, by day, *means* what was drawn for them."""
        if touches:
            return spread_out(self._plan(place, touches, means), address)
        if (place, means) not in self._plans:
            self._plans[place, means] = self._plan(place, {}, means)
        return spread_out(self._plans[place, means], address)

    def _plan(self, place: Workplace, touches: Touches, means: Treatment) -> tuple[Planned, ...]:
        """Return the plan to the full hour. An hour somebody chose comes before one that was drawn for them."""
        calendar, hours = diary_at(self.house, place, self.workshop_on)
        holds = replace(means, hours=()) if place.task_at else means
        planned = plan_days(calendar, hours, self.programme, self.workshop_on, self.now, touches, holds)
        return told_of_hours(planned, dict(means.hours), place.zone)


def workplace_of(who: ParticipantRow, absences: Iterable[tuple[date, date]] = ()) -> Workplace:
    """Return where and when a participant works, as their row and their absences have it."""
    return Workplace(
        who.zone, who.country, who.region, who.working_days, who.task_at, who.check_in_at, tuple(absences)
    )  # fmt: skip


def diary_at(house: House, place: Workplace, around: date) -> tuple[Calendar, Hours]:
    """Return the calendar and the hours of somebody who works there; *around* picks the years of holidays."""
    calendar = calendar_of(place.zone, place.country, place.region, place.working_days, place.absences, around)
    return calendar, hours_of(house.hours, place.task_at, place.check_in_at)


def lines(address: str, zone: str, planned: Iterable[Planned]) -> list[dict[str, Any]]:
    """Return the plan of one person in the shape of `plan --json`; a step left out has no ``due_at``."""
    return [line(address, one.step.name, str(one.step.kind), one.due_at, zone, one.why) for one in planned]


def line(
    address: str, step: str, kind: str, due_at: datetime | None, zone: str, why: str, asked_of: str = ""
) -> dict[str, Any]:
    """Return one line of a plan: due in UTC and on the wall of whoever is asked, both ISO 8601.

    *asked_of* is the observer who is asked about the person; a line of the person's own has no such field.
    """
    asked = {"asked_of": asked_of} if asked_of else {}
    return asked | {
        "person": address,
        "step": step,
        "kind": kind,
        "due_at": due_at.astimezone(UTC).isoformat() if due_at else None,
        "local": calendar_of(zone).wall(due_at).isoformat() if due_at else None,
        "zone": zone,
        "why": why,
    }
