"""``/k/TOKEN``: the mailed key to one's own data. It opens by POST, once, for a quarter of an hour."""

import json
from datetime import date, datetime
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from actions import keys
from actions.links import LinkIsGone
from actions.own_data import OwnData
from answers import nonces
from answers.documents import FORM, LINK, documented
from answers.door import Door, door_of
from answers.forms import Entries, Form
from answers.pages import show
from coaching.errors import Refused
from content.words import marked, words_in

router = APIRouter()
OUTDATED = marked("This page was open for too long, or was not loaded from here. Please press the button again.")
UNSURE = marked("Tick the box first: what is erased cannot be brought back.")


@router.api_route("/k/{token}", methods=["GET", "HEAD"], include_in_schema=False)
def look(request: Request, token: str) -> Response:
    """Show the button that uses the key; looking uses nothing up and shows nothing of the data."""
    door, now = door_of(request), door_of(request).clock()
    door.limits.known("look", token)
    keys.check_key(door.house, token, now)
    return _locked(door, token, now)


def _locked(door: Door, token: str, now: datetime, fault: str = "") -> Response:
    signed = nonces.nonce(door.house.secret, token, now)
    words = words_in(keys.language_of(door.house, token))
    says = words.say(fault) if fault else ""
    return show("key", 422 if fault else 200, words.language, action=f"/k/{token}", nonce=signed, fault=says)


@router.post("/k/{token}", response_class=HTMLResponse, tags=["own page"], responses=documented(*LINK, *FORM))
def do(request: Request, token: str, entries: Form) -> Response:
    """Use the key, or do what one of the forms of the page it opened asks for."""
    door, now = door_of(request), door_of(request).clock()
    door.limits.known("save", token)
    if "pass" in entries:
        return _with_pass(door, token, entries, now)
    if fault := nonces.objection(nonces.age(door.house.secret, token, entries.get("nonce", ""), now), OUTDATED):
        keys.check_key(door.house, token, now)
        door.counted["no_nonce"] += 1
        return _locked(door, token, now, fault)
    return _page(door, token, keys.use_key(door.house, token, now), nonces.nonce(door.house.secret, _of(token), now))


def _of(token: str) -> str:
    """Return what the pass of an opened page is signed for: never the same as the nonce of the page before it."""
    return f"opened by {token}"


def _with_pass(door: Door, token: str, entries: Entries, now: datetime) -> Response:
    """Do one thing on a page that a key opened.

    Raises:
        LinkIsGone: the page is older than a quarter of an hour, or never was.
    """
    passed = entries.get("pass", "")
    age = nonces.age(door.house.secret, _of(token), passed, now)
    if age is None or age > keys.OPEN_FOR:
        raise LinkIsGone(keys.TOO_OLD)
    wish = entries.get("do", "")
    if wish == "erase" and entries.get("sure"):
        locale = keys.language_of(door.house, token)
        keys.erase_by_key(door.house, token, now)
        return show("erased", 200, locale)
    if wish in CHANGES:
        return _changed(door, token, entries, passed, now)
    found = keys.read_again(door.house, token, now)
    if wish == "json":
        return _download(json.dumps(found.everything, ensure_ascii=False, indent=2), "json", "application/json")
    if wish == "csv":
        return _download("\ufeff" + found.to_csv(), "csv", "text/csv; charset=utf-8")
    return _page(door, token, found, passed, fault=UNSURE if wish == "erase" else "")


def _changed(door: Door, token: str, entries: Entries, passed: str, now: datetime) -> Response:
    """Show the page again with a sentence on what was changed, or why nothing was."""
    door.limits.guess(token)
    try:
        said, named = CHANGES[entries["do"]](door, token, entries, now)
    except LinkIsGone:
        raise
    except Refused as refusal:
        return _page(door, token, keys.read_again(door.house, token, now), passed, fault=str(refusal))
    found = keys.read_again(door.house, token, now)
    return _page(door, token, found, passed, said=words_in(found.locale).say(said, **named))


def _address(door: Door, token: str, entries: Entries, now: datetime) -> tuple[str, dict[str, str]]:
    changed = keys.change_address(door.house, token, entries.get("address", ""), entries.get("again", ""), now)
    return marked("Noted: mails go to %(address)s from now on."), {"address": changed.address}


def _buddy(door: Door, token: str, entries: Entries, now: datetime) -> tuple[str, dict[str, str]]:
    keys.ask_buddy_by_key(door.house, token, entries.get("enrollment", ""), entries.get("buddy", ""), now)
    return marked("Noted: this colleague gets one mail that asks, and nothing more unless they say yes."), {}


CHANGES = {"address": _address, "buddy": _buddy}
"""What a page that a key opened can change, apart from erasing it all."""


def _download(text: str, kind: str, media: str) -> Response:
    headers = {"content-disposition": f"attachment; filename=my-data.{kind}"}
    return Response(text, media_type=media, headers=headers)


def _page(door: Door, token: str, found: OwnData, passed: str, said: str = "", fault: str = "") -> Response:
    says = words_in(found.locale).say(fault) if fault else ""
    return show(
        "own_data", 422 if fault else 200, found.locale, person=found.everything["person"], groups=_by_prompt(found),
        places=_going_on(found), passed=passed, action=f"/k/{token}", said=said, fault=says,
    )  # fmt: skip


def _going_on(found: OwnData) -> list[dict[str, Any]]:
    """Return the programmes that go on, each with the buddy that was asked, None for nobody."""
    return [
        {"key": one["key"], "programme": one["programme"], "cohort": one["cohort"],
         "buddy": next((each for each in one["buddies"] if not each["ended_at"]), None)}
        for one in found.everything["enrollments"]
        if one["state"] in ("active", "paused")
    ]  # fmt: skip


def _by_prompt(found: OwnData) -> list[dict[str, Any]]:
    """Return the answers that hold, gathered by what asked them; those that were changed are in the copy."""
    held = [one for one in found.answers if one["replaced_at"] is None]
    words = words_in(found.locale)
    return [
        {"cohort": cohort, "programme": programme, "title": title, "on": words.date(_day(rows[0])), "rows": rows}
        for (cohort, programme, _, title), group in groupby(
            held, key=lambda one: (one["cohort"], one["programme"], one["step"], one["title"])
        )
        for rows in [list(group)]
    ]


def _day(answer: dict[str, Any]) -> date:
    return datetime.fromisoformat(answer["answered_at"]).date()
