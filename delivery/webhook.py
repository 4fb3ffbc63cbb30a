"""Messages out by web: one signed POST each, to whatever address the message names.

*raw* is what `delivery.web_signing.pack` makes: the message's id on a line of its own, then the JSON. Only a 2xx is
success. Whatever else an endpoint answers is tried again later, since nothing but its owner's mistake makes it final;
410 says that the endpoint is gone. An endpoint that could not be reached is not asked again by the same lane:
everybody else's messages would wait behind its silence.
"""

import contextlib
import email.utils
import time
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlsplit

import httpcore
import httpx

from coaching.web_addresses import fault_of, host_of
from delivery.channel import Outcome
from delivery.guard import NotPublic, NoTrust
from delivery.web_signing import headers, unpack

LARGEST_ANSWER = 64 * 1024
"""Bytes of an answer that are read; nothing is made of them but its status."""
LONGEST_WAIT_S = 24 * 3600
GONE = 410
BUSY = (408, 425, 429, 500, 502, 503, 504)


class WebhookChannel:
    """All endpoints, over one *client*. *keys* sign; *loopback* are places of this machine that may be reached.

    With *public* false nothing leaves this machine.
    """

    def __init__(
        self,
        client: Callable[[], httpx.Client],
        keys: Sequence[bytes],
        loopback: frozenset[str] = frozenset(),
        public: bool = True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.name = "webhook"
        self.loopback = not public
        self._client, self._keys, self._places, self._clock = client, tuple(keys), loopback, clock

    def takes(self, url: str) -> bool:
        """Return whether *url* may be posted to, as far as can be said without looking it up."""
        return not fault_of(url, self._places) and (not self.loopback or urlsplit(url).netloc in self._places)

    @contextlib.contextmanager
    def lane(self) -> Iterator["WebhookLane"]:
        """Return a way out; all lanes share the connections of the client."""
        yield WebhookLane(self)

    def post(self, url: str, id_: str, body: bytes) -> tuple[int, str]:
        """Return the status and the Retry-After of the answer; the answer itself is read up to a limit and dropped."""
        signed = headers(self._keys, id_, int(self._clock()), body)
        kind = {"content-type": "application/json"}
        with self._client().stream("POST", url, content=body, headers=signed | kind) as answer:
            size = 0
            for part in answer.iter_raw():
                size += len(part)
                if size > LARGEST_ANSWER:
                    break
            return answer.status_code, answer.headers.get("retry-after", "")

    def wait_s(self, written: str) -> float:
        """Return the seconds that a Retry-After asks for: a number or a date, at most a day."""
        if written.strip().isascii() and written.strip().isdigit():
            return min(float(written.strip()[:9]), LONGEST_WAIT_S)
        try:
            at = email.utils.parsedate_to_datetime(written)
            return max(0.0, min(at.timestamp() - self._clock(), LONGEST_WAIT_S))
        except (ValueError, OverflowError):
            return 0.0


class WebhookLane:
    """Posts one message at a time."""

    def __init__(self, channel: WebhookChannel) -> None:
        self._channel = channel
        self._silent: set[str] = set()

    def send(self, bounce_to: str, to: str, raw: bytes) -> Outcome:
        """Return what became of *raw*; *bounce_to* has no meaning here."""
        if not self._channel.takes(to):
            return Outcome("refused", "no_such_address")
        id_, body = unpack(raw)
        host = host_of(to)
        if host in self._silent:
            return Outcome("delayed", "connection")
        try:
            status, retry_after = self._channel.post(to, id_, body)
        except NotPublic:
            return Outcome("delayed", "blocked")
        except (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.PoolTimeout) as fault:
            self._silent.add(host)
            return Outcome("delayed", "tls" if isinstance(fault, NoTrust) else "connection")
        except (httpcore.WriteError, httpcore.WriteTimeout, httpcore.UnsupportedProtocol, httpx.InvalidURL):
            return Outcome("delayed", "connection")
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as fault:
            self._silent |= {host} if isinstance(fault, httpcore.TimeoutException) else set()
            return Outcome("unsure", "unconfirmed")
        return _outcome(status, self._channel.wait_s(retry_after))


def _outcome(status: int, wait_s: float) -> Outcome:
    """Return what a status means. Only 2xx is success; a redirect is a failure and is not followed."""
    if 200 <= status < 300:
        return Outcome("sent", "accepted")
    if status == GONE:
        return Outcome("delayed", "gone", str(status))
    return Outcome("delayed", "busy" if status in BUSY else "not_taken", str(status), retry_after_s=wait_s)
