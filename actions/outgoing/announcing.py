"""Other programs are told what happens in a cohort: answered, left, finished; so many people, never who.

An announcement names at least as many people as a figure must have, and never leaves fewer than that untold, so that
no row of them tells what one person did. It is posted again under the same id until the endpoint takes it.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from sqlmodel import Session

from actions.contents import programme_from
from actions.house import House
from actions.outgoing.posting import TakesWeb
from coaching.errors import Refused
from content.endpoints import PLAIN, read_endpoint
from delivery.channel import Channel, Lane
from delivery.in_order import ways_of
from delivery.web_signing import pack
from storage import announcements, cohorts
from storage.announcements import Told
from storage.rows import AnnouncementRow, CohortRow

LEASE = timedelta(minutes=5)
BATCH = 100
WAITS = tuple(timedelta(minutes=n) for n in (1, 5, 30, 120, 600, 1440))
"""How long after each failed attempt it is tried again; after the last it is given up. Our choice, unmeasured."""


def announce(house: House, channel: Channel, now: datetime) -> int:
    """Plan and post what is to be announced at *now*; return how many postings were taken."""
    first = ways_of(channel)[0]  # the way to web addresses is the same beside each relay
    if not isinstance(first, TakesWeb) or not _is_wanted(house):
        return 0
    takes = first.takes
    with house.store.write() as session:
        cohorts.lock(session)
        for cohort in announcements.wanting(session):
            for what, step, people in news(session, cohort, max(house.min_cell, _min_cell(cohort))):
                announcements.add(session, cohort.id or 0, what, step, people, now)
        session.flush()
        due = announcements.due(session, now, LEASE, BATCH)
        session.commit()
    if not due:
        return 0
    with first.lane() as lane:
        return sum(_post(house, takes, lane, one, now) for one in due)


def _is_wanted(house: House) -> bool:
    with house.store.read() as session:
        return bool(announcements.wanting(session))


def _min_cell(cohort: CohortRow) -> int:
    return int(cohort.settings.get("min_cell", 0))


def news(session: Session, cohort: CohortRow, least: int) -> Iterator[tuple[str, str, int]]:
    """Yield (what, step, how many more people) of what can be told about a cohort by now."""
    id_ = cohort.id or 0
    told, everybody = announcements.announced(session, id_), announcements.enrolled(session, id_)
    seen = {("answered", step): n for step, n in announcements.answered(session, id_).items()}
    seen["left", ""] = announcements.left(session, id_)
    for key, n in seen.items():
        if n - told.get(key, 0) >= least and everybody - n >= least:
            yield (*key, n - told.get(key, 0))
    if ("finished", "") not in told and announcements.is_finished(session, id_):
        yield "finished", "", everybody


def _post(house: House, takes: Callable[[str], bool], lane: Lane, told: Told, now: datetime) -> bool:
    outcome = None
    url = str(told.settings.get("events", ""))
    if url and takes(url):
        outcome = lane.send("", url, pack(told.key, body(told)))
    is_taken = outcome is not None and outcome.state == "sent"
    attempts = told.attempts + 1
    is_last = outcome is None or outcome.reason == "gone" or attempts > len(WAITS)
    state = "sent" if is_taken else "given_up" if is_last else "waiting"
    reason = outcome.reason if outcome else "no_such_address"
    wait = timedelta(0) if state != "waiting" else WAITS[attempts - 1]
    with house.store.write() as session:
        announcements.record(session, told.id, state, reason, attempts, now + wait)
        session.commit()
    return is_taken


def body(told: Told) -> bytes:
    """Return the JSON of an announcement; the same at every attempt."""
    titles = {step.name: step.title for step in programme_from(told.text, told.programme).steps}
    data = {"id": told.key, "cohort": told.cohort, "programme": told.programme, "people": told.people}
    data |= {"step": told.step, "title": titles.get(told.step, told.step)} if told.step else {}
    said = {"type": f"cohort.{told.what}", "timestamp": told.made_at.isoformat(), "data": data}
    return json.dumps(said, ensure_ascii=False).encode()


def choose_endpoint(house: House, cohort_name: str, written: str) -> str:
    """Let the events of a cohort be posted to *written* ("" to nobody) and return it as it is kept.

    Raises:
        NotFound: there is no such cohort. Refused: it is no web address of a program of your own.
    """
    where = read_endpoint(written, house.webhook_loopback) if written.strip() else None
    if where is not None and where.form != PLAIN:
        raise Refused("This is a chat. Events go to a program of your own, which can check their signature.")
    with house.store.write() as session:
        cohort = cohorts.called(session, cohort_name)
        cohort.settings = cohort.settings | {"events": where.url if where else ""}
        session.add(cohort)
        session.commit()
    return where.url if where else ""


def try_endpoint(house: House, cohort_name: str, now: datetime) -> None:
    """Plan one announcement that says nothing, to see whether it arrives; raises as `choose_endpoint`."""
    with house.store.write() as session:
        cohort = cohorts.called(session, cohort_name)
        if not cohort.settings.get("events"):
            raise Refused("Save an address first.")
        announcements.add(session, cohort.id or 0, "tested", "", 0, now)
        session.commit()


def events_of(house: House, cohort_name: str) -> tuple[str, tuple[AnnouncementRow, ...]]:
    """Return where the events of a cohort are posted, and the latest of them."""
    with house.store.read() as session:
        cohort = cohorts.called(session, cohort_name)
        return str(cohort.settings.get("events", "")), tuple(announcements.latest(session, cohort.id or 0, 20))
