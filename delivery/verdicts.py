"""What a mail server's answer means for the ledger.

Servers disagree on codes, so the reading leans to the side that harms nobody: an answer about us or our relay
delays, and only an answer about this recipient or this mail refuses. Codes: RFC 5321, 4.2; RFC 3463; the IANA
registry of enhanced status codes; Exchange Online's 5.7.12x and 5.7.13x.
"""

import re
import smtplib
import ssl
from typing import Literal

from coaching.bounces import is_about_sender
from delivery.channel import Outcome, Reason

Phase = Literal["connect", "mail", "rcpt", "data"]
_ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}(?!\S)")
_TOO_LARGE = ("5.2.3", "5.3.4")
_SENDERS_FAULT = ("5.1.7", "5.1.8")
_NO_DIALOGUE = (500, 502, 503, 504)


def verdict(phase: Phase, code: int, text: bytes) -> Outcome:
    """Return what a reply with *code* means in *phase* (``data`` is the command and the final dot).

    >>> found = verdict("rcpt", 550, b"5.1.1 no such user")
    >>> found.state, found.reason, found.code, found.relay_wide
    ('refused', 'no_such_address', '550 5.1.1', False)
    """
    found = _ENHANCED.match(text)
    enhanced = found.group().decode() if found else ""
    shown = f"{code} {enhanced}".strip()
    if 200 <= code < 300:
        return Outcome("sent", "accepted", shown)
    if 400 <= code < 500:
        return _later(phase, code, enhanced, shown)
    if 500 <= code < 600:
        return _no(phase, code, enhanced, shown)
    return Outcome("delayed", "protocol", shown)


def _later(phase: Phase, code: int, enhanced: str, shown: str) -> Outcome:
    ours = phase in ("connect", "mail")
    if code == 421 or ours:
        return Outcome("delayed", "busy", shown, relay_wide=ours)
    if enhanced == "4.2.2":
        return Outcome("delayed", "mailbox", shown)
    greylisted = phase == "rcpt" and code in (450, 451) and not enhanced.startswith(("4.3.", "4.4."))
    return Outcome("delayed", "greylisted" if greylisted else "busy", shown)


def _no(phase: Phase, code: int, enhanced: str, shown: str) -> Outcome:
    if enhanced in _TOO_LARGE or (code == 552 and not enhanced and phase in ("mail", "data")):
        return Outcome("refused", "too_large", shown)
    before = phase in ("connect", "mail")
    if before or enhanced in _SENDERS_FAULT or code in (530, 535) or is_about_sender(enhanced):
        return Outcome("delayed", "policy", shown, relay_wide=True, recipient_known=not before)
    if enhanced.startswith("5.5.") or (code in _NO_DIALOGUE and not enhanced):
        return Outcome("delayed", "protocol", shown, relay_wide=True)
    return Outcome("refused", _about(enhanced), shown)


def _about(enhanced: str) -> Reason:
    if enhanced.startswith("5.1."):
        return "no_such_address"
    return "mailbox" if enhanced.startswith("5.2.") else "refused"


def lost() -> Outcome:
    """Return the outcome of a connection lost before the mail was whole: the server cannot have taken it."""
    return Outcome("delayed", "connection")


def unconfirmed() -> Outcome:
    """Return the outcome of a connection lost after the final dot: it may have been taken."""
    return Outcome("unsure", "unconfirmed")


def no_connection(fault: Exception) -> Outcome:
    """Return what it means that no usable connection came about; every next mail would meet the same."""
    if isinstance(fault, ssl.SSLError):
        return Outcome("delayed", "tls", relay_wide=True)
    if isinstance(fault, smtplib.SMTPAuthenticationError):
        return Outcome("delayed", "sign_in", str(fault.smtp_code), relay_wide=True)
    if isinstance(fault, smtplib.SMTPResponseException):
        if fault.smtp_code < 400:  # yes to something else than what was asked, such as 250 to STARTTLS
            return Outcome("delayed", "protocol", str(fault.smtp_code), relay_wide=True)
        text = fault.smtp_error if isinstance(fault.smtp_error, bytes) else fault.smtp_error.encode()
        return verdict("connect", fault.smtp_code, text)
    if isinstance(fault, smtplib.SMTPServerDisconnected) or not isinstance(fault, smtplib.SMTPException):
        return Outcome("delayed", "connection", relay_wide=True)
    return Outcome("delayed", "sign_in", relay_wide=True)
