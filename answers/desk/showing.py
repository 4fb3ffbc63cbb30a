"""What every page of the desk carries: who looks, a nonce for its forms, and the way back."""

from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from actions.signing_in import Staff
from answers import nonces
from answers.desk.ahead import load_ahead
from answers.door import door_of
from answers.pages import show

STEPS = (("people", "People"), ("choices", "Programme"), ("plan", "Plan"), ("comparison", "Comparison"),
         ("start", "Start"))  # fmt: skip
"""The way from a roster to a cohort: the end of each address, and what it is called."""

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARQUET = "application/vnd.apache.parquet"


def desk_page(request: Request, who: Staff, name: str, status: int = 200, **values: Any) -> Response:
    """Return the page *name* of the desk, with a nonce of this session for its forms."""
    load_ahead()
    door = door_of(request)
    nonce = nonces.nonce(door.house.secret, who.session, door.clock())
    return show(f"desk/{name}", status, staff=who, nonce=nonce, **values)


def away_to(path: str) -> Response:
    """Return the way to another page after something was done."""
    return RedirectResponse(path, 303)


def as_file(content: bytes, name: str, media: str) -> Response:
    """Return *content* as a file to be kept."""
    return Response(content, media_type=media, headers={"content-disposition": f"attachment; filename={quote(name)}"})


def cohort_path(cohort: str) -> str:
    """Return the address of a cohort's pages."""
    return f"/ld/{quote(cohort)}"
