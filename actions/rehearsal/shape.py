"""What came of a rehearsal, as values: mails by day, what stood in the way, and the ledger."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from actions.contents import programme_from
from actions.enrolling import NewCohort
from actions.house import House
from actions.ledger import Ledger, ledger
from actions.plans.calendars import calendar_of
from actions.rehearsal.acts import Act
from storage import cohorts, rehearsals
from storage.rehearsals import SentMail

QUESTION = "How to go on, asked after mails without an answer"
"""What stands for the title of a step in a mail that asks none."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One rehearsal. *mails* are in the order they went out; *notes* maps a day to what is special about it.

    *answered* counts forms that were taken, *files* says where the mail with a key lies.
    """

    programme: str
    title: str
    version: int
    workshop_on: date
    people: int
    seed: str
    began: datetime
    ended: datetime
    mails: tuple[SentMail, ...]
    titles: Mapping[str, str]
    notes: Mapping[date, str]
    answered: int
    ledger: Ledger
    files: Mapping[str, str]
    acts: tuple[Act, ...]

    @property
    def by_day(self) -> Mapping[date, int]:
        """How many mails went out on each day of their reader's calendar."""
        return Counter(one.local_day for one in self.mails)

    @property
    def weeks(self) -> tuple[tuple[date, tuple[int, ...]], ...]:
        """The calendar: each Monday with the mails of its seven days."""
        found = self.by_day
        if not found:
            return ()
        monday = min(found) - timedelta(days=min(found).weekday())
        n = (max(found) - monday).days // 7 + 1
        starts = [monday + timedelta(weeks=week) for week in range(n)]
        return tuple((day, tuple(found.get(day + timedelta(days=n), 0) for n in range(7))) for day in starts)

    def notes_of(self, monday: date) -> str:
        """Return what is special about the week that begins on *monday*."""
        days = (monday + timedelta(days=n) for n in range(7))
        return "; ".join(f"{day:%a} {self.notes[day]}" for day in days if day in self.notes)

    def to_json(self) -> dict[str, Any]:
        """Return ``{"programme", "version", "people", "seed", "mails", "answered", "calendar", "notes", "ledger"}``.

        ``calendar`` is a list of ``{"day", "mails"}``, ``notes`` one of ``{"day", "what"}``, ``ledger`` as `ledger`
        prints it.
        """
        return {
            "programme": self.programme,
            "version": self.version,
            "workshop_on": self.workshop_on.isoformat(),
            "people": self.people,
            "seed": self.seed,
            "from": self.began.isoformat(),
            "until": self.ended.isoformat(),
            "mails": len(self.mails),
            "answered": self.answered,
            "calendar": [{"day": day.isoformat(), "mails": n} for day, n in sorted(self.by_day.items())],
            "notes": [{"day": day.isoformat(), "what": what} for day, what in sorted(self.notes.items())],
            "ledger": self.ledger.to_json(),
        }


def drawn_up(
    house: House,
    new: NewCohort,
    began: datetime,
    ended: datetime,
    acts: tuple[Act, ...],
    answered: int,
    files: Mapping[str, str],
) -> Rehearsed:
    """Return what stands in the rehearsal's database when it is over."""
    programme = programme_from(new.programme_text, new.programme_file)
    with house.store.read() as session:
        cohort = cohorts.called(session, new.name)
        mails = tuple(rehearsals.sent_mails(session, cohort.id or 0))
        zones, places = rehearsals.zones(session, cohort.id or 0), rehearsals.places(session, cohort.id or 0)
    days = [one.local_day for one in mails] or [began.date()]
    return Rehearsed(
        programme=programme.name, title=programme.title, version=programme.version, workshop_on=new.workshop_on,
        people=sum(n for *_, n in places), seed=new.seed, began=began, ended=ended, mails=mails,
        titles={"": QUESTION} | {step.name: step.title for step in programme.steps},
        notes=_notes(zones, places, new.workshop_on, min(days), max(days)), answered=answered,
        ledger=ledger(house, new.name, ended), files=files, acts=acts,
    )  # fmt: skip


def _notes(
    zones: Sequence[str], places: Sequence[tuple[str, str, int]], workshop_on: date, first: date, last: date
) -> dict[date, str]:
    """Return what is special about days from *first* to *last*: the workshop, holidays, clocks that change."""
    said: dict[date, list[str]] = {workshop_on: ["the workshop"]}
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    for day, name in _holidays(places, days):
        said.setdefault(day, []).append(name)
    for zone in zones:
        for day in days:
            if way := _clock_change(zone, day):
                said.setdefault(day, []).append(f"clocks go {way} ({zone})")
    return {day: ", ".join(dict.fromkeys(words)) for day, words in said.items()}


def _holidays(places: Sequence[tuple[str, str, int]], days: Sequence[date]) -> list[tuple[date, str]]:
    """Return (day, holiday) on weekdays; one that not everybody has names where, and for how many people."""
    found: dict[tuple[date, str], list[tuple[str, int]]] = {}
    for country, region, people in places:
        off = calendar_of("UTC", country, region, around=days[0]).days_off
        for day in days:
            if day in off and day.weekday() < 5:
                found.setdefault((day, off[day]), []).append((region or country, people))
    return [
        (
            day,
            name if len(where) == len(places) else f"{name} ({', '.join(code for code, _ in where)}: {_count(where)})",
        )
        for (day, name), where in sorted(found.items())
    ]


def _count(where: Sequence[tuple[str, int]]) -> str:
    people = sum(n for _, n in where)
    return "1 person" if people == 1 else f"{people} people"


def _clock_change(zone: str, day: date) -> str:
    """Return "forward" or "back" for a day on which the clocks of *zone* change, else ""."""
    start, end = (datetime(one.year, one.month, one.day, tzinfo=ZoneInfo(zone)) for one in (day, day + timedelta(1)))
    before, after = start.utcoffset() or timedelta(0), end.utcoffset() or timedelta(0)
    return "" if before == after else "forward" if after > before else "back"
