"""``/u/TOKEN``: one-click leaving (RFC 8058), and the page for people. The link never dies."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from actions.leaving import leave_by_link, leave_page
from answers.documents import FORM, LINK, documented
from answers.door import door_of
from answers.forms import Form
from answers.pages import show

router = APIRouter()


@router.api_route("/u/{token}", methods=["GET", "HEAD"], include_in_schema=False)
def confirm(request: Request, token: str) -> Response:
    """Show what leaving means for this mail; it changes nothing."""
    door = door_of(request)
    door.limits.known("look", token)
    page = leave_page(door.house, token)
    return show("leave", 200, page.locale, page=page, action=f"/u/{token}")


@router.post("/u/{token}", response_class=HTMLResponse, tags=["leaving"], responses=documented(*LINK, *FORM))
def leave(request: Request, token: str, entries: Form) -> Response:
    """Leave at once, for `List-Unsubscribe=One-Click` or the page's own button; any other body shows the page."""
    door, now = door_of(request), door_of(request).clock()
    door.limits.known("save", token)
    one_click = entries.get("List-Unsubscribe", "").strip().casefold() == "one-click"
    wish = "leave" if one_click else entries.get("do", "")
    if wish not in ("leave", "everything"):
        page = leave_page(door.house, token)
        return show("leave", 422, page.locale, page=page, action=f"/u/{token}")
    cause = "one_click" if one_click else "page"
    left = leave_by_link(door.house, token, now, everything=wish == "everything", cause=cause)
    return show("left", 200, left.locale, left=left, action=f"/u/{token}")
