"""``/b/TOKEN``: what a colleague sees who is asked to be a buddy. Looking changes nothing; a yes, a line, an end do."""

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from actions.links import LinkIsGone
from actions.pages.buddy import accept, buddy_page, end_by_buddy, write_line
from answers import nonces
from answers.documents import FORM, LINK, documented
from answers.door import Door, door_of
from answers.forms import Entries, Form
from answers.own_page import OUTDATED
from answers.pages import show
from coaching.errors import Refused
from content.words import marked, words_in

router = APIRouter()


@router.api_route("/b/{token}", methods=["GET", "HEAD"], include_in_schema=False)
def look(request: Request, token: str) -> Response:
    """Show who asks, and what a buddy sees."""
    door = door_of(request)
    door.limits.known("look", token)
    return _page(door, token, door.clock())


@router.post("/b/{token}", response_class=HTMLResponse, tags=["buddies"], responses=documented(*LINK, *FORM))
def do(request: Request, token: str, entries: Form) -> Response:
    """Accept, keep a line, or end it, and show a page that says so."""
    door, now = door_of(request), door_of(request).clock()
    door.limits.known("save", token)
    buddy_page(door.house, token, now)
    if fault := nonces.objection(nonces.age(door.house.secret, token, entries.get("nonce", ""), now), OUTDATED):
        door.counted["no_nonce"] += 1
        return _page(door, token, now, fault=fault)
    try:
        return _done(door, token, entries, now)
    except LinkIsGone:
        raise
    except Refused as refusal:
        return _page(door, token, now, fault=str(refusal))


def _done(door: Door, token: str, entries: Entries, now: datetime) -> Response:
    wish, about = entries.get("do", ""), entries.get("about", "")
    if wish == "end":
        return show("buddy_ended", 200, end_by_buddy(door.house, token, about, now))
    if wish == "accept":
        return _page(door, token, now, said=accept(door.house, token, about, now))
    if wish == "line":
        return _page(door, token, now, said=write_line(door.house, token, about, entries.get("line", ""), now))
    raise Refused(marked("Choose one of the buttons on the page."))


def _page(door: Door, token: str, now: datetime, said: str = "", fault: str = "") -> Response:
    page = buddy_page(door.house, token, now)
    says = words_in(page.locale).say(fault) if fault else ""
    signed = nonces.nonce(door.house.secret, token, now)
    return show(
        "buddy", 422 if fault else 200, page.locale, page=page, said=said, fault=says, nonce=signed,
        action=f"/b/{token}",
    )  # fmt: skip
