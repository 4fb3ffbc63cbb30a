"""``/ld/COHORT/interviews``: whom to ask what helped, among people who agreed to be asked."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from actions import interviewing
from actions.interviewing import Named
from actions.signing_in import Staff
from answers.desk.entering import Desk
from answers.desk.showing import away_to, cohort_path, desk_page
from answers.door import door_of
from answers.staff import LOOK, Office, note_look

router = APIRouter(include_in_schema=False)


@router.api_route("/ld/{cohort:path}/interviews", methods=LOOK)
def interviews(request: Request, who: Office, cohort: str) -> Response:
    """Show the list under other names, or why it is empty."""
    note_look(request, who, "interviews", cohort)
    return _page(request, who, cohort)


def _page(request: Request, who: Staff, cohort: str, called: str = "", named: Named | None = None) -> Response:
    door = door_of(request)
    found = interviewing.cases(door.house, cohort, who.recipient_id, door.clock())
    return desk_page(
        request, who, "interviews", cohort=cohort, path=cohort_path(cohort), found=found, called=called, named=named
    )


@router.post("/ld/{cohort:path}/interviews")
def act(request: Request, who: Office, cohort: str, entered: Desk) -> Response:
    """Switch it on or off, or say who somebody on the list is."""
    door, wish = door_of(request), entered.get("do")
    if wish in ("on", "off"):
        interviewing.switch(door.house, cohort, wish == "on", who.recipient_id, door.clock())
        return away_to(f"{cohort_path(cohort)}/interviews")
    if wish != "name":
        raise HTTPException(422)
    called = entered.get("called")
    named = interviewing.name_one(door.house, cohort, called, who.recipient_id, door.clock())
    return _page(request, who, cohort, called, named)
