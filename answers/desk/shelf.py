"""``/ld/new/programme``: a programme that the team wrote, with its faults in a table, kept once it is sound."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from actions.desk import choosing, shelf
from actions.signing_in import Staff
from answers.desk.entering import Desk, Entered
from answers.desk.showing import as_file, away_to, desk_page
from answers.door import door_of
from answers.staff import LOOK, Office
from coaching.errors import Refused
from content.beginning import begun
from content.lint import Fault

router = APIRouter(include_in_schema=False)
MOST_LISTED = 100
"""Faults on one page; more are counted."""
STARTS_AS = "our-programme"
"""What the file to start from is called."""


@router.api_route("/ld/new/programme", methods=LOOK)
def bring(request: Request, who: Office) -> Response:
    """Show where a programme is handed in, and those that were."""
    return _page(request, who)


def _page(
    request: Request, who: Staff, status: int = 200, text: str = "", fault: str = "", faults: tuple[Fault, ...] = ()
) -> Response:  # fmt: skip
    return desk_page(
        request, who, "shelf", status, owns=shelf.owns(door_of(request).house), text=text, fault=fault,
        faults=faults[:MOST_LISTED], more=max(0, len(faults) - MOST_LISTED),
    )  # fmt: skip


@router.post("/ld/new/programme")
def hand_in(request: Request, who: Office, entered: Desk) -> Response:
    """Keep a sound programme; of any other say what is wrong, line by line, and keep nothing."""
    door, text = door_of(request), ""
    try:
        text = _text(entered)
        key = shelf.keep(door.house, text, who.recipient_id, door.clock())
    except shelf.Unsound as unsound:
        return _page(request, who, 422, text, faults=unsound.args[1])
    except Refused as refused:
        return _page(request, who, 422, text[: shelf.LARGEST], str(refused))
    return away_to(f"/ld/new/programme/{key}?kept=1")


def _text(entered: Entered) -> str:
    if entered.file:
        return shelf.text_of_file(*entered.file)
    return entered.fields.get("text", "")


@router.api_route("/ld/new/programme.yaml", methods=LOOK)
def blank(request: Request, who: Office) -> Response:
    """Return a complete, commented programme to start from."""
    return as_file(begun(STARTS_AS).encode(), f"{STARTS_AS}.yaml", "application/yaml; charset=utf-8")


@router.api_route("/ld/new/programme/{key}", methods=LOOK)
def own(request: Request, who: Office, key: str, kept: int = 0) -> Response:
    """Show a programme that is kept: what it is, what could be better, and the way to its preview."""
    found = shelf.own_of(door_of(request).house, key)
    seen = choosing.as_offered(found.key, found.programme)
    return desk_page(
        request, who, "own_programme", own=found, seen=seen, kept=bool(kept), faults=found.warnings[:MOST_LISTED],
        more=max(0, len(found.warnings) - MOST_LISTED),
    )  # fmt: skip


@router.post("/ld/new/programme/{key}")
def take_off(request: Request, who: Office, key: str, entered: Desk) -> Response:
    """Take it off the list; whoever is on it stays on it."""
    door = door_of(request)
    if entered.get("do") != "off":
        raise HTTPException(422)
    shelf.take_off(door.house, key, who.recipient_id, door.clock())
    return away_to("/ld/new/programme")
