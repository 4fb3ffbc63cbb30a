"""Mails of the local inbox, taken apart for looking at, and a reply put together."""

import secrets
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime

from delivery.letters import read_mail


def with_new_windows(html: str) -> str:
    """Return *html* with its links opening in a window of their own, since the mail stands in a frame."""
    return html.replace("<head>", '<head><base target="_blank">', 1)


def reply_to(raw: bytes, words: str, now: datetime) -> bytes:
    """Return the reply a mail program would send to *raw*: *words* on top, the mail quoted below."""
    asked = message_from_bytes(raw, policy=policy.default)
    reply = EmailMessage(policy=policy.SMTP)
    reply["From"] = str(asked["To"])
    reply["To"] = str(asked["Reply-To"] or asked["From"])
    reply["Subject"] = f"Re: {asked['Subject']}"
    reply["Date"] = format_datetime(now)
    reply["Message-ID"] = f"<{secrets.token_hex(12)}@inbox.invalid>"
    reply["In-Reply-To"] = reply["References"] = str(asked["Message-ID"])
    quoted = "\n".join(f"> {line}" for line in read_mail(raw).text.splitlines())
    reply.set_content(f"{words}\n\nOn {asked['Date']}, {asked['From']} wrote:\n{quoted}\n")
    return reply.as_bytes()
