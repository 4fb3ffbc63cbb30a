"""What goes wrong, as a page or, for programs, as JSON: one sentence that says what to do."""

import logging
from collections.abc import Sequence
from functools import partial

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match

from actions.answering import AlreadyOver
from actions.links import LinkIsGone, Spoken, UnknownLink
from actions.readiness import DATABASE_AWAY
from answers.door import client_of, door_of
from answers.limits import TooOften
from answers.pages import show
from coaching.errors import NotAllowed, NotFound, Refused
from content.words import marked, preferred, words_in

log = logging.getLogger(__name__)
AGAIN_S = "5"
"""After how many seconds a request may be repeated: the database is started again, a bucket has filled. Our choice."""
SAYS = {
    303: (marked("Please sign in"), marked("This page is for coaches and the learning and development team.")),
    400: (
        marked("This could not be read"),
        marked("What was sent is not a form this page knows. Go back and try again."),
    ),
    401: (marked("Please sign in"), marked("This page is for coaches and the learning and development team.")),
    403: (
        marked("Not from here"),
        marked("The form is out of date or came from elsewhere. Load the page again and repeat it."),
    ),
    404: (
        marked("Nothing here"),
        marked("This address opens nothing here. Use the link in your newest mail."),
    ),
    405: (marked("Not in this way"), marked("This address does not take that kind of request.")),
    409: (marked("Already saved"), ""),
    410: (marked("No longer in force"), ""),
    413: (marked("Too much at once"), marked("More than 64 KB was sent. Shorten the text and save again.")),
    415: (marked("This could not be read"), marked("Send a form (application/x-www-form-urlencoded).")),
    429: (marked("A moment, please"), ""),
    500: (
        marked("Something broke here"),
        marked("It was our fault. What you sent may not be saved: try again in a minute."),
    ),
}
PROGRAMS = ("/api/", "/hooks/")
"""Addresses that programs call, which read JSON."""
STATUS: dict[type[Refused], int] = {
    UnknownLink: 404, LinkIsGone: 410, AlreadyOver: 409, TooOften: 429, NotFound: 404, NotAllowed: 403, Refused: 400,
}  # fmt: skip


def fault(request: Request, status: int, sentence: str = "", language: str = "") -> Response:
    """Return a fault in the form the caller reads: in *language*, else in one that the browser asks for."""
    title, usual = SAYS.get(status, SAYS[400] if status < 500 else SAYS[500])
    if request.url.path.startswith(PROGRAMS):
        return JSONResponse({"error": sentence or usual}, status)
    words = words_in(language or preferred(request.headers.get("accept-language", "")))
    says = words.say(sentence or usual) if sentence or usual else ""
    return show("error", status, words.language, title=words.say(title), says=says, also="")


def refused(request: Request, error: Exception) -> Response:
    """Return what a refusal of the actions looks like from outside; links that open nothing are counted by address."""
    status = next(code for kind, code in STATUS.items() if isinstance(error, kind))
    if isinstance(error, UnknownLink):
        try:
            door_of(request).limits.unknown(client_of(request))
        except TooOften as often:
            return _again(fault(request, 429, str(often)))
    page = fault(request, status, str(error), error.language if isinstance(error, Spoken) else "")
    return _again(page) if isinstance(error, TooOften) else page


def _again(response: Response) -> Response:
    """Return *response* with how long to wait before the same is asked for again."""
    response.headers["Retry-After"] = AGAIN_S
    return response


def failed(request: Request, error: Exception) -> Response:
    """Return the page of a plain HTTP fault."""
    status = error.status_code if isinstance(error, HTTPException) else 400
    detail = error.detail if isinstance(error, HTTPException) and request.url.path.startswith(PROGRAMS) else ""
    response = fault(request, status, detail if status == 400 else "")
    if isinstance(error, HTTPException) and error.headers:
        response.headers.update(error.headers)
    return response


def _other_method(routes: Sequence[BaseRoute], request: Request, error: Exception) -> Response:
    """Return the page of a method that is not taken, with all that are: looking and saving are two routes here."""
    response = failed(request, error)
    there = [one for one in routes if one.matches(request.scope)[0] is not Match.NONE]
    response.headers["Allow"] = ", ".join(sorted({name for one in there for name in getattr(one, "methods", ())}))
    return response


def broke(request: Request, error: Exception) -> Response:
    """Return the page of an error of ours; what it was goes to the log, not to the visitor."""
    return fault(request, 500)


def away(request: Request, error: Exception) -> Response:
    """Return the page of a database that cannot be used: programs and people may repeat it soon."""
    log.error("The database cannot be used", exc_info=error)
    return _again(fault(request, 503))


def add_faults(app: FastAPI, routes: Sequence[BaseRoute]) -> None:
    """Let *app*, which has these *routes*, answer every fault in the look of the house."""
    app.add_exception_handler(Refused, refused)
    app.add_exception_handler(HTTPException, failed)
    app.add_exception_handler(405, partial(_other_method, routes))
    app.add_exception_handler(RequestValidationError, failed)
    for kind in DATABASE_AWAY:
        app.add_exception_handler(kind, away)
    app.add_exception_handler(Exception, broke)
