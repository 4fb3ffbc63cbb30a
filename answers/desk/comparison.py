"""``/ld/draft/KEY/comparison``: what a draw could show with these people, for every choice there is."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from actions.designs import ENOUGH
from actions.desk import comparing, drafts
from actions.desk.drafts import Draft
from actions.signing_in import Staff
from answers.desk.drafts import draft_page, missing_of
from answers.desk.entering import Desk
from answers.desk.showing import away_to
from answers.door import door_of
from answers.staff import LOOK, Office
from coaching.designs import STRATA, parse
from coaching.errors import Refused

router = APIRouter(include_in_schema=False)


@router.api_route("/ld/draft/{key}/comparison", methods=LOOK)
def comparison(
    request: Request, who: Office, key: str, kind: str = "", weeks: str = "", parts: str = ""
) -> Response:  # fmt: skip
    """Show each comparison with its power, before anything is sent; ``?kind=wait-list&weeks=8`` weighs that too."""
    found = drafts.draft_of(door_of(request).house, key)
    asked = {"kind": kind[:20], "weeks": weeks[:3], "parts": parts[:3]}
    try:
        also = comparing.asked_for(**asked) if kind else ""
    except Refused as refused:
        return _page(request, who, found, str(refused), asked=asked)
    return _page(request, who, found, also=also, asked=asked)


def _page(
    request: Request, who: Staff, found: Draft, fault: str = "", also: str = "", asked: dict[str, str] | None = None
) -> Response:  # fmt: skip
    missing, house = missing_of(door_of(request), found), door_of(request).house
    said = {name: found.choices.get(name, "") for name in ("design", "pooled", "stratify")}
    seen = {} if missing[0] else {
        "offered": comparing.comparisons(house, found, also), "glances": comparing.glances(house, found),
        "tried": comparing.experiments(house, found), "withins": comparing.withins(found),
        "many": len(found.roster.people),
    }  # fmt: skip
    return draft_page(
        request, who, found, "comparison", 422 if fault else 200, missing=missing, said=said, fault=fault,
        picked=also or said["design"], also=also, asked=asked or {"kind": "", "weeks": "6", "parts": "3"},
        enough=ENOUGH, supposed=comparing.SUPPOSED, **seen,
    )  # fmt: skip


@router.post("/ld/draft/{key}/comparison")
def compare(request: Request, who: Office, key: str, entered: Desk) -> Response:
    """Keep the comparison that was chosen; one that these people cannot answer is named, and kept all the same."""
    design, stratify = entered.get("design"), entered.get("stratify")
    if stratify not in STRATA:
        raise HTTPException(422)
    try:
        written = parse(design, stratify).written() if design else ""
    except Refused as refused:
        raise HTTPException(422) from refused
    said = {"design": written, "stratify": stratify if written else "", "pooled": entered.get("pooled")[:1]}
    found = drafts.choose(door_of(request).house, key, said)
    try:
        comparing.check(door_of(request).house, found)
    except Refused as refused:
        return _page(request, who, found, str(refused))
    return away_to(f"/ld/draft/{key}/start")
