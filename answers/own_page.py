"""``/p/TOKEN``: a participant's own page. A look changes nothing; each button says what it does."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from actions.links import LinkIsGone, UnknownLink
from actions.own_page import DAYS, choose, own_page
from answers import nonces
from answers.door import Door, door_of
from answers.forms import Form
from answers.pages import show
from coaching.errors import Refused

router = APIRouter()
OUTDATED = "This page was open for too long, or was not loaded from here. Nothing was changed: please try again."


@router.api_route("/p/{token}", methods=["GET", "HEAD"], include_in_schema=False)
def look(request: Request, token: str) -> Response:
    """Show what is next and what can be chosen."""
    door = door_of(request)
    door.limits.known("look", token)
    return _show(door, token)


@router.post("/p/{token}", response_class=HTMLResponse, tags=["own page"])
def change(request: Request, token: str, entries: Form) -> Response:
    """Do what one of the page's buttons says: away, back, pause, resume, hours or language."""
    door, now = door_of(request), door_of(request).clock()
    door.limits.known("save", token)
    if nonces.age(door.house.secret, token, entries.get("nonce", ""), now) is None:
        return _show(door, token, status=422, fault=OUTDATED)
    days = [str(day) for day in range(7) if entries.get(f"day{day}")]
    try:
        said = choose(door.house, token, entries.get("do", ""), entries, days, now)
    except (UnknownLink, LinkIsGone):
        raise
    except Refused as refused:
        return _show(door, token, status=422, fault=str(refused))
    return _show(door, token, said=said)


def _show(door: Door, token: str, status: int = 200, said: str = "", fault: str = "") -> Response:
    now = door.clock()
    return show(
        "own", status, page=own_page(door.house, token, now), action=f"/p/{token}", said=said, fault=fault,
        nonce=nonces.nonce(door.house.secret, token, now), days=DAYS,
    )  # fmt: skip
