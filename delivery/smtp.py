"""Mail out by SMTP over kept connections.

The words of the dialogue are in `delivery.smtp_dialogue`, what an answer means in `delivery.verdicts`; here is
when to connect, to reset and to give up. A
connection carries at most `messages_per_connection` mails and is not used after `idle_s` seconds of silence,
because servers close silent ones and a closed one looks like an unsure hand-over. How long a server is waited for
is in `delivery.patience`.
"""

import contextlib
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from coaching.errors import Refused
from delivery.addresses import wire_address
from delivery.channel import Outcome
from delivery.patience import GOODBYE_S, Patience, TimedSmtp, TimedSmtpSsl
from delivery.relay import Relay
from delivery.smtp_dialogue import (
    Envelope,
    begin,
    hand_over,
    introduce,
    objection,
    proposal,
    reset,
    whole_lines,
)
from delivery.verdicts import lost, no_connection


class SmtpChannel:
    """One relay. Each lane is its own connection; a thread may have one, and threads do not share one."""

    def __init__(
        self,
        relay: Relay,
        timeout_s: float = 30,
        mail_s: float = 60,
        messages_per_connection: int = 100,
        idle_s: float = 15,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self.relay = relay
        self.timeout_s = timeout_s
        self.mail_s = mail_s
        self.messages_per_connection = messages_per_connection
        self.idle_s = idle_s
        self.ticks = ticks
        self._tls: ssl.SSLContext | None = None

    @property
    def name(self) -> str:
        """Return the relay's name for the ledger."""
        return self.relay.name

    @property
    def loopback(self) -> bool:
        """Return whether the relay is this machine."""
        return self.relay.loopback

    @contextlib.contextmanager
    def lane(self) -> Iterator["SmtpLane"]:
        """Return one kept connection; it says goodbye on leaving."""
        lane = SmtpLane(self)
        try:
            yield lane
        finally:
            lane.close()

    def patience(self) -> Patience:
        """Return the time that one lane has for each mail."""
        return Patience(self.timeout_s, self.mail_s)

    def connect(self, patience: Patience) -> smtplib.SMTP:
        """Return a connection that is encrypted as the relay asks, greeted and signed in while there is *patience*.

        Raises:
            OSError, smtplib.SMTPException: there is none; `no_connection` says what it means.
        """
        relay = self.relay
        if relay.tls == "implicit":
            server: TimedSmtp = TimedSmtpSsl(patience, relay.host, relay.port, context=self._context())
        else:
            server = TimedSmtp(patience, relay.host, relay.port)
        try:
            _at_once(server)
            introduce(server, relay, self._context if relay.tls == "starttls" else None)
        except BaseException:
            server.close()
            raise
        return server

    def look(self) -> Outcome | None:
        """Connect, sign in and leave without sending anything; return what stood in the way, or None."""
        try:
            self.connect(self.patience()).quit()
        except (OSError, smtplib.SMTPException, UnicodeError) as fault:
            return no_connection(fault)
        return None

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:  # 30 ms to make, so once for all lanes
            self._tls = ssl.create_default_context(cafile=self.relay.ca or None)
        return self._tls


@dataclass(slots=True)
class _Open:
    """A connection in use: how many mails it has carried, when it last did, and whose envelope it knows already."""

    server: smtplib.SMTP
    carried: int
    used: float
    proposed: Envelope | None = None


@dataclass(frozen=True, slots=True)
class _Coming:
    """A mail that is to follow, with the envelope made of it, so that it is made once."""

    bounce_to: str
    to: str
    raw: bytes
    envelope: Envelope

    def envelope_of(self, bounce_to: str, to: str, raw: bytes) -> Envelope | None:
        """Return the envelope if this is the very mail that was announced, else None."""
        same = raw is self.raw and to == self.to and bounce_to == self.bounce_to
        return self.envelope if same else None


class SmtpLane:
    """One kept connection to a relay, opened by the first mail."""

    def __init__(self, channel: SmtpChannel) -> None:
        self._channel = channel
        self._patience = channel.patience()
        self._open: _Open | None = None
        self._expected: _Coming | None = None
        self._announced: _Coming | None = None
        self._work: Callable[[], None] = _nothing

    def expect(self, bounce_to: str, to: str, raw: bytes) -> None:
        """Note the mail after the next one: its envelope can travel behind the next one's body."""
        with contextlib.suppress(Refused):
            self._expected = _Coming(bounce_to, to, raw, _envelope(bounce_to, to, raw))

    def meanwhile(self, work: Callable[[], None]) -> None:
        """Note what is to be done between the end of the next mail and the server's answer to it."""
        self._work = work

    def send(self, bounce_to: str, to: str, raw: bytes) -> Outcome:
        """Return what became of *raw*. A kept connection that died in silence is replaced, once."""
        announced, self._announced, self._expected = self._announced, self._expected, None
        upcoming = self._announced.envelope if self._announced else None
        self._patience.begin()
        try:
            known = announced and announced.envelope_of(bounce_to, to, raw)
            envelope = known or _envelope(bounce_to, to, raw)
        except Refused:
            return Outcome("refused", "no_such_address")
        return self._attempt(envelope, upcoming) or self._attempt(envelope, upcoming) or lost()

    def close(self) -> None:
        """Say goodbye if the server still listens; a failure of that tells nothing."""
        if self._open is not None and self._open.proposed is None:
            self._patience.begin(GOODBYE_S)
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._open.server.quit()
        self._drop()

    def _attempt(self, envelope: Envelope, upcoming: Envelope | None) -> Outcome | None:
        """Return the outcome, or None when a connection that had worked was gone before the body began."""
        try:
            connection = self._ready(envelope)
        except (OSError, smtplib.SMTPException, UnicodeError) as fault:
            return no_connection(fault)
        proposed, connection.proposed = connection.proposed is not None, None
        refusal = begin(connection.server, envelope, proposed)
        if refusal and connection.carried and _gone(refusal) and not self._patience.ran_out:
            self._drop()
            return None
        outcome = self._weighed(refusal or self._hand_over(connection, envelope, upcoming))
        self._after(connection, outcome)
        return outcome

    def _weighed(self, outcome: Outcome) -> Outcome:
        """Return *outcome*; a server that takes too long would keep every next mail waiting as well."""
        return replace(outcome, relay_wide=True) if self._patience.ran_out else outcome

    def _hand_over(self, connection: _Open, envelope: Envelope, upcoming: Envelope | None) -> Outcome:
        """Hand over the body, with the next envelope behind it where the server takes groups."""
        server = connection.server
        self._patience.give_all()
        if upcoming and self._goes_on(connection) and not objection(server, upcoming):
            connection.proposed = upcoming
        behind = proposal(server, upcoming) if connection.proposed and upcoming else b""
        work, self._work = self._work, _nothing
        return hand_over(server, envelope, behind, work)

    def _goes_on(self, connection: _Open) -> bool:
        last = connection.carried + 1 >= self._channel.messages_per_connection
        return not last and connection.server.has_extn("pipelining")

    def _ready(self, envelope: Envelope) -> _Open:
        """Return a connection that can take *envelope*: one that waits for the body of another mail cannot."""
        channel, kept = self._channel, self._open
        if kept is not None:
            worn = kept.carried >= channel.messages_per_connection
            other = kept.proposed is not None and kept.proposed != envelope
            if worn or other or channel.ticks() - kept.used > channel.idle_s:
                self.close()
                self._patience.begin()
        if self._open is None:
            self._open = _Open(channel.connect(self._patience), 0, channel.ticks())
        return self._open

    def _after(self, connection: _Open, outcome: Outcome) -> None:
        connection.carried += 1
        connection.used = self._channel.ticks()
        if outcome.state == "sent":
            return
        if (
            outcome.state == "unsure"
            or _gone(outcome)
            or (connection.proposed is None and not reset(connection.server))
        ):
            self._drop()

    def _drop(self) -> None:
        if self._open is not None:
            self._open.server.close()
            self._open = None


def _nothing() -> None:
    """Do nothing while the server is busy."""


def _at_once(server: smtplib.SMTP) -> None:
    """Let the end of a mail leave without waiting for the server's word about what came before it."""
    if server.sock is not None:
        server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _envelope(bounce_to: str, to: str, raw: bytes) -> Envelope:
    return Envelope(wire_address(bounce_to) if bounce_to else "", wire_address(to), whole_lines(raw))


def _gone(outcome: Outcome) -> bool:
    """Return whether the connection has no further use: lost, closing (421), or out of step."""
    return outcome.reason in ("connection", "protocol") or outcome.code.startswith("421")
