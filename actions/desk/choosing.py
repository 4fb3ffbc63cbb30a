"""What is chosen for a draft: programme, day, name, coach, place, consent; checked field by field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from actions.desk.drafts import Draft
from actions.enrolling import CONSENTS, NewCohort
from actions.house import House
from actions.plans.calendars import check_place
from coaching.cohort_names import check_name
from coaching.errors import Refused
from coaching.years import check_year
from coaching.zones import check_zone
from content.addresses import check_address
from content.reader import load, shipped, source_text
from storage import cohorts

FIELDS = ("name", "programme", "workshop_on", "coach", "zone", "country", "consent")
"""The fields of the form."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A programme to choose: its name, its title, whose ideas it holds, and how many mails it sends."""

    name: str
    title: str
    source: str
    mails: int
    days: int


def offered() -> tuple[Offered, ...]:
    """Return the programmes that come with the product."""
    found = []
    for name in shipped():
        one = load(name)
        days = {step.after_days or 0 for step in one.grid if not step.is_pulse}
        source = f"{one.source.author}: {one.source.title}".removeprefix(": ") if one.source else ""
        found.append(Offered(name, one.title, source, len(days), max(days)))
    return tuple(found)


def faults_of(house: House, choices: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with *choices*, a sentence a field; nothing where a cohort can be made of them."""
    checks: dict[str, Callable[[str], object]] = {
        "name": lambda seen: _name(house, seen), "programme": _programme, "workshop_on": _day,
        "coach": lambda seen: seen and check_address(seen), "zone": lambda seen: seen and check_zone(seen),
        "country": _country, "consent": _consent,
    }  # fmt: skip
    found = {}
    for field, check in checks.items():
        try:
            check(choices.get(field, "").strip())
        except Refused as refused:
            found[field] = str(refused)
    return found


def _name(house: House, seen: str) -> None:
    check_name(seen)
    with house.store.read() as session:
        if cohorts.find(session, seen):
            raise Refused(f"There is a cohort '{seen}'. Choose another name.")


def _programme(seen: str) -> None:
    if seen not in shipped():
        raise Refused("Choose a programme.")


def _day(seen: str) -> date:
    try:
        day = date.fromisoformat(seen)
    except ValueError:
        raise Refused("Choose the day of the workshop.") from None
    check_year("The day of the workshop", day, "2026-12-02")
    return day


def _country(seen: str) -> None:
    if seen:
        check_place(seen.upper(), "")


def _consent(seen: str) -> None:
    if seen not in CONSENTS:
        raise Refused("Choose how people come in.")


def cohort_of(draft: Draft) -> NewCohort:
    """Return what the enrolment of a draft is for.

    Raises:
        Refused: something has not been chosen yet.
    """
    said = {field: draft.choices.get(field, "").strip() for field in FIELDS}
    _programme(said["programme"])
    return NewCohort(
        name=said["name"], programme_text=source_text(said["programme"]), programme_file=f"{said['programme']}.yaml",
        workshop_on=_day(said["workshop_on"]), coach=said["coach"], consent=said["consent"], zone=said["zone"],
        country=said["country"].upper(), design=draft.choices.get("design", ""),
        stratify=draft.choices.get("stratify", ""), pooled=bool(draft.choices.get("pooled")),
    )  # fmt: skip
