"""``/ld/new`` and ``/ld/draft/KEY``: from a roster to a cohort, one thing a page, each kept as soon as it is saved."""

import re
from functools import partial
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from actions.desk import choosing, comparing, drafts, mending
from actions.desk.drafts import Draft
from actions.desk.planning import plan_of_draft
from actions.desk.starting import check, start
from actions.desk.works import Work
from actions.signing_in import Staff
from answers.desk.entering import Desk
from answers.desk.showing import STEPS, away_to, cohort_path, desk_page
from answers.door import Door, door_of
from answers.staff import LOOK, Office
from coaching.designs import in_words, parse
from coaching.errors import Refused

router = APIRouter(include_in_schema=False)
CELL = re.compile(r"r(\d{1,7})c(\d{1,4})")
MOST_LISTED = 200


@router.api_route("/ld/new", methods=LOOK)
def new(request: Request, who: Office) -> Response:
    """Show where a roster is handed in."""
    return desk_page(request, who, "new", fault="")


@router.post("/ld/new")
def hand_in(request: Request, who: Office, entered: Desk) -> Response:
    """Keep the roster as a draft; a file that is none is refused with a sentence, and nothing is kept."""
    door = door_of(request)
    file = entered.file
    if file is None and entered.get("pasted"):
        file = ("pasted.csv", entered.get("pasted").encode())
    try:
        if file is None:
            raise Refused("Choose a file, or paste the table.")
        key = drafts.begin(door.house, *file, door.clock())
    except Refused as refused:
        return desk_page(request, who, "new", 422, fault=str(refused))
    return away_to(f"/ld/draft/{key}/people")


def draft_page(
    request: Request, who: Staff, draft: Draft, step: str, status: int = 200, **values: Any
) -> Response:  # fmt: skip
    """Return one step of a draft, with the way through all of them."""
    way = [(f"/ld/draft/{draft.key}/{name}", title, name == step) for name, title in STEPS]
    nth = [name for name, _ in STEPS].index(step)
    after = way[nth + 1][:2] if nth + 1 < len(way) else None
    return desk_page(request, who, f"draft_{step}", status, draft=draft, way=way, after=after, **values)


@router.api_route("/ld/draft/{key}", methods=LOOK)
def draft(request: Request, who: Office, key: str) -> Response:
    """Lead to the first step of a draft."""
    return away_to(f"/ld/draft/{drafts.draft_of(door_of(request).house, key).key}/people")


@router.api_route("/ld/draft/{key}/people", methods=LOOK)
def people(request: Request, who: Office, key: str, row: int = 0, saved: int = 0) -> Response:
    """Show the roster, rows with faults open for typing; ``?row=7`` opens that one too."""
    found = drafts.draft_of(door_of(request).house, key)
    seen = mending.people_of(found, found.choices.get("country", "").upper(), [row] if row else [])
    return draft_page(request, who, found, "people", people=seen, most=MOST_LISTED, saved=bool(saved))


@router.post("/ld/draft/{key}/people")
def mend(request: Request, who: Office, key: str, entered: Desk) -> Response:
    """Keep what was typed into cells, and which rows are left out."""
    cells = {(int(at[1]), int(at[2])): text for name, text in entered.fields.items() if (at := CELL.fullmatch(name))}
    shown = {row for row, _ in cells}
    out = {row for row in shown if entered.get(f"out{row}")}
    mending.mend(door_of(request).house, key, cells, shown, out)
    return away_to(f"/ld/draft/{key}/people?saved=1")


@router.post("/ld/draft/{key}/drop")
def drop(request: Request, who: Office, key: str, entered: Desk) -> Response:
    """Throw a draft away."""
    drafts.drop(door_of(request).house, key)
    return away_to("/ld")


@router.api_route("/ld/draft/{key}/choices", methods=LOOK)
def choices(request: Request, who: Office, key: str) -> Response:
    """Show what there is to choose, and what was chosen."""
    found = drafts.draft_of(door_of(request).house, key)
    faults = choosing.faults_of(door_of(request).house, found.choices) if found.choices else {}
    return _choices(request, who, found, faults)


def _choices(request: Request, who: Staff, found: Draft, faults: dict[str, str], status: int = 200) -> Response:
    house = door_of(request).house
    said = {field: found.choices.get(field, "") for field in choosing.FIELDS}
    usual = {"zone": house.zone, "country": house.country}
    told = dict.fromkeys(choosing.FIELDS, "") | faults
    return draft_page(
        request,
        who,
        found,
        "choices",
        status,
        said=said,
        faults=told,
        wrong=len(faults),
        offered=choosing.offered(house),
        usual=usual,
    )


@router.post("/ld/draft/{key}/choices")
def choose(request: Request, who: Office, key: str, entered: Desk) -> Response:
    """Keep what was chosen; where something is wrong the page says so, and it is kept all the same."""
    door = door_of(request)
    said = {field: entered.get(field)[:200] for field in choosing.FIELDS}
    found = drafts.choose(door.house, key, said)
    faults = choosing.faults_of(door.house, found.choices)
    if faults:
        return _choices(request, who, found, faults, 422)
    return away_to(f"/ld/draft/{key}/plan")


def missing_of(door: Door, found: Draft) -> tuple[str, str]:
    """Return the sentence and the address of what keeps this draft from a plan, ("", "") where nothing does."""
    place = f"/ld/draft/{found.key}"
    seen = mending.people_of(found, found.choices.get("country", "").upper())
    if seen.faulty or not seen.ready:
        return "Some rows still have faults.", f"{place}/people"
    if choosing.faults_of(door.house, found.choices):
        return "Something is still to be chosen.", f"{place}/choices"
    return "", ""


def _too_weak(door: Door, found: Draft) -> tuple[str, str]:
    """Return what keeps a draft with its comparison from a start, as `_missing`."""
    try:
        comparing.check(door.house, found)
    except Refused as refused:
        return str(refused), f"/ld/draft/{found.key}/comparison"
    return "", ""


@router.api_route("/ld/draft/{key}/plan", methods=LOOK)
def plan(request: Request, who: Office, key: str, person: str = "") -> Response:
    """Show the plan as a calendar and by step; ``?person=ada@example.org`` shows every date of one person."""
    door = door_of(request)
    found = drafts.draft_of(door.house, key)
    missing = missing_of(door, found)
    made = None if missing[0] else plan_of_draft(door.house, found, door.clock(), person)
    return draft_page(request, who, found, "plan", missing=missing, plan=made, person=person)


@router.api_route("/ld/draft/{key}/start", methods=LOOK)
def ready(request: Request, who: Office, key: str) -> Response:
    """Show what starting will do, with the button that does it."""
    door = door_of(request)
    found = drafts.draft_of(door.house, key)
    missing = missing_of(door, found)
    missing = missing if missing[0] else _too_weak(door, found)
    made = None if missing[0] else plan_of_draft(door.house, found, door.clock())
    on = choosing.cohort_of(door.house, found).workshop_on if made else None
    return draft_page(
        request,
        who,
        found,
        "start",
        missing=missing,
        plan=made,
        said=found.choices,
        on=on,
        design=_drawn(found),
    )


def _drawn(found: Draft) -> str:
    """Return what a draw decides, in words, "" for nothing."""
    written = found.choices.get("design")
    return in_words(parse(written, found.choices.get("stratify", ""))) if written else ""


@router.post("/ld/draft/{key}/start")
def begin(request: Request, who: Office, key: str, entered: Desk) -> Response:
    """Start: everybody is enrolled while a page says how far it is."""
    door = door_of(request)
    known = door.works.find(key)
    if known is None or known.may_begin_again:
        found = drafts.draft_of(door.house, key)
        check(door.house, found)
        total, name = len(found.roster.people), found.choices["name"]
        if not total:
            raise HTTPException(422)
        work = Work(f"Starting {name}", total, cohort_path(name), f"/ld/draft/{key}/start")
        door.works.begin(work, partial(start, door.house, key, door.clock()), key)
    return away_to(f"/ld/work/{key}")


@router.api_route("/ld/work/{key}", methods=LOOK)
def work(request: Request, who: Office, key: str) -> Response:
    """Show how far a piece of long work is; the page looks again by itself while it lasts."""
    found = door_of(request).works.find(key)
    if found is None:
        raise HTTPException(404)
    shown = desk_page(request, who, "work", work=found)
    if not found.is_over:
        shown.headers["refresh"] = "5" if found.is_lost else "1"
    return shown
