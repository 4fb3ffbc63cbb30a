"""``/ld/COHORT/people``: delivery by name, and what staff may do for a person or for everybody in a cohort."""

from collections.abc import Callable
from datetime import date
from functools import partial

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from actions.desk import standing
from actions.desk.cohort import Person, people_of
from actions.desk.standing import Order
from actions.desk.works import Telling, Work
from actions.house import House
from actions.signing_in import Staff
from answers.desk.entering import Desk, Entered
from answers.desk.showing import away_to, cohort_path, desk_page
from answers.door import door_of
from answers.staff import LOOK, Office, note_look
from coaching.errors import Refused

router = APIRouter(include_in_schema=False)
ALL = "all"
"""The last word of the address of everybody; keys of people begin otherwise."""
TITLES = {"pause": "Pausing", "resume": "Going on", "away": "Noting days away", "leave": "Ending", "erase": "Erasing"}
SURE = ("leave", "erase")
"""What cannot be undone, and takes a tick."""


@router.api_route("/ld/{cohort:path}/people", methods=LOOK)
def people(request: Request, who: Office, cohort: str) -> Response:
    """List delivery by name."""
    note_look(request, who, "people", cohort)
    found = people_of(door_of(request).house, cohort)
    return desk_page(request, who, "people", cohort=cohort, path=cohort_path(cohort), people=found)


@router.api_route("/ld/{cohort:path}/people/{key}", methods=LOOK)
def person(request: Request, who: Office, cohort: str, key: str) -> Response:
    """Show what can be done for one person, or with ``all`` for everybody."""
    note_look(request, who, "person", cohort)
    return _person(request, who, cohort, key)


def _person(request: Request, who: Staff, cohort: str, key: str, fault: str = "", status: int = 200) -> Response:
    house = door_of(request).house
    one: Person | None = None if key == ALL else people_of(house, cohort, key)[0]
    many = len(people_of(house, cohort)) if one is None else 1
    path = cohort_path(cohort)
    return desk_page(
        request, who, "person", status, cohort=cohort, path=path, key=key, one=one, many=many, fault=fault,
        today=door_of(request).clock().date(),
    )  # fmt: skip


@router.post("/ld/{cohort:path}/people/{key}")
def act(request: Request, who: Office, cohort: str, key: str, entered: Desk) -> Response:
    """Do it while a page says how far it is; what cannot be undone takes a tick."""
    wish, door = entered.get("do"), door_of(request)
    if wish not in TITLES or (wish == "erase" and key == ALL):
        raise HTTPException(422)
    if wish in SURE and not entered.get("sure"):
        return _person(request, who, cohort, key, "Tick the box first: this cannot be undone.", 422)
    order = Order(cohort, "" if key == ALL else key, who.recipient_id, door.clock())
    try:
        doing = _doing(wish, entered)
    except Refused as refused:
        return _person(request, who, cohort, key, str(refused), 422)
    total = len(people_of(door.house, cohort)) if key == ALL else 1
    path = cohort_path(cohort)
    back = f"{path}/people" if wish == "erase" else f"{path}/people/{key}"
    work = Work(f"{TITLES[wish]} in {cohort}", total, back, back)
    return away_to(f"/ld/work/{door.works.begin(work, partial(doing, door.house, order))}")


def _doing(wish: str, entered: Entered) -> Callable[[House, Order, Telling], None]:
    if wish != "away":
        return {"pause": standing.pause, "resume": standing.resume, "leave": standing.leave,
                "erase": standing.erase}[wish]  # fmt: skip
    first, last = (_day(entered.get(name)) for name in ("from", "until"))
    return lambda house, order, telling: standing.away(house, order, first, last, telling)


def _day(seen: str) -> date:
    try:
        return date.fromisoformat(seen)
    except ValueError:
        raise Refused("Choose the first and the last day away.") from None
