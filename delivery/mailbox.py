"""Mail in: where replies wait, and where they go once they are dealt with.

A mailbox gives raw octets and knows nothing of their meaning. A mail stays where it is until `put_away` says otherwise,
so whoever is stopped half-way finds it again; dealing with one twice must therefore do no harm.
"""

import contextlib
import hashlib
import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal, Protocol

from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailboxLoginError, MailBoxStartTls, MailBoxUnencrypted

from coaching.errors import Delayed, NotFound
from delivery.access_tokens import NoToken, read_token
from delivery.received import MOST_OCTETS
from delivery.relay import ImapAddress, parse_reply_url

Folder = Literal["done", "quarantine"]
_BULK = 25
"""Mails asked for at once: at most 25 MiB in memory, as each is read up to `MOST_OCTETS`."""
_UID = re.compile(rb"UID (\d{1,10})")


@dataclass(frozen=True, slots=True)
class Arrived:
    """One waiting mail. *raw* ends after the first MiB, which is more than is ever read of it."""

    key: str
    raw: bytes

    @property
    def sha256(self) -> str:
        """Return the hash of *raw*, by which a mail that comes twice is known."""
        return hashlib.sha256(self.raw).hexdigest()


class Mailbox(Protocol):
    """Where replies wait."""

    def waiting(self) -> Iterator[Arrived]:
        """Return each waiting mail, the oldest first. `put_away` may be called in between."""
        ...

    def put_away(self, keys: Sequence[str], folder: Folder) -> None:
        """Put the mails with these keys away; one that is gone already is no error."""
        ...


class OutboxMailbox:
    """The replies that were dropped into the local outbox *folder*."""

    def __init__(self, folder: Path) -> None:
        self._replies = folder / "replies"

    def waiting(self) -> Iterator[Arrived]:
        """Return the replies in ``replies/new``."""
        for path in sorted((self._replies / "new").glob("*.eml")):
            with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
                yield Arrived(path.stem, file.read(MOST_OCTETS))

    def put_away(self, keys: Sequence[str], folder: Folder) -> None:
        """Move the replies into ``replies/done`` or ``replies/quarantine``.

        Raises:
            NotFound: a key is none of ours; nothing was moved.
        """
        odd = [key for key in keys if not re.fullmatch(r"[0-9A-Za-z_.-]{1,80}", key)]
        if odd:
            raise NotFound("reply", odd[0][:80], ())
        (self._replies / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        for key in keys:
            with contextlib.suppress(FileNotFoundError):
                (self._replies / "new" / f"{key}.eml").rename(self._replies / folder / f"{key}.eml")


class ImapMailbox:
    """A folder on an IMAP server, such as ``imaps://user:password@mail.example.org/INBOX``.

    Everything in the folder counts as waiting, read or unread: a person who looks in must not make a reply
    disappear. What is done moves into the folders ``done`` and ``quarantine`` under it, which are made when needed.
    """

    def __init__(self, url: str, timeout_s: float = 30) -> None:
        self._at = parse_reply_url(url)
        self._timeout_s = timeout_s
        self._box: BaseMailBox | None = None
        self._uid_validity: int | None = None
        self._made: set[str] = set()

    def waiting(self) -> Iterator[Arrived]:
        """Return the mails in the folder; the connection stays open while they are gone through.

        Raises:
            Delayed: the server could not be reached, or did not take the user or password.
        """
        with self._opened() as box:
            with _told():
                validity, uids = self._validity(box), iter(box.uids("ALL", charset=None))
            while some := list(islice(uids, _BULK)):
                with _told():
                    fetched = _fetched(box, some)
                for uid in some:
                    if uid in fetched:
                        yield Arrived(f"{validity}.{uid}", fetched[uid])

    def put_away(self, keys: Sequence[str], folder: Folder) -> None:
        """Move the mails into the folder of that name, in one command.

        Raises:
            NotFound: a key is of another mailbox, or of one that was made anew since; nothing was moved.
            Delayed: the server could not be reached.
        """
        if not keys:
            return
        with self._opened() as box, _told():
            ours = f"{self._validity(box)}."
            odd = [key for key in keys if not key.startswith(ours) or not key.removeprefix(ours).isdigit()]
            if odd:
                raise NotFound("mail in the reply mailbox", odd[0][:40], ())
            box.move([key.removeprefix(ours) for key in keys], self._place(box, folder))

    def look(self) -> None:
        """Sign in, open the folder and leave; nothing is read or moved.

        Raises:
            Delayed: the server could not be reached, or did not take the user or password.
        """
        with self._opened() as box, _told():
            self._validity(box)

    @contextlib.contextmanager
    def _opened(self) -> Iterator[BaseMailBox]:
        """Return the open connection; who opened it closes it."""
        if self._box is not None:
            yield self._box
            return
        with _told():
            self._box = _signed_in(self._at, self._timeout_s)
        try:
            yield self._box
        finally:
            box, self._box, self._uid_validity = self._box, None, None
            with contextlib.suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
                box.logout()

    def _validity(self, box: BaseMailBox) -> int:
        """Return the number under which the folder's mails keep theirs; it holds as long as the connection."""
        if self._uid_validity is None:
            self._uid_validity = box.folder.status(self._at.folder, ["UIDVALIDITY"])["UIDVALIDITY"]
        return self._uid_validity

    def _place(self, box: BaseMailBox, folder: Folder) -> str:
        between = next((one.delim for one in box.folder.list("", self._at.folder)), "/")
        place = f"{self._at.folder}{between}{folder}"
        if place not in self._made and not box.folder.exists(place):
            box.folder.create(place)
        self._made.add(place)
        return place


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Turn the faults of a server into ours, which say nothing of users and passwords."""
    try:
        yield
    except NoToken as fault:
        raise Delayed("sign_in", "", str(fault)) from None
    except MailboxLoginError:
        says = "The reply mailbox did not take the user, password or token of REPLY_URL."
        raise Delayed("sign_in", "", says) from None
    except ssl.SSLError:
        raise Delayed("tls", "", "The reply mailbox could not prove who it is.") from None
    except (OSError, imaplib.IMAP4.error, ImapToolsError):
        raise Delayed("connection", "", "The reply mailbox could not be read.") from None


def _signed_in(at: ImapAddress, timeout_s: float) -> BaseMailBox:
    if at.tls == "off":
        box: BaseMailBox = MailBoxUnencrypted(at.host, at.port, timeout_s)
    else:
        context = ssl.create_default_context(cafile=at.ca or None)
        over = MailBox if at.tls == "implicit" else MailBoxStartTls
        box = over(at.host, at.port, timeout=timeout_s, ssl_context=context)
    try:
        return _by_token(box, at) if at.token else box.login(at.user, at.password, at.folder)
    except BaseException:
        box.client.shutdown()
        raise


def _by_token(box: BaseMailBox, at: ImapAddress) -> BaseMailBox:
    token = read_token(at.token)
    try:
        box.xoauth2(at.user, token, None)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as refused:
        raise MailboxLoginError(("NO", [b""]), "OK") from refused
    box.folder.set(at.folder)
    return box


def _fetched(box: BaseMailBox, uids: list[str]) -> dict[str, bytes]:
    """Return octets by uid, unread mails left unread. A mail that vanished meanwhile is missing."""
    _, answer = box.client.uid("FETCH", ",".join(uids), f"(UID BODY.PEEK[]<0.{MOST_OCTETS}>)")
    found: dict[str, bytes] = {}
    for item in answer:
        if isinstance(item, tuple) and (uid := _UID.search(item[0])):
            found[uid.group(1).decode()] = item[1]
    return found
