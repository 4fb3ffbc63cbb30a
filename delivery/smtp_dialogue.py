"""One mail's words with a mail server: greet, sign in, envelope, body, reset.

`smtplib` keeps the connection and the replies; its `sendmail` is not used, because it does not tell a connection
lost before the final dot from one lost after it, and that is the difference between delayed and unsure.
"""

import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from delivery import access_tokens
from delivery.channel import Outcome
from delivery.relay import Relay
from delivery.verdicts import Phase, lost, unconfirmed, verdict

_PHASES: tuple[Phase, Phase, Phase] = ("mail", "rcpt", "data")
_GO_ON: dict[Phase, tuple[int, ...]] = {"mail": (250,), "rcpt": (250, 251, 252), "data": (354,)}
_LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Envelope:
    """One hand-over: both addresses as they go on the wire, and the mail in CRLF lines."""

    sender: str
    recipient: str
    raw: bytes

    @property
    def international(self) -> bool:
        """Return whether SMTPUTF8 is needed: bodies are encoded, so anything beyond ASCII is in an address."""
        return not (self.sender.isascii() and self.recipient.isascii() and self.raw.isascii())


def whole_lines(raw: bytes) -> bytes:
    """Return *raw* with every line ended by CRLF: a lone CR or LF could end the mail early for some servers."""
    if not raw.count(b"\r\n") == raw.count(b"\n") == raw.count(b"\r"):
        raw = _LINE_END.sub(b"\r\n", raw)
    return raw if raw.endswith(b"\r\n") else raw + b"\r\n"


def introduce(server: smtplib.SMTP, relay: Relay, context: Callable[[], ssl.SSLContext] | None) -> None:
    """Greet, encrypt if *context* is given, sign in if the relay has a user; nothing comes back.

    Raises:
        OSError, smtplib.SMTPException: as `delivery.verdicts.no_connection` reads them.
    """
    server.local_hostname = _own_name(server)
    server.ehlo_or_helo_if_needed()
    if context is not None:
        if not server.has_extn("starttls"):
            raise ssl.SSLError("the server offers no STARTTLS")
        server.starttls(context=context())
        server.ehlo_or_helo_if_needed()
    if relay.token:
        access_tokens.sign_in(server, relay.user, access_tokens.read_token(relay.token))
    elif relay.user:
        server.login(relay.user, relay.password)


def _own_name(server: smtplib.SMTP) -> str:
    """Return our address as a literal (RFC 5321, 4.1.3), which needs no look-up that may hang."""
    host = str(server.sock.getsockname()[0]) if server.sock is not None else "127.0.0.1"
    return f"[IPv6:{host}]" if ":" in host else f"[{host}]"


def objection(server: smtplib.SMTP, envelope: Envelope) -> Outcome | None:
    """Return why this server cannot take a mail, as far as its greeting says."""
    if envelope.international and not server.has_extn("smtputf8"):
        return Outcome("refused", "no_smtputf8")
    allowed = server.esmtp_features.get("size", "")
    if allowed.isdigit() and 0 < int(allowed) < len(envelope.raw):
        return Outcome("refused", "too_large")
    return None


def begin(server: smtplib.SMTP, envelope: Envelope, proposed: bool = False) -> Outcome | None:
    """Return why the server does not take a mail, or None once it waits for the body.

    A server that announces PIPELINING (RFC 2920) gets sender, recipient and DATA in one group; *proposed* says
    that it has them already, behind the mail before.
    """
    if refusal := objection(server, envelope):
        return refusal
    try:
        if not server.has_extn("pipelining"):
            return _step_by_step(server, envelope)
        if not proposed:
            server.send(proposal(server, envelope))
        return _group_answered(server)
    except (OSError, smtplib.SMTPException):
        return lost()


def proposal(server: smtplib.SMTP, envelope: Envelope) -> bytes:
    """Return the commands that lead up to the body."""
    return "".join(f"{line}\r\n" for line in _commands(server, envelope)).encode("utf-8")


def _commands(server: smtplib.SMTP, envelope: Envelope) -> tuple[str, str, str]:
    size = f" SIZE={len(envelope.raw)}" if server.has_extn("size") else ""
    more = " BODY=8BITMIME SMTPUTF8" if envelope.international else ""
    return f"MAIL FROM:<{envelope.sender}>{size}{more}", f"RCPT TO:<{envelope.recipient}>", "DATA"


def _step_by_step(server: smtplib.SMTP, envelope: Envelope) -> Outcome | None:
    server.command_encoding = "utf-8" if envelope.international else "ascii"
    for phase, line in zip(_PHASES, _commands(server, envelope), strict=True):
        refusal = _refusal(phase, *server.docmd(line))
        if refusal:
            return refusal
    return None


def _group_answered(server: smtplib.SMTP) -> Outcome | None:
    """Return the first refusal in a group, or None. All answers are read, so that the next mail finds its own.

    A server that refused the recipient may still ask for the body: it gets an empty one (RFC 2920, 3.1), which
    goes to nobody.
    """
    refusal: Outcome | None = None
    for phase in _PHASES:
        try:
            code, text = server.getreply()
            if refusal and code == 354:
                server.send(b".\r\n")
                server.getreply()
        except (OSError, smtplib.SMTPException):
            return refusal or lost()
        refusal = refusal or _refusal(phase, code, text)
    return refusal


def _refusal(phase: Phase, code: int, text: bytes) -> Outcome | None:
    if code in _GO_ON[phase]:
        return None
    return verdict(phase, code, text) if code >= 400 else Outcome("delayed", "protocol", str(code))


def hand_over(
    server: smtplib.SMTP, envelope: Envelope, behind: bytes = b"", meanwhile: Callable[[], None] = lambda: None
) -> Outcome:
    """Return what became of a mail whose body the server waits for: body, final dot.

    *behind* are commands that lead up to the next mail; they travel with the body (RFC 2920, 3.1) and save a
    round trip. Their answers are left for `begin`. *meanwhile* is done while the server takes the mail.
    """
    try:
        server.send(_with_dots(envelope.raw) + behind)
    except (OSError, smtplib.SMTPException):
        return lost()
    meanwhile()
    return _answer_to_the_dot(server)


def _answer_to_the_dot(server: smtplib.SMTP) -> Outcome:
    try:
        code, text = server.getreply()
    except (OSError, smtplib.SMTPException):
        return unconfirmed()
    return verdict("data", code, text) if 200 <= code < 600 else unconfirmed()


def _with_dots(raw: bytes) -> bytes:
    """Return *raw* as it stands between DATA and its answer (RFC 5321, 4.5.2)."""
    stuffed = raw.replace(b"\r\n.", b"\r\n..")
    return (b"." if raw.startswith(b".") else b"") + stuffed + b".\r\n"


def reset(server: smtplib.SMTP) -> bool:
    """Return whether the connection is clean for the next mail."""
    try:
        code, _ = server.docmd("RSET")
    except (OSError, smtplib.SMTPException):
        return False
    return code == 250
