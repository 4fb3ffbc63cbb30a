"""The desk's pages from a roster to a start, with faults and without, and what follows it."""

from collections.abc import Callable
from pathlib import Path

import httpx
from sqlalchemy import update
from sqlmodel import col

from actions.desk import works
from actions.desk.works import Telling, Work
from storage import works as storage_works
from storage.moments import utc_in
from storage.rows import WorkRow
from tests import make
from tests.answers.desk import CHOICES, ROSTER, fill, keys, office
from tests.answers.visitors import Visit

Keep = Callable[[str, httpx.Response], str]


def desk_pages(folder: Path, keep: Keep) -> None:
    """Hand the pages of a desk to *keep*, by name."""
    visit = office(Visit(folder / "desk"))
    keep("desk: empty", visit.get("/ld"))
    keep("desk: new", visit.get("/ld/new"))
    keep("desk: no file", fill(visit, "/ld/new"))
    path = fill(visit, "/ld/new", file=ROSTER).headers["location"].rpartition("/")[0]
    for step in ("people", "people?row=2", "choices", "plan", "comparison", "start"):
        keep(f"desk: unfinished {step}", visit.get(f"{path}/{step}"))
    keep("desk: nothing chosen", fill(visit, f"{path}/choices"))
    fill(visit, f"{path}/people", r3c0="bo@example.org", r3c2="")
    fill(visit, f"{path}/choices", **CHOICES)
    for step in ("people", "choices", "plan?person=ada@example.org", "comparison", "start",
                 "comparison?kind=stepped-start&weeks=2&parts=5", "comparison?kind=wait-list&weeks=99"):  # fmt: skip
        keep(f"desk: finished {step}", visit.get(f"{path}/{step}"))
    _shelf(visit, keep, path)
    _works(visit, keep)
    keep("desk: with drafts", visit.get("/ld"))
    _cohort(visit, keep)


def _shelf(visit: Visit, keep: Keep, draft: str) -> None:
    """Keep the pages of a programme of one's own: none yet, with errors, kept, and to be chosen."""
    place = "/ld/new/programme"
    keep("desk: own programmes", visit.get(place))
    keep("desk: own programme with errors", fill(visit, place, text=make.SHORT.replace("primary: li", "primary: l")))
    kept = fill(visit, place, text=make.SHORT).headers["location"]
    keep("desk: own programme kept", visit.get(kept))
    keep("desk: own programmes listed", visit.get(place))
    keep("desk: own programme to choose", visit.get(f"{draft}/choices"))


def _works(visit: Visit, keep: Keep) -> None:
    """Keep the page of long work under way, done and failed; nothing runs behind them."""
    ends: dict[str, dict[str, str]] = {
        "under-way": {}, "done": {"says": "40 people are enrolled."}, "failed": {"fault": "Choose another name."},
        "quiet": {}, "lost": {},
    }  # fmt: skip
    for key, how in ends.items():
        works.begin(visit.house, Work("Starting Bremen", 40, "/ld/Bremen", "/ld", key), "somebody")
        works.heard(visit.house, Telling(key, "somebody", 12))
        with visit.house.store.write() as session:
            if how:
                storage_works.end(session, key, "somebody", **how)
            if silent_s := {"quiet": 20, "lost": 60}.get(key):
                session.execute(update(WorkRow).where(col(WorkRow.key) == key).values(heard_at=utc_in(-silent_s)))
            session.commit()
        keep(f"desk: work {key}", visit.get(f"/ld/work/{key}"))


def _cohort(visit: Visit, keep: Keep) -> None:
    office(visit.enroll(make.PEOPLE).send(make.berlin("2026-12-20")))
    keep("desk: missed", visit.get("/ld/Hamburg/ledger?live=1"))
    one = f"/ld/Hamburg/people/{keys(visit, 'Hamburg')[0]}"
    keep("desk: person", visit.get(one))
    keep("desk: not ticked", fill(visit, one, do="erase"))
    edited = make.SHORT.replace("version: 1", "version: 2").replace("after_days: 14", "after_days: 40")
    for name, text in (("difference", edited), ("no difference", "nonsense: [")):
        answer = fill(visit, "/ld/Hamburg/programme", text=text)
        keep(f"desk: {name}", visit.get(answer.headers["location"]))
