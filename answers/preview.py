"""``/ld/preview/PROGRAMME``: every mail and page of a programme, for the learning and development team."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from actions.desk.shelf import owns
from actions.previewing import preview_of
from answers.door import door_of
from answers.staff import LOOK, Office, show_desk
from content.reader import shipped

router = APIRouter(include_in_schema=False)
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; "
    "form-action 'none'"
)
"""A mail brings its styles with it, and stands in frames of its own page."""


@router.api_route("/ld/preview", methods=LOOK)
def programmes(request: Request, who: Office) -> Response:
    """List the programmes that can be looked at."""
    own = [one.key for one in owns(door_of(request).house)]
    rows = [
        {"href": f"/ld/preview/{one}/", "name": one, "also": "every mail, every page"} for one in (*shipped(), *own)
    ]
    rows.append({"href": "/ld/new/programme", "name": "Bring your own", "also": "a programme file that you wrote"})
    return show_desk(request, who, "Programmes", rows)


@router.api_route("/ld/preview/{programme}", methods=LOOK)
def whole(request: Request, who: Office, programme: str, locale: str = "") -> Response:
    """Lead to the page whose frames name the files beside it."""
    query = f"?locale={locale}" if locale.replace("-", "").isalnum() else ""
    return Response(status_code=303, headers={"location": f"/ld/preview/{programme}/{query}"})


@router.api_route("/ld/preview/{programme}/", methods=LOOK)
def index(request: Request, who: Office, programme: str, locale: str = "") -> Response:
    """Show the preview; ``?locale=de`` in that language."""
    return _file(request, programme, "index.html", locale)


@router.api_route("/ld/preview/{programme}/{file}", methods=LOOK)
def one(request: Request, who: Office, programme: str, file: str, locale: str = "") -> Response:
    """Show one mail or one page of it."""
    return _file(request, programme, file, locale)


def _file(request: Request, programme: str, name: str, locale: str) -> Response:
    files = preview_of(door_of(request).house, programme, locale)
    if name not in files or not name.endswith(".html"):
        raise HTTPException(404)
    return HTMLResponse(files[name], headers={"content-security-policy": POLICY})
