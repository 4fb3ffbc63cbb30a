"""The disclosure of a cohort: made from what is in force, frozen with the cohort, and kept when something changes."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from actions.agreeing import smallest
from actions.contents import programme_from
from actions.house import House
from actions.signing_in import SESSION_LASTS
from coaching.designs import design_in, in_words
from coaching.disclosure import Disclosure, disclosure
from coaching.errors import NotFound, Refused
from coaching.experiments import in_words as tried_in_words
from coaching.facts import Facts
from coaching.programmes import Programme
from coaching.seeing import Who
from coaching.tokens import OWN_PAGE_LASTS
from coaching.web_addresses import host_of
from content.endpoints import read_endpoint
from storage import agreements, cohorts, disclosures
from storage.rows import CohortRow, DisclosureRow

OWN_PLACE = "an address that a person has of their own"


@dataclass(frozen=True, slots=True)
class Disclosed:
    """One version of a cohort's disclosure, of *versions*; *page* is `Disclosure` as plain values."""

    cohort: str
    version: int
    versions: int
    made_at: datetime
    page: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Return ``{"cohort", "version", "versions", "made_at"}`` and the page's parts."""
        return {
            "cohort": self.cohort,
            "version": self.version,
            "versions": self.versions,
            "made_at": self.made_at.isoformat(),
        } | dict(self.page)


def disclose(house: House, cohort_name: str, now: datetime, version: int | None = None) -> Disclosed:
    """Return the disclosure in force, or an earlier *version*. What has changed since the last one makes a new one.

    Raises:
        NotFound: there is no such cohort, or no such version.
    """
    with house.store.write() as session:
        cohort = cohorts.called(session, cohort_name)
        latest = freeze(house, session, cohort, now)
        row = latest if version is None else disclosures.find(session, cohort.id or 0, version)
        if row is None:
            known = tuple(str(n + 1) for n in range(latest.version))
            raise NotFound(f"version of the disclosure of '{cohort_name}' numbered", version, known)
        session.commit()
    return Disclosed(cohort.name, row.version, latest.version, row.made_at, row.page)


def freeze(house: House, session: Session, cohort: CohortRow, now: datetime) -> DisclosureRow:
    """Return the version in force, kept if it says anything the last one does not, in the caller's transaction."""
    page = current(house, session, cohort).to_json()
    last = disclosures.find(session, cohort.id or 0)
    if last is not None and last.page == page:
        return last
    return disclosures.add(session, cohort.id or 0, (last.version if last else 0) + 1, page, now)


def current(house: House, session: Session, cohort: CohortRow) -> Disclosure:
    """Return the page that the settings in force make for a cohort."""
    row = cohorts.programme_of(session, cohort.programme_id)
    programme = programme_from(row.text, row.name)
    days = {step.after_days or 0 for step in programme.grid if not step.is_pulse}
    bears = disclosures.bearing(session, cohort.id or 0)
    hours = house.hours
    posted = _hosts(house, str(cohort.settings.get("webhook", "")), bears.webhooks)
    return disclosure(
        Facts(
            cohort=cohort.name,
            programme=programme.title,
            version=programme.version,
            workshop_on=cohort.workshop_on,
            mails=len(days),
            weeks=-(-max(days, default=0) // 7),
            consent=str(cohort.settings.get("consent", "notice")),
            coached=bool(bears.roles - {Who.LINE_MANAGER}),
            managers=Who.LINE_MANAGER in bears.roles,
            observers=bears.observers,
            replies=bool(house.reply_address),
            drawn=bears.drawn or bool(programme.experiments),
            min_cell=smallest(house, cohort),
            answer_days=house.answer_days,
            task_at=f"{hours.task_at:%H:%M}",
            check_in_at=f"{hours.check_in_at:%H:%M}",
            quiet=f"{hours.quiet_from:%H:%M}-{hours.quiet_until:%H:%M}",
            zone=cohort.zone,
            country=cohort.country,
            address=house.public_url,
            mail_servers=house.mail_servers,
            chats=posted[True],
            programs=posted[False],
            own_page_days=OWN_PAGE_LASTS.days,
            session_hours=int(SESSION_LASTS.total_seconds() // 3600),
            design=_drawn(cohort, programme),
            manager_mails=0 if cohort.settings.get("consent") == "opt-in" else len(programme.managers),
            events=bool(cohort.settings.get("events")),
            agreements=agreements.offered(cohort),
        )
    )


def _hosts(house: House, of_cohort: str, of_people: Collection[str]) -> dict[bool, tuple[str, ...]]:
    """Return the places that messages may be posted to: chats under True, programs under False.

    A person's own is named only where it is a service that many share: the page is kept, and a host can be a name.
    """
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for one in filter(None, {of_cohort, *of_people}):
        with suppress(Refused):  # nothing is posted to an address that is refused by now
            place = read_endpoint(one, house.webhook_loopback)
            shown = host_of(place.url) if one == of_cohort else place.service
            found[place.is_chat].add(shown or OWN_PLACE)
    return {is_chat: tuple(sorted(hosts)) for is_chat, hosts in found.items()}


def _drawn(cohort: CohortRow, programme: Programme) -> str:
    """Return what a draw decides for a cohort, in sentences; "" for nothing."""
    design = design_in(cohort.settings)
    said = [in_words(design)] if design else []
    said += [tried_in_words(one) for one in programme.experiments]
    return " ".join(said)
