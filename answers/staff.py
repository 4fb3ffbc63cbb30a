"""Signing in, the coach's cohorts, and L&D's reports. Cookies exist only here, and every look is noted."""

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from actions import signing_in
from actions.signing_in import SESSION_LASTS, Staff, session_of
from answers import nonces
from answers.door import Door, door_of
from answers.forms import Form
from answers.headers import POLICY
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
    return show("sign_in", action="", staff=staff_of(request))


@router.api_route("/sign-in/{token}", methods=LOOK)
def confirm(request: Request, token: str) -> Response:
    """Show the button that signs in; opening the page uses nothing up."""
    door = door_of(request)
    door.limits.known("look", token)
    signing_in.check_link(door.house, token, door.clock())
    return show("sign_in", action=f"/sign-in/{token}", staff=None)


@router.post("/sign-in/{token}")
def sign_in(request: Request, token: str) -> Response:
    """Sign in and go to the desk."""
    door = door_of(request)
    door.limits.known("save", token)
    who = signing_in.sign_in(door.house, token, door.clock())
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


@router.api_route("/coach", methods=LOOK)
def coach_desk(request: Request, who: Coach) -> Response:
    """Show a coach's own cohorts."""
    from actions.pages.coach import cohorts_of

    rows = [
        {"href": f"/coach/{quote(name)}", "name": name, "also": f"{n} of your people"}
        for name, n in cohorts_of(door_of(request).house, who.recipient_id)
    ]
    return show_desk(request, who, "Your cohorts", rows)


@router.api_route("/coach/{cohort:path}", methods=LOOK)
def coach_cohort(request: Request, who: Coach, cohort: str) -> Response:
    """Show a coach's people in one cohort; another coach's cohort is not there."""
    from actions.pages.coach import cohort_page
    from content.rendering import style_address
    from content.reports import coach_html

    door, now = door_of(request), door_of(request).clock()
    note_look(request, who, "coach", cohort)
    return HTMLResponse(coach_html(cohort_page(door.house, who.recipient_id, cohort, now), style_address()))


@router.api_route("/ld", methods=LOOK)
def office_desk(request: Request, who: Office) -> Response:
    """Show all cohorts."""
    rows = [
        {"href": f"/ld/{quote(one.name)}", "name": one.name, "also": f"workshop on {one.workshop_on}"}
        for one in signing_in.workshops(door_of(request).house)
    ]
    rows.append({"href": "/ld/preview", "name": "Programmes", "also": "every mail and page, before anybody gets it"})
    return show_desk(request, who, "Cohorts", rows)


def show_desk(request: Request, who: Staff, title: str, rows: list[dict[str, str]]) -> Response:
    """Show a list of places to go to, and the way out."""
    door = door_of(request)
    signed = nonces.nonce(door.house.secret, who.session, door.clock())
    return show("desk", staff=who, title=title, rows=rows, nonce=signed)


@router.api_route("/ld/{cohort:path}/report.{kind}", methods=LOOK)
def report_as(request: Request, who: Office, cohort: str, kind: str) -> Response:
    """Return the report of one cohort as a page, as JSON or as CSV."""
    if kind not in ("html", "json", "csv"):
        raise HTTPException(404)
    note_look(request, who, "report", cohort)
    return report_response(door_of(request), cohort, kind)


@router.api_route("/ld/{cohort:path}/disclosure", methods=LOOK)
def office_disclosure(request: Request, who: Office, cohort: str) -> Response:
    """Show the page for a works council, as it is in force."""
    from actions.disclosing import disclose
    from content.disclosures import disclosure_html
    from content.rendering import style_address

    door = door_of(request)
    note_look(request, who, "disclosure", cohort)
    return HTMLResponse(disclosure_html(disclose(door.house, cohort, door.clock()).to_json(), style_address()))


@router.api_route("/ld/{cohort:path}/days.ics", methods=LOOK)
def office_days(request: Request, who: Office, cohort: str) -> Response:
    """Return the days of one cohort as a calendar, without names."""
    from actions.pages.calendar_feeds import cohort_days

    note_look(request, who, "days", cohort)
    made = cohort_days(door_of(request).house, cohort, door_of(request).clock())
    headers = {"content-disposition": "attachment; filename=days.ics"}
    return Response(made, media_type="text/calendar; charset=utf-8", headers=headers)


@router.api_route("/ld/{cohort:path}", methods=LOOK)
def office_cohort(request: Request, who: Office, cohort: str) -> Response:
    """Show the ways to one cohort's report."""
    note_look(request, who, "cohort", cohort)
    return show("cohort", cohort=cohort, path=f"/ld/{quote(cohort)}")


def note_look(request: Request, who: Staff, what: str, cohort: str) -> None:
    """Write the look down, unless only the headers were asked for."""
    if request.method == "GET":
        door = door_of(request)
        signing_in.looked(door.house, who, what, cohort, door.clock())


def report_response(door: Door, cohort: str, kind: str) -> Response:
    """Return one cohort's report as html, json or csv."""
    from actions.reporting import report, report_csv
    from content.reports import report_html, style_source

    made = report(door.house, cohort, door.clock())
    if kind == "json":
        return JSONResponse(made.to_json())
    if kind == "csv":
        headers = {"content-disposition": "attachment; filename=report.csv"}
        return Response(report_csv(made), media_type="text/csv; charset=utf-8", headers=headers)
    policy = POLICY.replace("style-src 'self'", f"style-src {style_source()}")
    return HTMLResponse(report_html(made), headers={"content-security-policy": policy})
