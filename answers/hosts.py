"""Several doors behind one address: which one opens is said by the host name that was asked for. Nothing is shared."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from actions.readiness import is_ready
from answers.door import Door, client_of
from answers.headers import Headers
from answers.metrics import Told, exposition, may_look


@dataclass(frozen=True, slots=True)
class Housed:
    """One organisation's door, under a name."""

    name: str
    app: FastAPI

    @property
    def door(self) -> Door:
        """The door inside the application."""
        door: Door = self.app.state.door
        return door


def by_host(doors: Mapping[str, Housed]) -> ASGIApp:
    """Return one application over *doors*, each under the host name by which people reach it."""
    return Headers(_ByHost(doors))


class _ByHost:
    def __init__(self, doors: Mapping[str, Housed]) -> None:
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await next(iter(self._doors.values())).app(scope, receive, send)
            return
        request = Request(scope)
        found = self._doors.get((request.url.hostname or "").casefold())
        await (found.app if found else self._nobodys(request))(scope, receive, send)

    def _nobodys(self, request: Request) -> Response:
        """Return what a host name gets that is nobody's: whoever watches the machine asks by its address."""
        if request.url.path == "/healthz":
            return JSONResponse({"status": "ok"})
        if request.url.path == "/readyz":
            ready = all(is_ready(one.door.house) for one in self._doors.values())
            return JSONResponse({"status": "ok" if ready else "a database does not answer"}, 200 if ready else 503)
        networks = next(iter(self._doors.values())).door.metrics_from
        if request.url.path == "/metrics" and may_look(client_of(request), request.headers, networks):
            return exposition([_told(one) for one in self._doors.values()])
        return PlainTextResponse("Nothing is served under this name. Use the link in your newest mail.", 421)


def _told(one: Housed) -> Told:
    return Told(one.name, one.door.house, one.door.clock, one.door.counting)
