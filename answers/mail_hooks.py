"""``/hooks/mail/...``: mails that a mail service hands in over the web."""

import time
from functools import partial
from typing import Any

from anyio import fail_after
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from actions.incoming.handing_in import hand_in_once
from answers.documents import OBJECT, documented
from answers.door import Door, door_of
from answers.forms import body_of
from coaching.errors import Refused
from delivery.vendors import HandedIn, MailHook, NotTheirs, may_be, read_handed_in

router = APIRouter(prefix="/hooks/mail")
LARGEST = 32 * 1024 * 1024
"""Octets of a call: services hand in mails of up to 30 MB, pictures and all."""
UNPROVED = "This is not proved to come from a mail service that is set here (FOLLOWTHROUGH_MAIL_HOOKS)."
LONGEST_S = 60.0
"""How long a body may take."""
TOO_LARGE, TOO_SLOW = "More than 32 MB were sent.", "The mail did not come within a minute."
RAW: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "What the service sends; the raw mail must be in it.",
        "content": {
            kind: {"schema": {"type": "object"}}
            for kind in ("application/json", "multipart/form-data", "application/x-www-form-urlencoded")
        },
    }
}


RESPONSES = documented(422, content=OBJECT) | {
    401: {"description": UNPROVED, "content": OBJECT}, 408: {"description": TOO_SLOW, "content": OBJECT},
    413: {"description": TOO_LARGE, "content": OBJECT},
}  # fmt: skip
mail_hook = partial(router.post, tags=["mail in"], openapi_extra=RAW, responses=RESPONSES)


@mail_hook("/postmark")
async def postmark(request: Request) -> Response:
    """Take a mail from Postmark: its inbound webhook with the raw content, called with a user and a password."""
    return await _taken(request, "postmark")


@mail_hook("/sendgrid")
async def sendgrid(request: Request) -> Response:
    """Take a mail from SendGrid: its Inbound Parse with the raw MIME, called with a user and a password."""
    return await _taken(request, "sendgrid")


@mail_hook("/mailgun/mime")
async def mailgun(request: Request) -> Response:
    """Take a mail from Mailgun: a route that forwards to this address; it ends as Mailgun wants it for raw MIME."""
    return await _taken(request, "mailgun")


async def _taken(request: Request, vendor: str) -> Response:
    """Keep the mail and say so; a service that is not set here learns no more than one that proves nothing.

    Bodies are large and not yet proved: a few are read at once, none for long, and none whose headers prove it false.
    """
    door = door_of(request)
    hooks = [one for one in door.house.mail_hooks if one.vendor == vendor and may_be(one, request.headers)]
    if not hooks:
        return _unproved(door)
    try:
        async with door.bodies:
            with fail_after(LONGEST_S):
                body = await body_of(request, LARGEST)
    except HTTPException:
        return JSONResponse({"error": TOO_LARGE}, 413)
    except TimeoutError:
        return JSONResponse({"error": TOO_SLOW}, 408)
    return await door.in_turn(partial(_keep, door, hooks, request, body))


def _keep(door: Door, hooks: list[MailHook], request: Request, body: bytes) -> Response:
    try:
        mail = _read(hooks, request, body)
    except Refused as refusal:
        return JSONResponse({"error": str(refusal)}, 422)
    if mail is None:
        return _unproved(door)
    hand_in_once(door.house, mail, door.clock())
    return JSONResponse({"taken": True})


def _read(hooks: list[MailHook], request: Request, body: bytes) -> HandedIn | None:
    for hook in hooks:
        try:
            return read_handed_in(hook, request.headers, body, time.time())
        except NotTheirs:
            continue
    return None


def _unproved(door: Door) -> Response:
    door.counted["unsigned_hook"] += 1
    return JSONResponse({"error": UNPROVED}, 401)
