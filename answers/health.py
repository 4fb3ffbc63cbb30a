"""``/healthz`` and ``/readyz`` for whoever watches the machine, and the stylesheet."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from actions.readiness import is_ready
from answers.documents import documented
from answers.door import door_of
from content.rendering import style, style_hash

router = APIRouter()
FOR_EVER = "public, max-age=31536000, immutable"


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", tags=["health"])
def healthz() -> dict[str, str]:
    """Say that the process lives."""
    return {"status": "ok"}


@router.head("/readyz", include_in_schema=False)
@router.get("/readyz", tags=["health"], responses=documented(503, content={"application/json": {}}))
def readyz(request: Request) -> JSONResponse:
    """Say whether the database answers: 200 if so, else 503."""
    ready = is_ready(door_of(request).house)
    return JSONResponse({"status": "ok" if ready else "the database does not answer"}, 200 if ready else 503)


@router.api_route("/style.css", methods=["GET", "HEAD"], include_in_schema=False)
def stylesheet(v: str = "") -> Response:
    """Return the stylesheet; under its own hash it may be kept for ever."""
    kept = FOR_EVER if v == style_hash() else "public, max-age=60"
    return Response(style(), media_type="text/css; charset=utf-8", headers={"cache-control": kept})


@router.api_route("/favicon.ico", methods=["GET", "HEAD"], include_in_schema=False)
def favicon() -> Response:
    """Say that there is none, so that browsers do not ask again."""
    return Response(status_code=204, headers={"cache-control": "public, max-age=86400"})
