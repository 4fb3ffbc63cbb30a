"""``/p/TOKEN``: a person's own page. Looking changes nothing; each change is a form of its own."""

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from actions.pages.own import own_page
from actions.wishes import change
from answers import nonces
from answers.documents import FORM, LINK, documented
from answers.door import Door, door_of
from answers.forms import Form
from answers.pages import show
from coaching.errors import Refused
from content.words import marked, words_in

router = APIRouter()
OUTDATED = marked("This page was open for too long. Nothing was changed: please try again.")


@router.api_route("/p/{token}", methods=["GET", "HEAD"], include_in_schema=False)
def look(request: Request, token: str) -> Response:
    """Show what is next, and what may be chosen."""
    door = door_of(request)
    door.limits.known("look", token)
    return _page(door, token, door.clock())


@router.post("/p/{token}", response_class=HTMLResponse, tags=["own page"], responses=documented(*LINK, *FORM))
def do(request: Request, token: str, entries: Form) -> Response:
    """Do what one of the page's forms asks for, and show the page with a sentence that says so."""
    door, now = door_of(request), door_of(request).clock()
    door.limits.known("save", token)
    own_page(door.house, token, now)
    if fault := nonces.objection(nonces.age(door.house.secret, token, entries.get("nonce", ""), now), OUTDATED):
        door.counted["no_nonce"] += 1
        return _page(door, token, now, fault=fault)
    try:
        return _page(door, token, now, said=change(door.house, token, entries, now))
    except Refused as refusal:
        return _page(door, token, now, fault=str(refusal))


def _page(door: Door, token: str, now: datetime, said: str = "", fault: str = "") -> Response:
    page = own_page(door.house, token, now)
    signed = nonces.nonce(door.house.secret, token, now)
    says = words_in(page.locale).say(fault) if fault else ""
    return show(
        "own", 422 if fault else 200, page.locale, page=page, said=said, fault=says, nonce=signed, action=f"/p/{token}"
    )
