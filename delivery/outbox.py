"""The local outbox: mail as files in a folder, for trying out, rehearsing and the local inbox page.

``FOLDER/<number>-<hash>.eml`` holds the envelope in two lines (``X-Envelope-From``, ``X-Envelope-To``) and the
mail as it was handed over. The number counts up; the hash is of the Message-ID, so a repeat is a second file with
the same hash. ``FOLDER/replies/new`` takes replies, which `delivery.mailbox.OutboxMailbox` reads.

A file appears whole or not at all: it is written beside its place and linked into it, which overwrites nothing.
By default nothing waits for the disk, so a power cut may lose the last seconds (a killed process loses nothing);
``durable=True`` waits for file and folder, some milliseconds a mail. Folders and files are for their owner only.
"""

import contextlib
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from coaching.errors import NotFound, Refused
from delivery.addresses import wire_address
from delivery.channel import Outcome
from delivery.headers import plain_words

_NAME = re.compile(r"(\d{8,})-([0-9a-f]{16})\.eml")
_MESSAGE_ID = re.compile(rb"^message-id:[ \t]*<?([^>\s]{1,998})", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class OutboxMail:
    """One mail in the outbox. *key* is its file name without the ending; *repeat* marks an earlier file with the
    same Message-ID. *date* is None where the mail has none that can be read.
    """

    path: Path
    key: str
    bounce_to: str
    to: str
    subject: str
    date: datetime | None
    raw: bytes
    repeat: bool


class OutboxChannel:
    """A channel into *folder*, which is made when the first mail comes."""

    def __init__(self, folder: Path, durable: bool = False) -> None:
        self.folder = folder
        self.durable = durable
        self.name = "outbox"
        self.loopback = True

    @contextlib.contextmanager
    def lane(self) -> Iterator["OutboxLane"]:
        """Return a way into the folder; several may be open at once, in several processes."""
        yield OutboxLane(self.folder, self.durable)


class OutboxLane:
    """Writes one mail at a time into its folder."""

    def __init__(self, folder: Path, durable: bool) -> None:
        self._folder = folder
        self._durable = durable
        self._next = 0
        self.placed = ""
        """The name of the file that was written last, "" before the first."""

    def send(self, bounce_to: str, to: str, raw: bytes) -> Outcome:
        """Return ``sent`` once the file is in its place, ``delayed`` when the folder cannot take it."""
        try:
            sender, recipient = wire_address(bounce_to) if bounce_to else "", wire_address(to)
        except Refused:
            return Outcome("refused", "no_such_address")
        envelope = f"X-Envelope-From: <{sender}>\r\nX-Envelope-To: <{recipient}>\r\n"
        found = _MESSAGE_ID.search(raw, 0, 16_384)
        data = envelope.encode() + raw
        try:
            if not self._next:
                self._next = _last(self._folder) + 1
            what = found.group(1) if found else raw
            number = _place(self._folder, self._next, what, data, self._durable)
            self._next, self.placed = number + 1, f"{number:08d}-{_digest(what)}.eml"
        except OSError:
            return Outcome("delayed", "storage", relay_wide=True)
        return Outcome("sent", "accepted")


def messages(folder: Path, limit: int | None = None) -> list[OutboxMail]:
    """Return the mails in *folder*, newest first, at most *limit*."""
    names = _names(folder)
    first = {digest: number for number, digest in names}
    return [_read(folder, number, digest, first[digest] < number) for number, digest in names[:limit]]


def message(folder: Path, key: str) -> OutboxMail:
    """Return the mail with *key*.

    Raises:
        NotFound: there is none.
    """
    names = _names(folder)
    for number, digest in names:
        if f"{number:08d}-{digest}" == key:
            return _read(folder, number, digest, min(n for n, d in names if d == digest) < number)
    raise NotFound("mail in the outbox", key[:40], ())


def drop_reply(folder: Path, raw: bytes) -> str:
    """Return the name under which *raw* waits in ``folder/replies/new``."""
    place = folder / "replies" / "new"
    number = _place(place, _last(place) + 1, raw, raw, durable=False)
    return f"{number:08d}-{_digest(raw)}"


def _names(folder: Path) -> list[tuple[int, str]]:
    if not folder.is_dir():
        return []
    found = (_NAME.fullmatch(entry.name) for entry in os.scandir(folder))
    return sorted(((int(one.group(1)), one.group(2)) for one in found if one), reverse=True)


def _last(folder: Path) -> int:
    return max((number for number, _ in _names(folder)), default=0)


def _digest(what: bytes) -> str:
    return hashlib.sha256(what).hexdigest()[:16]


def _place(folder: Path, number: int, what: bytes, data: bytes, durable: bool) -> int:
    """Return the number under which *data* now stands; a taken one is stepped over."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = folder / f".{secrets.token_hex(8)}.tmp"
    try:
        _write(beside, data, durable)
        while not _linked(beside, folder / f"{number:08d}-{_digest(what)}.eml"):
            number += 1
    finally:
        beside.unlink(missing_ok=True)
    if durable:
        _settle(folder)
    return number


def _write(path: Path, data: bytes, durable: bool) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        if durable:
            file.flush()
            os.fsync(file.fileno())


def _linked(beside: Path, place: Path) -> bool:
    try:
        os.link(beside, place)
    except FileExistsError:
        return False
    return True


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(folder: Path, number: int, digest: str, repeat: bool) -> OutboxMail:
    path = folder / f"{number:08d}-{digest}.eml"
    sender, recipient, raw = path.read_bytes().split(b"\r\n", 2)
    head = BytesParser(policy=policy.compat32).parsebytes(raw, headersonly=True)
    return OutboxMail(
        path,
        path.stem,
        _bracketed(sender),
        _bracketed(recipient),
        plain_words(head["Subject"]),
        _moment(head["Date"]),
        raw,
        repeat,
    )


def _bracketed(line: bytes) -> str:
    return line.decode("utf-8", "replace").partition("<")[2].rpartition(">")[0]


def _moment(date: object) -> datetime | None:
    try:
        return parsedate_to_datetime(str(date))
    except ValueError:
        return None
