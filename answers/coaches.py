"""The coach's desk: the brief, their cohorts, their people. Another coach's are not there, whatever is asked for."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from actions import briefing, signing_in
from actions.pages import coach as coach_pages
from actions.pages import coach_person
from answers import nonces
from answers.door import Door, door_of
from answers.forms import Entries, Form
from answers.staff import LOOK, Coach, check_nonce, note_look
from coaching.errors import Refused
from content.coaches import coach_html, desk_html, person_html

router = APIRouter(include_in_schema=False)


@router.api_route("/coach", methods=LOOK)
def desk(request: Request, who: Coach, said: str = "") -> Response:
    """Show the brief, and the way to each cohort."""
    door, now = door_of(request), door_of(request).clock()
    with door.house.store.read() as session:
        made = briefing.brief(session, who.recipient_id, now)
    if request.method == "GET":
        signing_in.looked_at(door.house, who, "brief", [one.key for one in made.people], now)
    return HTMLResponse(
        desk_html(
            made,
            cohorts=coach_pages.cohorts_of(door.house, who.recipient_id),
            said=SAID.get(said, ""),
            nonce=nonces.nonce(door.house.secret, who.session, now),
        )
    )


SAID = {"marked": "Noted. They are left out of your brief for four weeks, unless they ask for a word."}


@router.api_route("/coach/{cohort:path}/people/{key}", methods=LOOK)
def person(request: Request, who: Coach, cohort: str, key: str) -> Response:
    """Show one of the coach's people."""
    door, now = door_of(request), door_of(request).clock()
    shown = _person(door, who, cohort, key, now)
    if request.method == "GET":
        signing_in.looked_at(door.house, who, "person", [key], now)
    return shown


@router.post("/coach/{cohort:path}/people/{key}")
def change(request: Request, who: Coach, cohort: str, key: str, entries: Form) -> Response:
    """Do what one of the page's forms asks for: a mark, a note, a note deleted."""
    door, now = door_of(request), door_of(request).clock()
    check_nonce(door, who, entries.get("nonce", ""), now)
    try:
        said = _changed(door, who.recipient_id, cohort, key, entries, now)
    except Refused as refusal:
        if type(refusal) is not Refused:
            raise
        return _person(door, who, cohort, key, now, fault=str(refusal))
    if entries.get("back") == "desk":
        return RedirectResponse("/coach?said=marked", 303)
    return _person(door, who, cohort, key, now, said=said)


def _changed(door: Door, coach_id: int, cohort: str, key: str, entries: Entries, now: datetime) -> str:
    do = entries.get("do", "")
    if do == "note":
        return coach_person.write_note(door.house, coach_id, cohort, key, entries.get("words", ""), now)
    if do == "drop_note":
        number = entries.get("note", "")
        return coach_person.drop_note(door.house, coach_id, cohort, key, int(number) if number.isdecimal() else 0, now)
    return coach_person.mark(door.house, coach_id, cohort, key, do, now)


def _person(
    door: Door, who: Any, cohort: str, key: str, now: datetime, said: str = "", fault: str = ""
) -> HTMLResponse:
    page = coach_person.person_page(door.house, who.recipient_id, cohort, key, now)
    shown = person_html(**page.to_json(), said=said, fault=fault,
                        nonce=nonces.nonce(door.house.secret, who.session, now))  # fmt: skip
    return HTMLResponse(shown, 422 if fault else 200)


@router.api_route("/coach/{cohort:path}", methods=LOOK)
def cohort(request: Request, who: Coach, cohort: str) -> Response:
    """Show a coach's people in one cohort."""
    door, now = door_of(request), door_of(request).clock()
    note_look(request, who, "coach", cohort)
    return HTMLResponse(coach_html(coach_pages.cohort_page(door.house, who.recipient_id, cohort, now)))
