"""The headers every answer of the door carries: nothing is kept, nothing is sent on, nothing foreign is loaded."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers as Given
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; img-src 'self'; base-uri 'none'"
)
USUAL = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "interest-cohort=()",
}


LARGEST = 16 * 1024
"""Bytes of all the headers of one request; browsers send a tenth of it."""


class Headers:
    """Turns away requests whose headers are larger than browsers make them or name no host.

    To each response that does not set its own it adds the usual headers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its response back with the headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in USUAL.items():
                    headers.setdefault(name, value)
            await send(message)

        if sum(len(name) + len(value) for name, value in scope["headers"]) > LARGEST:
            await PlainTextResponse("Too many headers.", 431)(scope, receive, send_with_headers)
            return
        if not _names_a_host(scope):
            await PlainTextResponse("The host name cannot be read.", 400)(scope, receive, send_with_headers)
            return
        await self.app(scope, receive, send_with_headers)


def _names_a_host(scope: Scope) -> bool:
    """Return whether what is asked for is built like an address; whoever reads it behind this would fail on it."""
    try:
        _ = urlsplit(f"//{Given(scope=scope).get('host', '')}/").hostname
    except ValueError:
        return False
    return True
