"""The web door as one ASGI application."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI

from actions.house import House
from actions.logs import keep_discreet
from answers import (
    answering,
    api,
    api_page,
    buddies,
    calendar_feeds,
    coaches,
    health,
    hooks,
    inbox,
    leaving,
    mail_hooks,
    metrics,
    organisation,
    own_data,
    own_page,
    preview,
    staff,
)
from answers.desk import agreements, cohort, comparison, drafts, people, programmes, reports, shelf
from answers.door import Door
from answers.faults import add_faults
from answers.headers import Headers

PARTS = (
    answering, leaving, calendar_feeds, own_page, buddies, own_data, preview, coaches, organisation, staff, inbox, api,
    api_page, hooks, mail_hooks, health, metrics,
)  # fmt: skip
DESK = (shelf, drafts, comparison, reports, agreements, people, programmes, cohort)
"""The desk last, in it the cohort's own page: any name may be a cohort's. ``/ld/new/...`` comes before all of those."""


def make_app(
    house: House,
    clock: Callable[[], datetime],
    outbox: Path | None = None,
    next_mail: Callable[[], str] | None = None,
    metrics_from: tuple[str, ...] = (),
) -> FastAPI:
    """Return the door of *house*. *clock* gives the moment it is, aware.

    *outbox* is the folder of the local inbox, shown to this machine alone; *next_mail* is what its button does.
    *metrics_from* are the networks that may read the metrics beside this machine.
    """
    keep_discreet()
    app = FastAPI(
        title="Followthrough",
        version="1",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.door = Door(house, clock, outbox, next_mail, metrics_from=metrics_from)
    for part in (*PARTS, *DESK):
        app.include_router(part.router)
    add_faults(app, [route for part in (*PARTS, *DESK) for route in part.router.routes])
    app.add_middleware(Headers)
    return app
