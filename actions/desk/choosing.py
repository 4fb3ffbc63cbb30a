"""What is chosen for a draft: programme, day, name, coach, place, consent; checked field by field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from actions.desk.drafts import Draft
from actions.desk.shelf import owns
from actions.enrolling import CONSENTS, NewCohort
from actions.house import House
from actions.plans.calendars import check_place
from coaching.cohort_names import check_name
from coaching.errors import Refused
from coaching.programmes import Programme
from coaching.years import check_year
from coaching.zones import check_zone
from content.addresses import check_address
from content.reader import load, shipped, source_text
from storage import cohorts

FIELDS = ("name", "programme", "workshop_on", "coach", "zone", "country", "consent")
"""The fields of the form."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A programme to choose: its name, its title, whose ideas it holds, and how many mails it sends.

    *version* is that of one of the team's own, 0 for one that comes with the product.
    """

    name: str
    title: str
    source: str
    mails: int
    days: int
    version: int = 0


def offered(house: House) -> tuple[Offered, ...]:
    """Return the programmes that come with the product, then the team's own."""
    ships = [as_offered(name, load(name)) for name in shipped()]
    return (*ships, *(as_offered(one.key, one.programme, one.programme.version) for one in owns(house)))


def as_offered(name: str, one: Programme, version: int = 0) -> Offered:
    """Return what a programme looks like in a list."""
    days = {step.after_days or 0 for step in one.grid if not step.is_pulse}
    source = f"{one.source.author}: {one.source.title}".removeprefix(": ") if one.source else ""
    return Offered(name, one.title, source, len(days), max(days, default=0), version)


def faults_of(house: House, choices: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with *choices*, a sentence a field; nothing where a cohort can be made of them."""
    checks: dict[str, Callable[[str], object]] = {
        "name": lambda seen: _name(house, seen), "programme": lambda seen: _text(house, seen), "workshop_on": _day,
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
        if held := cohorts.alike(session, seen):
            raise Refused(f"There is a cohort '{held}'. Choose another name.")


def _text(house: House, seen: str) -> str:
    """Return the text of the programme that was chosen: one that ships, or one on this organisation's own list."""
    own = {one.key: one.text for one in owns(house)} if "@" in seen else {}
    if seen in own:
        return own[seen]
    if seen not in shipped():
        raise Refused("Choose a programme.")
    return source_text(seen)


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


def cohort_of(house: House, draft: Draft) -> NewCohort:
    """Return what the enrolment of a draft is for.

    Raises:
        Refused: something has not been chosen yet.
    """
    said = {field: draft.choices.get(field, "").strip() for field in FIELDS}
    text, name = _text(house, said["programme"]), said["programme"].partition("@")[0]
    return NewCohort(
        name=said["name"], programme_text=text, programme_file=f"{name}.yaml",
        workshop_on=_day(said["workshop_on"]), coach=said["coach"], consent=said["consent"], zone=said["zone"],
        country=said["country"].upper(), design=draft.choices.get("design", ""),
        stratify=draft.choices.get("stratify", ""), pooled=bool(draft.choices.get("pooled")),
    )  # fmt: skip
