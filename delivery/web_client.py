"""The one web client of a process: ten kept connections, no proxies, no redirects, no address in the log."""

import atexit
import logging
import ssl
from collections.abc import Iterator
from functools import lru_cache

import httpcore
import httpx

from coaching.web_addresses import host_of
from delivery.guard import Guard

CONNECTIONS = 10
"""httpx gets slower above ten: 1,120 requests a second with ten, 432 with twenty (measured, one core)."""
TIMEOUT_S = 15


class GuardedTransport(httpx.BaseTransport):
    """Hands requests to kept connections that *guard* opens."""

    def __init__(self, guard: Guard, tls: ssl.SSLContext | None = None) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls or ssl.create_default_context(),
            max_connections=CONNECTIONS,
            max_keepalive_connections=CONNECTIONS,
            keepalive_expiry=5,
            network_backend=guard,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer to one request; faults are those of httpcore."""
        url = request.url
        response = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.read(),
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            response.status, headers=response.headers, stream=_Body(response), extensions=response.extensions
        )

    def close(self) -> None:
        """Close the kept connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


def make_client(guard: Guard, tls: ssl.SSLContext | None = None) -> httpx.Client:
    """Return a client whose connections *guard* opens. Making one takes 30 ms, so make it once."""
    keep_discreet()
    headers = {"user-agent": "followthrough", "accept-encoding": "identity"}
    return httpx.Client(
        transport=GuardedTransport(guard, tls), timeout=TIMEOUT_S, follow_redirects=False, trust_env=False,
        headers=headers,
    )  # fmt: skip


@lru_cache(maxsize=4)
def client_of_process(loopback: frozenset[str] = frozenset(), public: bool = True) -> httpx.Client:
    """Return the client of this process, made on first use and closed at its end."""
    client = make_client(Guard(loopback, public))
    atexit.register(client.close)
    return client


class _HostsOnly(logging.Filter):
    """Lets the log of httpx name a host and never a path: the path of a chat webhook is its password."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            shown = (host_of(str(one)) if isinstance(one, httpx.URL) else one for one in record.args)
            record.args = tuple(shown)
        return True


@lru_cache(maxsize=1)
def keep_discreet() -> None:
    """Let no address of a webhook into the log of this process."""
    logging.getLogger("httpx").addFilter(_HostsOnly())
