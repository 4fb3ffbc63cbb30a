"""A mail that was handed over, taken apart for looking at."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import MIMEPart


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reader sees of a mail; *html* is "" for one without. *sender* is the name and the address."""

    sender: str
    subject: str
    text: str
    html: str


def read_mail(raw: bytes) -> Seen:
    """Return what a mail shows its reader."""
    mail = message_from_bytes(raw, policy=policy.default)
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    return Seen(
        sender=str(mail["From"] or ""),
        subject=str(mail["Subject"] or ""),
        text=_lines(plain),
        html=_lines(html),
    )


def _lines(part: MIMEPart | None) -> str:
    return str(part.get_content()).replace("\r\n", "\n") if part else ""
