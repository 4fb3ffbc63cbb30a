"""What machines send back: bounces, complaints, automatic answers, reactions. None of them is an answer."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from delivery.addresses import token_of
from delivery.phrases import ABSENCE_WORDS, AUTOMATIC_SUBJECTS, BOUNCE_SUBJECTS, REACTED
from delivery.received import Received, ids_in

_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_MACHINES = ("mailer-daemon", "postmaster", "mailerdaemon")
_AUTOMATIC_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply-From", "X-Mail-Autoreply")
_PRECEDENCES = ("auto_reply", "auto-reply", "bulk", "junk")
_REACTION = "text/vnd.google.email-reaction+json"
_TEXT_READ, _ABSENCE_READ, _REACTION_LINE = 20_000, 2_000, 120
RECIPIENTS = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
"""Headers that may carry an address of ours."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """A server's word about a mail of ours: the enhanced *status* ("" if none was found), our Message-IDs."""

    status: str
    references: tuple[str, ...]


def bounce(mail: Received) -> Bounce | None:
    """Return what a delivery report says (RFC 3464, or the plain kinds of old servers), None for another mail.

    A report of a delay is one too, with a status of ``4.x.x``; a report of success is not.
    """
    reported = next((part.text for part in mail.parts if part.kind == "message/delivery-status"), "")
    if reported:
        status = _status_of(reported)
        return Bounce(status, ids_in(mail.returned)) if status[:1] != "2" else None
    if mail.report == "delivery-status" or _is_plain_bounce(mail):
        return Bounce(status_in("\n".join(part.text for part in mail.parts)), ids_in(mail.returned))
    return None


def status_in(text: str) -> str:
    """Return the first enhanced status in *text* that reports no success, or ""."""
    found = (one.group(1) for one in _STATUS.finditer(text[:_TEXT_READ]))
    return next((status for status in found if status[0] != "2"), "")


def has_marks_of_bounce(mail: Received, bounce_address: str) -> bool:
    """Return whether *mail* may be a bounce at all: sent by nobody, a report, or to a bounce address of ours."""
    to_us = bounce_address and any(token_of(one, bounce_address) for one in mail.addresses(*RECIPIENTS))
    is_absence = mail.header("Subject").lower().startswith(AUTOMATIC_SUBJECTS)
    return bool(mail.header("Return-Path") == "<>" or mail.report or to_us) and not is_absence


def _status_of(report: str) -> str:
    """Return the status of the first recipient that failed, else of the first that waits, else of the first."""
    best = ""
    for block in report.split("\n\n"):
        fields = _fields(block)
        found = _STATUS.search(fields.get("status", "")) or _STATUS.search(fields.get("diagnostic-code", ""))
        action = fields.get("action", "").lower()
        status = found.group(1) if found else {"failed": "5.0.0", "delayed": "4.0.0"}.get(action, "")
        if action in ("delivered", "relayed", "expanded"):
            status = "2.0.0"
        if status and (not best or status[0] > best[0]):
            best = status
    return best


def _fields(block: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in block.splitlines()[:100] if ":" in line)
    return {name.strip().lower(): value.strip()[:500] for name, _, value in pairs}


def _is_plain_bounce(mail: Received) -> bool:
    if mail.report or mail.header("X-Failed-Recipients"):
        return not mail.report
    sender = " ".join(mail.addresses("From")).lower() or mail.header("From").lower()
    from_machine = mail.header("Return-Path") == "<>" or sender.startswith(_MACHINES)
    return from_machine and mail.header("Subject").lower().startswith(BOUNCE_SUBJECTS)


def is_complaint(mail: Received) -> bool:
    """Return whether a provider reports that somebody called our mail spam (RFC 5965)."""
    return mail.report == "feedback-report" or any(part.kind == "message/feedback-report" for part in mail.parts)


def is_automatic(mail: Received) -> bool:
    """Return whether a machine answered: RFC 3834, its forerunners, receipts, or the subject of an absence note."""
    submitted = mail.header("Auto-Submitted").lower()
    if submitted and not submitted.startswith("no"):
        return True
    if mail.header("Return-Path") == "<>" or mail.header("Precedence").lower() in _PRECEDENCES:
        return True
    if mail.report or any(part.kind == "message/delivery-status" for part in mail.parts):
        return True
    subject = mail.header("Subject").lower()
    return subject.startswith(AUTOMATIC_SUBJECTS) or any(mail.header(name) for name in _AUTOMATIC_HEADERS)


def is_absence(mail: Received, lines: Sequence[str]) -> bool:
    """Return whether an automatic mail says that its sender is away; a receipt or a ticket number does not."""
    said = f"{mail.header('Subject')} {' '.join(lines[:20])[:_ABSENCE_READ]}".lower()
    return not mail.report and any(words in said for words in ABSENCE_WORDS)


def complained_of(mail: Received) -> tuple[str, ...]:
    """Return the addresses in the fields of a complaint: the envelope sender of our mail carries its token."""
    report = next((part.text for part in mail.parts if part.kind == "message/feedback-report"), "")
    fields = _fields(report)
    return tuple(fields[name].strip("<> ") for name in ("original-mail-from",) if name in fields)


def reaction(mail: Received) -> str | None:
    """Return the sign of a Gmail reaction ("" if it cannot be read), None for another mail."""
    for part in mail.parts:
        if part.kind == _REACTION:
            return _sign(part.text)
    return None


def tells_of_reaction(lines: Sequence[str]) -> bool:
    """Return whether the first line of words only tells that its sender tapped a sign.

    >>> tells_of_reaction(["", "[Like] Ada Lovelace reacted to your message:"]), tells_of_reaction(["2"])
    (True, False)
    """
    first = next((line.strip().lower().rstrip(":. ") for line in lines if line.strip()), "")
    return len(first) <= _REACTION_LINE and first.endswith(REACTED)


def _sign(text: str) -> str:
    try:
        read = json.loads(text[:1_000])
    except (ValueError, RecursionError):
        return ""
    sign = read.get("emoji", "") if isinstance(read, dict) else ""
    return sign[:16] if isinstance(sign, str) else ""
