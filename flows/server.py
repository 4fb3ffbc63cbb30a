"""The Prefect server as one ASGI application: ``uvicorn --factory flows.server:application``.

``prefect server start`` would start a second process, which a kill of the first leaves behind.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from prefect.server.api.server import create_app
from prefect.settings import get_current_settings

from flows.tidying import collect_aside
from flows.unlocking import end_when_locked

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

NOTHING_FOREIGN = (
    b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    b"img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; form-action 'self'; "
    b"frame-ancestors 'none'"
)
"""Every source is this server. Prefect's UI (seen in 3.8.8) asks a vendor of usage statistics for a configuration
at each page and others for pictures, with analytics off in every setting; the browser now refuses to."""


def application() -> Application:
    """Return the server with its API, services and UI, whose pages load nothing from anywhere else.

    Whoever starts it should start it again when it ends: it does so when its SQLite database stays locked.
    Its garbage is collected by a thread, so that its event loop cannot wait for itself.
    """
    url = get_current_settings().server.database.connection_url
    end_when_locked(url.get_secret_value() if url else "")
    served = Sealed(create_app())
    collect_aside()
    return served


class Sealed:
    """An application whose answers all carry the content security policy above."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass the call on and add the header to the answer's beginning."""

        async def send_sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers: list[Any] = [*message.get("headers", []), (b"content-security-policy", NOTHING_FOREIGN)]
                message = {**message, "headers": headers}
            await send(message)

        await self._inner(scope, receive, send_sealed)
