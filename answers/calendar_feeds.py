"""``/c/TOKEN.ics``: a person's calendar; ``/p/TOKEN/calendar``: where they make its address, and end it."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from actions.pages.calendar_feeds import CalendarPage, calendar_page, feed, set_calendar
from answers import nonces
from answers.documents import FORM, LINK, documented
from answers.door import Door, door_of
from answers.forms import Form
from answers.pages import show
from content.words import marked, words_in

router = APIRouter()
LOOK = ["GET", "HEAD"]
OUTDATED = marked("This page was open for too long. Nothing was changed: please try again.")
MEDIA = "text/calendar; charset=utf-8; method=PUBLISH"


@router.api_route("/c/{token}.ics", methods=LOOK, include_in_schema=False)
def calendar(request: Request, token: str) -> Response:
    """Return the calendar; calendar programs ask for it by themselves, and asking changes nothing."""
    door = door_of(request)
    door.limits.known("look", token)
    return Response(feed(door.house, token, door.clock()), media_type=MEDIA)


@router.api_route("/p/{token}/calendar", methods=LOOK, include_in_schema=False)
def look(request: Request, token: str) -> Response:
    """Show the feed's address, or the button that makes it."""
    door = door_of(request)
    door.limits.known("look", token)
    return _show(door, token, calendar_page(door.house, token, door.clock()))


@router.post("/p/{token}/calendar", response_class=HTMLResponse, tags=["own page"], responses=documented(*LINK, *FORM))
def do(request: Request, token: str, entries: Form) -> Response:
    """Make the feed's address or end it."""
    door, now = door_of(request), door_of(request).clock()
    door.limits.known("save", token)
    page = calendar_page(door.house, token, now)
    if nonces.age(door.house.secret, token, entries.get("nonce", ""), now) is None:
        door.counted["no_nonce"] += 1
        return _show(door, token, page, 422, OUTDATED)
    return _show(door, token, set_calendar(door.house, token, entries.get("do", ""), now))


def _show(door: Door, token: str, page: CalendarPage, status: int = 200, fault: str = "") -> Response:
    signed = nonces.nonce(door.house.secret, token, door.clock())
    says = words_in(page.locale).say(fault) if fault else ""
    return show("calendar", status, page.locale, page=page, fault=says, nonce=signed, action=f"/p/{token}/calendar")
