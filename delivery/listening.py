"""Mail in, as a mail server hands it over: by LMTP behind one of your own, or by SMTP as the server of a domain.

A mail is said to be taken only once it is kept: until then the other server keeps it and tries again. Who asks for an
address that is none of ours is refused while it is still asking, so that nobody is ever sent a mail about it. The
protocol itself is aiosmtpd's.
"""

import asyncio
import logging
import re
import ssl
from asyncio import Semaphore, Server, Transport
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from delivery.listen_address import ListenAddress
from delivery.received import MOST_OCTETS

log = logging.getLogger(__name__)
MOST_VISITS = 20
"""Connections at once; the next is asked to come back. A mail is in memory while it comes, so this bounds that."""
LARGEST = 10 * 1024 * 1024
"""Octets taken of one mail, as much as postfix takes by itself; what is read of it is `MOST_OCTETS`."""
LONGEST_LINE = 64 * 1024
"""Octets; some programs write a paragraph into one line, far over the thousand that RFC 5321 allows."""
COMMANDS = {"MAIL": 2000, "RCPT": 4000, "DATA": 2000, "RSET": 4000, "NOOP": 200, "*": 20}
"""How often each may be said in one visit."""
NO_SUCH, ONE_AT_A_TIME = "550 5.1.1 There is no such address here", "452 4.5.3 One recipient at a time, please"
TAKEN, LATER, BUSY = "250 2.0.0 It is kept", "451 4.3.0 Not now, try again later", b"421 4.3.2 Too many visits\r\n"
_PLAIN = re.compile(r"[^\s<>]{1,64}@[^\s<>]{1,255}")


@dataclass(frozen=True, slots=True)
class Post:
    """What is done with mail. *takes* says whether an address is ours; *keep* keeps the octets, or raises.

    Both are called in threads, *at_once* of them at a time.
    """

    takes: Callable[[str], bool]
    keep: Callable[[bytes, str], None]
    at_once: int = 1


async def listen(at: ListenAddress, post: Post) -> Server:
    """Return a server that takes mail at an address until it is closed.

    Raises:
        OSError: nobody can listen there, or the certificate cannot be read.
    """
    quiet = logging.getLogger("mail.log")  # what passes is other people's mail: aiosmtpd logs lines and addresses
    quiet.setLevel(logging.CRITICAL)
    context = _context(at)
    visits: set[int] = set()
    turns = Semaphore(post.at_once)
    kind = _Lmtp if at.protocol == "lmtp" else _Smtp

    def visit() -> SMTP:
        return kind(
            visits, _Visit(post, turns), data_size_limit=LARGEST, enable_SMTPUTF8=True, ident="Followthrough",
            command_call_limit=COMMANDS, tls_context=context, timeout=300, auth_exclude_mechanism=("LOGIN", "PLAIN"),
        )  # fmt: skip

    return await asyncio.get_running_loop().create_server(visit, at.host, at.port)


def _context(at: ListenAddress) -> ssl.SSLContext | None:
    if not at.certificate:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(at.certificate, at.key)
    return context


class _Smtp(SMTP):
    """One visit; more than `MOST_VISITS` at once are turned away."""

    line_length_limit = LONGEST_LINE

    def __init__(self, visits: set[int], handler: Any, **options: Any) -> None:
        super().__init__(handler, **options)
        self._visits = visits

    def connection_made(self, transport: Any) -> None:
        """Begin the visit, unless the house is full."""
        if len(self._visits) >= MOST_VISITS and id(self) not in self._visits and isinstance(transport, Transport):
            transport.write(BUSY)
            transport.close()
            return
        self._visits.add(id(self))
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """End the visit."""
        if id(self) in self._visits:
            self._visits.discard(id(self))
            super().connection_lost(error)


class _Lmtp(_Smtp, LMTP):
    """One visit by LMTP."""


class _Visit:
    """What one visitor is answered."""

    def __init__(self, post: Post, turns: Semaphore) -> None:
        self._post, self._turns = post, turns

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if envelope.rcpt_tos:
            return ONE_AT_A_TIME
        async with self._turns:
            is_ours = bool(_PLAIN.fullmatch(address)) and await asyncio.to_thread(self._post.takes, address)
        if not is_ours:
            return NO_SUCH
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Go on"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        raw = envelope.original_content or b""
        sender = envelope.mail_from or ""
        trace = f"Return-Path: <{sender if _PLAIN.fullmatch(sender) else ''}>\r\n".encode()
        async with self._turns:
            await asyncio.to_thread(self._post.keep, (trace + raw)[:MOST_OCTETS], envelope.rcpt_tos[0])
        return TAKEN

    async def handle_exception(self, error: Exception) -> str:
        """Ask the other server to try again; what went wrong is told by its kind, since its words may quote a mail."""
        log.error("A mail could not be kept (%s); its server was asked to try again.", type(error).__name__)
        return LATER
