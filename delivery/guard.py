"""Which addresses a webhook may reach, judged when the connection is opened and never before.

A name is looked up once, every address it has must be public, and one of exactly these is dialled: a name that
changes its mind between two look-ups gains nothing. What `ipaddress` calls global is not enough: it says so of
``64:ff9b::7f00:1``, ``2002:7f00:1::`` and ``192.0.0.8`` in Python 3.11, so IPv4 inside IPv6 is unwrapped first.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

V4 = ipaddress.IPv4Network
V6 = ipaddress.IPv6Network
INSIDE_V4 = tuple(
    map(V4, ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
             "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
             "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
             "224.0.0.0/4", "240.0.0.0/4"))
)  # fmt: skip
"""RFC 6890 and its successors: what the IANA keeps for special use."""
PUBLIC_V6 = V6("2000::/3")
INSIDE_V6 = tuple(map(V6, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "2620:4f:8000::/48")))
"""Teredo and 6to4 lie in here too: tunnels to wherever somebody likes."""
WRAPPED = (V6("::ffff:0:0/96"), V6("64:ff9b::/96"))
"""IPv6 that carries an IPv4 address in its last 32 bits and reaches it: mapped, and translated (NAT64)."""
MOST_DIALLED = 4

Resolve = Callable[[str, int], Iterable[str]]


class NotPublic(httpcore.ConnectError):
    """The name leads into a network that is nobody's business but its owner's. Its sentence names no address."""


class NoTrust(httpcore.ConnectError):
    """Nobody vouches for the certificate, or it is for another name."""


def is_public(address: str) -> bool:
    """Return whether *address* is an address of the public internet, whatever it is wrapped in.

    >>> is_public("93.184.216.34"), is_public("64:ff9b::7f00:1"), is_public("fe80::1%eth0")
    (True, False, False)
    """
    try:
        seen = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(seen, ipaddress.IPv6Address):
        if seen.scope_id is not None:
            return False
        if not any(seen in net for net in WRAPPED):
            return seen in PUBLIC_V6 and not any(seen in net for net in INSIDE_V6)
        seen = ipaddress.IPv4Address(int(seen) & 0xFFFFFFFF)
    return not any(seen in net for net in INSIDE_V4)


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of *host*, in the order the machine prefers them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Guard(httpcore.NetworkBackend):
    """Opens connections to public addresses only.

    *loopback* are places of this machine that may be reached as well, such as ``127.0.0.1:9000``; with *public*
    false they alone. *patience_s* is how long an answer may take from the moment a request was written.
    """

    def __init__(
        self,
        loopback: Iterable[str] = (),
        public: bool = True,
        resolve: Resolve = resolve,
        patience_s: float = 15,
        dial: httpcore.NetworkBackend | None = None,
    ) -> None:
        self.loopback = frozenset(loopback)
        self.public = public
        self.patience_s = patience_s
        self._resolve = resolve
        self._dial = dial or httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        """Return a connection to one of the addresses of *host*.

        Raises:
            NotPublic: one of them is not public.
            httpcore.ConnectError, httpcore.ConnectTimeout: nobody listens.
        """
        fault: Exception = httpcore.ConnectError("no address")
        for address in self.addresses(host, port)[:MOST_DIALLED]:
            try:
                stream = self._dial.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                fault = failed
            else:
                return Watched(stream, self.patience_s)
        raise fault

    def addresses(self, host: str, port: int) -> list[str]:
        """Return the addresses of *host* that may be dialled: all that it has, or none.

        Raises:
            NotPublic, httpcore.ConnectError: as `connect_tcp`.
        """
        try:
            found = list(self._resolve(host, port))
        except (OSError, UnicodeError) as fault:
            raise httpcore.ConnectError("the name is unknown") from fault
        if f"{host}:{port}" in self.loopback and all(_is_loopback(one) for one in found):
            return found
        if not self.public or not all(is_public(one) for one in found):
            raise NotPublic("the name leads to an address that is not public")
        return found


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address).is_loopback


class Watched(httpcore.NetworkStream):
    """A connection whose other side has *patience_s* seconds for a whole answer, however it doles it out."""

    def __init__(
        self, stream: httpcore.NetworkStream, patience_s: float, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream, self._patience_s, self._ticks = stream, patience_s, ticks
        self._until = ticks() + patience_s

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what came, or raise ReadTimeout once the time for the whole answer is over."""
        left = self._until - self._ticks()
        if left <= 0:
            raise httpcore.ReadTimeout("the answer took too long")
        return self._stream.read(max_bytes, min(left, timeout) if timeout is not None else left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write; the time for the answer begins anew."""
        self._until = self._ticks() + self._patience_s
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Return the same connection, encrypted for the name that was asked for and not for its address.

        Raises:
            NoTrust: the other side has no certificate that is trusted for that name.
        """
        try:
            encrypted = self._stream.start_tls(ssl_context, server_hostname, timeout)
        except httpcore.ConnectError as fault:
            raise (NoTrust("no trusted encryption") if isinstance(fault.__cause__, ssl.SSLError) else fault) from None
        return Watched(encrypted, self._patience_s, self._ticks)

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection says about itself."""
        return self._stream.get_extra_info(info)
