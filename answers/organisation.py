"""Signing in with the organisation's own account (OpenID Connect), where one is set."""

import time
from typing import Annotated

from fastapi import APIRouter, Cookie, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from actions import signing_in
from actions.house import House
from answers.door import client_of, door_of
from answers.staff import DESK, LOOK, with_cookie
from delivery.web_accounts import Provider

router = APIRouter(prefix="/sign-in/organisation", include_in_schema=False)
COOKIE = "signing-in"
PATH = "/sign-in"


@router.api_route("", methods=LOOK)
def begin(request: Request) -> Response:
    """Send the browser to the provider. What has to come back with it is kept in a cookie, for ten minutes."""
    from delivery import oidc

    door = door_of(request)
    provider = _provider(door.house)
    door.limits.ask(client_of(request))
    address, begun = oidc.begin(provider, _back(door.house), time.time())
    response = RedirectResponse(address, 303)
    response.set_cookie(
        COOKIE, oidc.write(begun, door.house.secret), max_age=oidc.LASTS_S, path=PATH, httponly=True, samesite="lax",
        secure=door.house.public_url.startswith("https:"),
    )  # fmt: skip
    return response


@router.get("/back")
def back(request: Request, cookie: Annotated[str, Cookie(alias=COOKIE)] = "") -> Response:
    """Sign in whom the provider names, if they are staff; who has two roles chooses one first."""
    from delivery import oidc

    door = door_of(request)
    provider = _provider(door.house)
    door.limits.ask(client_of(request))
    wall_s = time.time()
    begun = oidc.read(cookie, door.house.secret, wall_s)
    address = oidc.finish(provider, _back(door.house), begun, request.query_params, wall_s)
    entered = signing_in.sign_in_known(door.house, address, door.clock())
    response = RedirectResponse(f"/sign-in/{entered}" if isinstance(entered, str) else DESK[entered.role], 303)
    response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="lax")
    return response if isinstance(entered, str) else with_cookie(door, response, entered.session)


def _provider(house: House) -> Provider:
    if house.oidc is None:
        raise HTTPException(404)
    return house.oidc


def _back(house: House) -> str:
    return house.address("/sign-in/organisation/back")
