"""``/ld`` and ``/ld/COHORT``: what is under way, and one cohort from its first mail to its last."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from actions.desk.cohort import cohort_desk, ledger_page, listed
from actions.desk.drafts import drafts
from actions.resending import resend
from answers.desk.entering import Desk
from answers.desk.showing import away_to, cohort_path, desk_page
from answers.door import door_of
from answers.staff import LOOK, Office, note_look

router = APIRouter(include_in_schema=False)
LIVE_S = 30
"""How often a ledger that is watched looks again."""


@router.api_route("/ld", methods=LOOK)
def office_desk(request: Request, who: Office) -> Response:
    """Show every cohort, every draft, and what is under way."""
    door = door_of(request)
    rows = [(one, cohort_path(one.name)) for one in listed(door.house)]
    return desk_page(request, who, "desk", cohorts=rows, drafts=drafts(door.house), works=door.works.listed())


@router.api_route("/ld/{cohort:path}/ledger", methods=LOOK)
def office_ledger(request: Request, who: Office, cohort: str, live: int = 0, again: int = -1) -> Response:
    """Show what became of every prompt; ``?live=1`` looks again by itself."""
    note_look(request, who, "ledger", cohort)
    door = door_of(request)
    found = ledger_page(door.house, cohort, door.clock())
    shown = desk_page(
        request, who, "ledger", cohort=cohort, path=cohort_path(cohort), ledger=found, counts=found.counts,
        live=bool(live), again=again, now=door.clock(),
    )  # fmt: skip
    if live:
        shown.headers["refresh"] = str(LIVE_S)
    return shown


@router.post("/ld/{cohort:path}/ledger")
def send_again(request: Request, who: Office, cohort: str, entered: Desk) -> Response:
    """Plan again what was missed and can still be answered."""
    door = door_of(request)
    done = resend(door.house, cohort, door.clock())
    return away_to(f"{cohort_path(cohort)}/ledger?again={len(done.planned)}")


@router.api_route("/ld/{cohort:path}", methods=LOOK)
def office_cohort(request: Request, who: Office, cohort: str) -> Response:
    """Show one cohort: its calendar, its steps, and the ways on."""
    note_look(request, who, "cohort", cohort)
    door = door_of(request)
    found = cohort_desk(door.house, cohort, door.clock())
    others = [one.name for one in listed(door.house) if one.name != cohort and one.title == found.title]
    return desk_page(request, who, "cohort", found=found, path=cohort_path(cohort), others=others)
