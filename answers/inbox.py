"""``/inbox``: the mails of the local outbox, read and answered as in a mail program. On this machine alone."""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from answers import nonces
from answers.door import Door, client_of, door_of
from answers.forms import Form
from answers.headers import POLICY
from answers.letters import reply_to, with_new_windows
from answers.pages import show
from delivery import outbox
from delivery.letters import read_mail

router = APIRouter(include_in_schema=False)
LOOK = ["GET", "HEAD"]
PAGE = "inbox"
NEWEST = 200
"""Mails listed; older ones are found with the recipient's address."""
WINDOW = f"{POLICY}; frame-src 'self'"
LETTER = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


def is_on_this_machine(request: Request) -> bool:
    """Return whether the local inbox exists and the visitor sits at this machine, without anybody in between.

    A name that was made to point here (DNS rebinding) does not count: the host asked for has to be this machine's.
    """
    if door_of(request).outbox is None or not _is_loopback(client_of(request)):
        return False
    if any(name in request.headers for name in ("forwarded", "x-forwarded-for", "via")):
        return False
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    return host == "localhost" or _is_loopback(host)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _mine(request: Request) -> tuple[Door, Any]:
    door = door_of(request)
    if not is_on_this_machine(request):
        raise HTTPException(404)
    return door, door.outbox


@router.api_route("/inbox", methods=LOOK)
def listing(request: Request, to: str = "", said: str = "") -> Response:
    """List the mails, newest first, of everybody or of one recipient."""
    door, folder = _mine(request)
    wanted = to.strip().casefold()
    mails = outbox.messages(folder, None if wanted else NEWEST)
    shown = [one for one in mails if not wanted or one.to.casefold() == wanted][:NEWEST]
    return show(
        "inbox", mails=[_row(one) for one in shown], to=to, said=said, can_send=door.next_mail is not None,
        nonce=_nonce(door),
    )  # fmt: skip


def _row(mail: outbox.OutboxMail) -> dict[str, Any]:
    date = f"{mail.date:%a} {mail.date.day} {mail.date:%b %Y, %H:%M}" if mail.date else ""
    return {"key": mail.key, "to": mail.to, "subject": read_mail(mail.raw).subject, "date": date, "repeat": mail.repeat}


@router.api_route("/inbox/{key}", methods=LOOK)
def one_mail(request: Request, key: str, said: str = "") -> Response:
    """Show one mail: as it looks, as text, and with a field to reply."""
    door, folder = _mine(request)
    mail = outbox.message(folder, key)
    response = show("mail", mail=_row(mail), text=read_mail(mail.raw).text, said=said, nonce=_nonce(door))
    response.headers["content-security-policy"] = WINDOW
    return response


@router.api_route("/inbox/{key}/html", methods=LOOK)
def as_sent(request: Request, key: str) -> Response:
    """Return the HTML part as it was sent, in a box of its own; its links open beside it."""
    _, folder = _mine(request)
    letter = with_new_windows(read_mail(outbox.message(folder, key).raw).html)
    return HTMLResponse(letter, headers={"content-security-policy": LETTER})


@router.post("/inbox/next")
def next_mail(request: Request, entries: Form) -> Response:
    """Let the next mail go out now, whatever the clock says: for the demonstration."""
    door, _ = _mine(request)
    _check(door, entries.get("nonce", ""))
    if door.next_mail is None:
        raise HTTPException(404)
    return show(
        "inbox_said",
        says=door.next_mail(),
        back=f"/inbox?to={entries.get('to', '')}" if entries.get("to") else "/inbox",
    )


@router.post("/inbox/{key}")
def reply(request: Request, key: str, entries: Form) -> Response:
    """Put a reply where `collect` finds it."""
    door, folder = _mine(request)
    _check(door, entries.get("nonce", ""))
    words = entries.get("words", "").strip()
    if not words:
        return RedirectResponse(f"/inbox/{key}", 303)
    outbox.drop_reply(folder, reply_to(outbox.message(folder, key).raw, words, door.clock()))
    says = (
        "Your reply waits to be read. With everything running that takes a minute; by hand it is the command collect."
    )
    return show("inbox_said", says=says, back=f"/inbox/{key}")


def _nonce(door: Door) -> str:
    return nonces.nonce(door.house.secret, PAGE, door.clock())


def _check(door: Door, seen: str) -> None:
    if nonces.age(door.house.secret, PAGE, seen, door.clock()) is None:
        raise HTTPException(403)
