"""One mail's words with a mail server: greet, sign in, envelope, body, reset.

`smtplib` keeps the connection and the replies; its `sendmail` is not used, because it does not tell a connection
lost before the final dot from one lost after it, and that is the difference between delayed and unsure.
"""

import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from delivery.channel import Outcome
from delivery.relay import Relay
from delivery.verdicts import lost, unconfirmed, verdict

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
    if relay.user:
        server.login(relay.user, relay.password)


def _own_name(server: smtplib.SMTP) -> str:
    """Return our address as a literal (RFC 5321, 4.1.3), which needs no look-up that may hang."""
    host = str(server.sock.getsockname()[0]) if server.sock is not None else "127.0.0.1"
    return f"[IPv6:{host}]" if ":" in host else f"[{host}]"


def begin(server: smtplib.SMTP, envelope: Envelope) -> Outcome | None:
    """Return why the server does not want a mail now, or None when it does: the MAIL command."""
    if envelope.international and not server.has_extn("smtputf8"):
        return Outcome("refused", "no_smtputf8")
    allowed = server.esmtp_features.get("size", "")
    if allowed.isdigit() and 0 < int(allowed) < len(envelope.raw):
        return Outcome("refused", "too_large")
    server.command_encoding = "utf-8" if envelope.international else "ascii"
    size = f" SIZE={len(envelope.raw)}" if server.has_extn("size") else ""
    more = " BODY=8BITMIME SMTPUTF8" if envelope.international else ""
    try:
        code, text = server.docmd("MAIL", f"FROM:<{envelope.sender}>{size}{more}")
    except (OSError, smtplib.SMTPException):
        return lost()
    return None if code == 250 else verdict("mail", code, text)


def hand_over(server: smtplib.SMTP, envelope: Envelope) -> Outcome:
    """Return what became of a mail whose MAIL command was taken: recipient, body, final dot."""
    try:
        code, text = server.docmd("RCPT", f"TO:<{envelope.recipient}>")
        if code not in (250, 251, 252):
            return verdict("rcpt", code, text)
        code, text = server.docmd("DATA")
        if code != 354:
            return verdict("data", code, text) if code >= 400 else Outcome("delayed", "protocol", str(code))
        server.send(_with_dots(envelope.raw))
    except (OSError, smtplib.SMTPException):
        return lost()
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
