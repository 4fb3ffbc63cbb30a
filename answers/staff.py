"""Signing in, and the coach's cohorts. Cookies exist only here, and every look is noted."""

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from actions import signing_in
from actions.signing_in import SESSION_LASTS, Staff, session_of
from answers import nonces
from answers.door import Door, client_of, door_of
from answers.forms import Form
from answers.inbox import is_on_this_machine
from answers.pages import show

router = APIRouter(include_in_schema=False)
COOKIE = "staff"
DESK = {"coach": "/coach", "ld": "/ld"}
LOOK = ["GET", "HEAD"]


class SignInFirst(HTTPException):
    """Nobody is signed in, or not as this role."""

    def __init__(self) -> None:
        super().__init__(303, headers={"location": "/sign-in"})


def staff_of(request: Request) -> Staff | None:
    """Return who is signed in, or None."""
    door = door_of(request)
    token = request.cookies.get(COOKIE, "")
    return session_of(door.house, token, door.clock()) if token else None


def _as(role: str) -> Any:
    def found(request: Request) -> Staff:
        who = staff_of(request)
        if who is None or who.role != role:
            raise SignInFirst()
        return who

    return Depends(found)


Coach = Annotated[Staff, _as("coach")]
Office = Annotated[Staff, _as("ld")]


@router.api_route("/sign-in", methods=LOOK)
def how(request: Request) -> Response:
    """Say how one signs in."""
    by_organisation = door_of(request).house.oidc is not None
    return show(
        "sign_in", action="", roles=(), staff=staff_of(request), asked=False, organisation=by_organisation
    )  # fmt: skip


@router.post("/sign-in")
def ask(request: Request, entries: Form) -> Response:
    """Mail a link to an address that is staff's, and say the same whether it is or not."""
    door = door_of(request)
    door.limits.ask(client_of(request))
    signing_in.ask_for_link(door.house, entries.get("address", ""), door.clock())
    return show("sign_in", action="", roles=(), staff=None, asked=True)


@router.api_route("/sign-in/{token}", methods=LOOK)
def confirm(request: Request, token: str) -> Response:
    """Show the button that signs in; opening the page uses nothing up."""
    door = door_of(request)
    door.limits.known("look", token)
    roles = signing_in.check_link(door.house, token, door.clock())
    return show("sign_in", action=f"/sign-in/{token}", roles=roles, staff=None, asked=False)


@router.post("/sign-in/{token}")
def sign_in(request: Request, token: str, entries: Form) -> Response:
    """Sign in and go to the desk."""
    door = door_of(request)
    door.limits.known("save", token)
    who = signing_in.sign_in(door.house, token, door.clock(), entries.get("role", ""))
    return with_cookie(door, RedirectResponse(DESK[who.role], 303), who.session)


@router.api_route("/enter/{session}", methods=LOOK)
def enter(request: Request, session: str, next: str = "/") -> Response:
    """Put an open session into this browser and go to *next*: on the machine of a demonstration, nowhere else."""
    door = door_of(request)
    who = session_of(door.house, session, door.clock()) if is_on_this_machine(request) else None
    if who is None:
        raise HTTPException(404)
    place = next if next.startswith(tuple(DESK.values())) else DESK[who.role]
    return with_cookie(door, RedirectResponse(quote(place, safe="/?=&%"), 303), session)


def with_cookie(door: Door, response: Response, session: str) -> Response:
    """Return *response* with the session's cookie, which scripts cannot read and other sites do not send along."""
    response.set_cookie(
        COOKIE, session, max_age=int(SESSION_LASTS.total_seconds()), httponly=True, samesite="lax",
        secure=door.house.public_url.startswith("https:"),
    )  # fmt: skip
    return response


@router.post("/sign-out")
def sign_out(request: Request, entries: Form) -> Response:
    """End the session."""
    door, now = door_of(request), door_of(request).clock()
    who = staff_of(request)
    if who is not None:
        check_nonce(door, who, entries.get("nonce", ""), now)
        signing_in.sign_out(door.house, who, now)
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return response


def check_nonce(door: Door, who: Staff, seen: str, now: datetime) -> None:
    """Turn away a form that was not shown to this session."""
    if nonces.age(door.house.secret, who.session, seen, now) is None:
        raise HTTPException(403)


def show_desk(request: Request, who: Staff, title: str, rows: list[dict[str, str]]) -> Response:
    """Show a list of places to go to, and the way out."""
    door = door_of(request)
    signed = nonces.nonce(door.house.secret, who.session, door.clock())
    return show("desk", staff=who, title=title, rows=rows, nonce=signed)


def note_look(request: Request, who: Staff, what: str, cohort: str) -> None:
    """Write the look down, unless only the headers were asked for."""
    if request.method == "GET":
        door = door_of(request)
        signing_in.looked(door.house, who, what, cohort, door.clock())
