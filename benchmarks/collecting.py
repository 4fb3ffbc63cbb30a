"""`collect` on a mailbox with ten thousand waiting replies, one of them poisonous."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlmodel import select

from actions.collecting import collect
from actions.house import House
from actions.sending import send_due
from benchmarks.sending import DUE, enrolled
from coaching.tokens import Purpose, derive
from delivery.addresses import tagged
from delivery.channel import Lane, Outcome
from delivery.mailbox import OutboxMailbox
from delivery.replies import read_reply
from storage.rows import MessageRow, RecipientRow

QUOTE = "\n\nOn Wed, 25 Nov 2026 at 14:00, Lead for loyalty <coach@example.org> wrote:\n" + "> one line of it\n" * 40
ANSWER = "3 4 2 1 5 6 7\n\nThanks."
POISON = b'Message-ID: <poison@x>\r\nContent-Type: multipart/mixed; a="' + b";" * 20_000


HOSTILE = ("On ", "On a\n", "On a, ", "-", "From: a\n", "> ", "Best\n", "\n", "1 ", "1. 1\n", "<a@b>, ", "5.1.1 ")
"""What makes other readers hang; each is repeated to 100 KB."""


class Taken:
    """A channel that takes everything and keeps nothing."""

    name, loopback = "taken", True

    @contextmanager
    def lane(self) -> Iterator[Lane]:
        """Return the lane."""
        yield _TakenLane()


class _TakenLane:
    def send(self, bounce_to: str, to: str, raw: bytes) -> Outcome:
        """Take a mail."""
        return Outcome("sent", "accepted")


def measure(mails: int = 10_000) -> None:
    """Print how many waiting replies are read, recorded and put away in a second."""
    with tempfile.TemporaryDirectory() as folder:
        house, _ = enrolled(Path(folder), mails)
        send_due(house, Taken(), DUE)
        _drop(house, Path(folder) / "replies" / "new")
        began, worked = time.perf_counter(), time.process_time()
        counted = collect(house, OutboxMailbox(Path(folder)), DUE + timedelta(hours=1))
        taken_s, worked_s = time.perf_counter() - began, time.process_time() - worked
        assert (counted.answered, counted.quarantined) == (mails, 1), counted
    print(f"collect, {mails} waiting replies with seven answers and a quote each, SQLite, one run:")
    print(f"  read, recorded, put away       {counted.read / taken_s:8.0f} a second (limit 500)")
    print(
        f"  of processor time alone        {counted.read / worked_s:8.0f} a second, as on a machine with nothing else"
    )


def worst_reading() -> None:
    """Print how long the slowest of the crafted 100 KB mails takes to read."""
    head = "From: a@b.c\nTo: bounce+tok@example.org\nReturn-Path: <>\nContent-Type: text/plain; charset=utf-8\n\n"
    taken = []
    for pattern in HOSTILE:
        raw = (head + pattern * (100_000 // len(pattern))).encode()
        began = time.process_time()
        read_reply(raw, "bounce@example.org")
        taken.append(time.process_time() - began)
    print(f"slowest of {len(HOSTILE)} crafted mails of 100 KB: {max(taken) * 1000:.0f} ms of processor time (limit 50)")


def _drop(house: House, place: Path) -> None:
    """Put one reply from everybody into the mailbox, and a poisonous mail among them."""
    place.mkdir(parents=True)
    statement = select(MessageRow.key, RecipientRow.address).where(
        MessageRow.state == "sent", RecipientRow.id == MessageRow.recipient_id
    )
    with house.store.read() as session:
        sent = session.exec(statement).all()
    for number, (key, address) in enumerate(sent):
        token = derive(house.secret, Purpose.REPLY, key)
        head = f"From: {address}\nTo: {tagged(house.reply_address, token)}\nMessage-ID: <r{number}@mail.example>\n"
        text = f"{head}Subject: Re: Before you start\nContent-Type: text/plain; charset=utf-8\n\n{ANSWER}{QUOTE}"
        (place / f"{number:08d}-0000000000000000.eml").write_text(text)
    (place / f"{len(sent) // 2:08d}-ffffffffffffffff.eml").write_bytes(POISON)


if __name__ == "__main__":
    measure()
    worst_reading()
