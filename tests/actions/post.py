"""Replies as people's mail programs write them, dropped into a house's local mailbox and collected."""

from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

from sqlmodel import col, select

from actions.collecting import Collected, collect
from actions.house import House
from coaching.tokens import Purpose, derive
from delivery.addresses import tagged
from delivery.mailbox import OutboxMailbox
from delivery.outbox import OutboxMail, drop_reply, messages
from storage.rows import EventRow, MessageRow, PromptRow, RecipientRow, ResponseRow, SuppressionRow
from tests import make


class Post:
    """The mail of one house: what went out, what comes back, what was made of it."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house, self.folder = house, folder / "outbox"

    def send(self, now: datetime) -> list[OutboxMail]:
        """Send what is due and return the new mails, oldest first."""
        before = len(self.mails())
        make.sent(self.house, self.folder.parent, now)
        return self.mails()[before:]

    @staticmethod
    def text(mail: OutboxMail) -> str:
        """Return the text part of a mail."""
        parsed = message_from_bytes(mail.raw, policy=policy.default)
        part = parsed.get_body(("plain",))
        return str(part.get_content()) if part else ""

    def mails(self) -> list[OutboxMail]:
        """Return everything that went out, oldest first."""
        return list(reversed(messages(self.folder)))

    def message(self, kind: str = "prompt", person: str = "ada@example.org") -> MessageRow:
        """Return the newest message of *kind* to *person*."""
        statement = (
            select(MessageRow)
            .join(RecipientRow, col(RecipientRow.id) == col(MessageRow.recipient_id))
            .where(MessageRow.kind == kind, RecipientRow.folded == person, MessageRow.state != "planned")
            .order_by(col(MessageRow.id).desc())
        )
        with self.house.store.read() as session:
            return session.exec(statement).first() or MessageRow(key="none")  # type: ignore[call-arg]

    def reply(
        self, text: str, sender: str = "ada@example.org", about: MessageRow | None = None, subject: str = "Re: it",
        to: str | None = None, message_id: str = "", **headers: str,
    ) -> bytes:  # fmt: skip
        """Return a reply to *about*, by default the newest prompt of its sender."""
        key = (about or self.message(person=sender)).key
        token = derive(self.house.secret, Purpose.REPLY, key)
        usual = {
            "From": sender,
            "To": tagged(self.house.reply_address, token) if to is None else to,
            "Subject": subject,
            "Message-ID": message_id or f"<{abs(hash(text))}.{key}@mail.example>",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in usual.items() if value)
        return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode()

    def bounce(self, status: str, about: MessageRow | None = None, to: str = "", action: str = "failed") -> bytes:
        """Return a delivery report about a mail of ours."""
        key = (about or self.message()).key
        return (
            f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: {to or 'somebody@example.org'}\r\n"
            f"Message-ID: <{status}.{key}@mx.example>\r\n"
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n"
            "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
            f"Final-Recipient: rfc822; ada@example.org\r\nAction: {action}\r\nStatus: {status}\r\n\r\n--b\r\n"
            f"Content-Type: message/rfc822\r\n\r\nMessage-ID: <{key}@localhost.localdomain>\r\n\r\n2\r\n--b--\r\n"
        ).encode()

    def complaint(self, about: MessageRow | None = None) -> bytes:
        """Return the feedback report of a provider (RFC 5965)."""
        key = (about or self.message()).key
        return (
            "From: feedback@provider.example\r\nTo: abuse@example.org\r\n"
            "Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n--b\r\n"
            "Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\n\r\n--b\r\n"
            f"Content-Type: message/rfc822\r\n\r\nMessage-ID: <{key}@localhost.localdomain>\r\n\r\n2\r\n--b--\r\n"
        ).encode()

    def collect(self, now: datetime, *raws: bytes) -> Collected:
        """Drop *raws* into the mailbox and read it."""
        for raw in raws:
            drop_reply(self.folder, raw)
        return collect(self.house, OutboxMailbox(self.folder), now)

    def answers(self) -> dict[str, str]:
        """Return the answers that hold: question to value, or to words."""
        statement = select(ResponseRow).where(col(ResponseRow.replaced_at).is_(None)).order_by(col(ResponseRow.id))
        with self.house.store.read() as session:
            return {row.question: row.value or row.words for row in session.exec(statement)}

    def states(self, step: str) -> list[str]:
        """Return what became of the prompts of *step*, with the reason."""
        statement = select(PromptRow).where(PromptRow.step == step).order_by(col(PromptRow.id))
        with self.house.store.read() as session:
            return [f"{row.state} {row.reason}".strip() for row in session.exec(statement)]

    def suppressed(self) -> list[str]:
        """Return the reasons of all suppressions."""
        with self.house.store.read() as session:
            return list(session.exec(select(SuppressionRow.reason)))

    def noted(self, what: str) -> list[dict[str, object]]:
        """Return the details of the events called *what*."""
        with self.house.store.read() as session:
            return [row.details or {} for row in session.exec(select(EventRow).where(EventRow.what == what))]


def ada_asked(house: House, folder: Path, asked: datetime) -> Post:
    """Return the mail of a house with Ada alone, asked her baseline at that moment."""
    make.enrolled(house, ["ada@example.org"])
    made = Post(house, folder)
    assert made.send(asked)
    return made
