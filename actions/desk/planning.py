"""What would happen if a draft started: who gets what when, counted by day and by step."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from actions.contents import programme_from
from actions.desk.calendar import Calendar, calendar_of, mails_of
from actions.desk.choosing import cohort_of
from actions.desk.drafts import Draft
from actions.drawing import check_possible
from actions.enrolling import NewCohort
from actions.house import House
from actions.plans.showing import plan_of_roster
from coaching.designs import parse
from coaching.errors import Refused
from coaching.programmes import Programme


@dataclass(frozen=True, slots=True)
class StepDays:
    """One step over everybody: its title, its first and last day, how many get it and how many it is left out for."""

    title: str
    kind: str
    first: date | None
    last: date | None
    people: int
    left_out: int


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One step for one person: the wall clock of whoever is asked, None where it is left out, and why."""

    title: str
    at: datetime | None
    zone: str
    why: str
    asked_of: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan as a calendar and by step; *addresses* are those who take part, *own* is the plan of one of them."""

    title: str
    addresses: tuple[str, ...]
    calendar: Calendar
    steps: tuple[StepDays, ...]
    own: tuple[OwnLine, ...] = ()

    @property
    def people(self) -> int:
        """How many take part."""
        return len(self.addresses)


def plan_of_draft(house: House, draft: Draft, now: datetime, person: str = "") -> PlanPage:
    """Return the plan of a draft, with every date of *person*; nobody is enrolled.

    Raises:
        Refused: something has not been chosen yet. NobodyEnrolled: rows have faults.
    """
    new = cohort_of(house, draft)
    programme = programme_from(new.programme_text, new.programme_file)
    lines = plan_of_roster(house, _allowed(new, programme, draft), draft.roster, now)
    titles = {step.name: step.title for step in programme.steps}
    mails = mails_of((one.get("asked_of") or one["person"], _day(one)) for one in lines if one["due_at"])
    people = tuple(dict.fromkeys(one["person"] for one in lines))
    own = tuple(_own(one, titles) for one in lines if one["person"] == person)
    return PlanPage(programme.title, people, calendar_of(mails, now.date()), _steps(lines, titles), own)


def _allowed(new: NewCohort, programme: Programme, draft: Draft) -> NewCohort:
    """Return what a draft is for, without a design that cannot be drawn there: starting says that."""
    try:
        if new.design:
            check_possible(parse(new.design, new.stratify), programme, draft.roster.people)
    except Refused:
        return replace(new, design="")
    return new


def _own(one: dict[str, Any], titles: dict[str, str]) -> OwnLine:
    at = datetime.fromisoformat(one["local"]) if one["due_at"] else None
    return OwnLine(titles[one["step"]], at, one["zone"], one["why"], one.get("asked_of", ""))


def _day(one: dict[str, Any]) -> date:
    return date.fromisoformat(one["local"][:10])


def _steps(lines: list[dict[str, Any]], titles: dict[str, str]) -> tuple[StepDays, ...]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in lines:
        found[one["step"]].append(one)
    return tuple(_step(titles[name], own) for name, own in found.items())


def _step(title: str, lines: list[dict[str, Any]]) -> StepDays:
    days = [_day(one) for one in lines if one["due_at"]]
    first, last = min(days, default=None), max(days, default=None)
    return StepDays(title, lines[0]["kind"].replace("_", " "), first, last, len(days), len(lines) - len(days))
