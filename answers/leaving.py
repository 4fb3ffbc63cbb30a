"""``/u/TOKEN``: one-click leaving (RFC 8058), and the page for people, which also mails the key to their data."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from actions.keys import ask_by_leave_link
from actions.leaving import Left, leave_by_link, leave_page
from answers import nonces
from answers.documents import FORM, LINK, documented
from answers.door import Door, door_of
from answers.forms import Form
from answers.pages import show
from content.words import marked, words_in

router = APIRouter()
WISHES = ("leave", "everything", "key")
OUTDATED = marked("This page was open for too long, or was not loaded from here. Please press the button again.")


@router.api_route("/u/{token}", methods=["GET", "HEAD"], include_in_schema=False)
def confirm(request: Request, token: str) -> Response:
    """Show what leaving means for this mail; it changes nothing."""
    door = door_of(request)
    door.limits.known("look", token)
    return _page(door, token)


@router.post("/u/{token}", response_class=HTMLResponse, tags=["leaving"], responses=documented(*LINK, *FORM))
def leave(request: Request, token: str, entries: Form) -> Response:
    """Leave at once, for `List-Unsubscribe=One-Click`; the page's own buttons carry its nonce. Else: the page."""
    door, now = door_of(request), door_of(request).clock()
    door.limits.known("save", token)
    if entries.get("List-Unsubscribe", "").strip().casefold() == "one-click":
        return left_page(door, leave_by_link(door.house, token, now, cause="one_click"), token)
    wish = entries.get("do", "")
    if wish not in WISHES:
        return _page(door, token, OUTDATED)
    if fault := nonces.objection(nonces.age(door.house.secret, token, entries.get("nonce", ""), now), OUTDATED):
        door.counted["no_nonce"] += 1
        return _page(door, token, fault)
    if wish == "key":
        return _page(door, token, said=ask_by_leave_link(door.house, token, now))
    return left_page(door, leave_by_link(door.house, token, now, everything=wish == "everything"), token)


def left_page(door: Door, left: Left, token: str) -> Response:
    """Return the page after leaving by the link with *token*."""
    signed = nonces.nonce(door.house.secret, token, door.clock())
    return show("left", 200, left.locale, left=left, action=f"/u/{token}", nonce=signed)


def _page(door: Door, token: str, fault: str = "", said: str = "") -> Response:
    page = leave_page(door.house, token)
    words = words_in(page.locale)
    return show(
        "leave", 422 if fault else 200, page.locale, page=page, action=f"/u/{token}",
        nonce=nonces.nonce(door.house.secret, token, door.clock()),
        said=words.say(said) if said else "", fault=words.say(fault) if fault else "",
    )  # fmt: skip
