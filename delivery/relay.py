"""Where mail goes and comes from, read from the settings MAIL_URL and REPLY_URL."""

import ipaddress
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from coaching.errors import Refused

Tls = Literal["implicit", "starttls", "off"]
_OUT = "Write it as 'smtps://user:password@mail.example.org:465', 'smtp://127.0.0.1:25' or 'outbox:'."
_IN = "Write it as 'imaps://user:password@mail.example.org/INBOX'."
_SECRET = re.compile(r"//.*@", re.DOTALL)
_OPTIONS = {"tls", "ca", "token"}


@dataclass(frozen=True, slots=True)
class Relay:
    """A mail server that takes our mail.

    *tls* ``off`` is plain text; *ca* is a file of trusted certificates, or ""; *token* is a file with an access token
    to sign in with instead of a password, or "".
    """

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: Tls = "starttls"
    ca: str = ""
    token: str = ""

    @property
    def loopback(self) -> bool:
        """Return whether the server is this machine."""
        return is_loopback(self.host)

    @property
    def name(self) -> str:
        """Return the relay's name for the ledger: no user, no password."""
        return f"smtp:{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class ImapAddress:
    """A folder in which replies arrive. *tls*, *ca* and *token* as in `Relay`."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str
    tls: Tls
    ca: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True)
class OutboxPath:
    """The local outbox. *path* is None for a bare ``outbox:``: then the settings say where."""

    path: Path | None


def is_loopback(host: str) -> bool:
    """Return whether *host* is this machine by its own name or number; names are not looked up."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() in ("localhost", "localhost.localdomain")


def masked(url: str) -> str:
    """Return *url* with what stands before its @ hidden.

    >>> masked("smtps://ada:secret@mail.example.org")
    'smtps://***@mail.example.org'
    """
    return _SECRET.sub("//***@", url)


def parse_mail_url(url: str) -> Relay | OutboxPath:
    """Return where *url* points.

    ``smtps://`` is TLS from the first octet (port 465). ``smtp://`` upgrades by STARTTLS or refuses (port 587
    with a user, else 25), except on loopback, where it is plain. ``?tls=off`` and ``?tls=starttls`` say it
    outright; ``?ca=FILE`` trusts a company's own certificates; ``?token=FILE`` signs in by OAuth
    (`delivery.access_tokens`). Letters such as ``@`` in a password are written as ``%40``.

    >>> parse_mail_url("smtp://mail.example.org")
    Relay(host='mail.example.org', port=25, user='', tls='starttls', ca='', token='')

    Raises:
        Refused: a sentence for the person who wrote it, secrets masked.
    """
    if url.startswith("outbox:"):
        place = unquote(url.removeprefix("outbox:").removeprefix("//"))
        return OutboxPath(Path(place) if place else None)
    parts = _split(url, ("smtp", "smtps"))
    if parts.path.strip("/"):
        raise _wrong(url, "it has a path, and needs nothing behind its port but options.")
    user, password, tls, files = _access(url, parts)
    usual = 465 if tls == "implicit" else 587 if user else 25
    return Relay(parts.hostname or "", parts.port or usual, user, password, tls, *files)


def parse_reply_url(url: str) -> ImapAddress:
    """Return the folder in which replies arrive; ``imaps://`` and ``imap://`` differ as for `parse_mail_url`.

    Raises:
        Refused: a sentence for the person who wrote it, secrets masked.
    """
    parts = _split(url, ("imap", "imaps"))
    user, password, tls, files = _access(url, parts)
    if not user:
        raise _wrong(url, "it needs a user and a password.")
    usual = 993 if tls == "implicit" else 143
    folder = unquote(parts.path.strip("/")) or "INBOX"
    return ImapAddress(parts.hostname or "", parts.port or usual, user, password, folder, tls, *files)


def parse_mail_urls(urls: str) -> tuple[Relay | OutboxPath, ...]:
    """Return every place named in *urls*, which are separated by commas or spaces, in the order they are asked.

    Raises:
        Refused: one of them cannot be used, two are the same, or the local inbox stands beside a server.
    """
    found = tuple(parse_mail_url(one) for one in re.split(r"(?:,\s*|\s+)(?=(?:smtps?|outbox):)", urls.strip()))
    servers = [one.name for one in found if isinstance(one, Relay)]
    if len(found) > 1 and len(servers) < len(found):
        raise Refused("The local inbox (outbox:) stands alone: with a mail server beside it, who gets which mail?")
    if len(set(servers)) < len(servers):
        raise Refused("The same mail server is named twice. Name each once, in the order they are to be asked.")
    return found


def _split(url: str, schemes: tuple[str, str]) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise _wrong(url, "it cannot be read as an address of a server.") from None
    if parts.scheme not in schemes:
        raise _wrong(url, f"it begins with neither {schemes[0]}: nor {schemes[1]}:.")
    if not parts.hostname or parts.fragment:
        raise _wrong(url, "it needs a host, and signs such as # and / in a password written as %23 and %2F.")
    return parts


def _access(url: str, parts: SplitResult) -> tuple[str, str, Tls, tuple[str, str]]:
    """Return user, password, encryption, and the files of certificates and of the token."""
    options, loopback = _options(url, parts.query), is_loopback(parts.hostname or "")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    tls = _tls(url, parts.scheme, options.get("tls", ""), loopback)
    token = options.get("token", "")
    if token and (password or not user):
        raise _wrong(url, "with a token it needs a user and no password.")
    if user and not password and not token:
        raise _wrong(url, "it has a user and no password.")
    if not (user + password).isascii():
        raise _wrong(url, "its user or password is not ASCII, which most servers cannot check.")
    if user and tls == "off" and not loopback:
        raise _wrong(url, "what it signs in with would travel unencrypted. Remove tls=off, or the user.")
    return user, password, tls, (options.get("ca", ""), token)


def _options(url: str, query: str) -> dict[str, str]:
    options = {name: values[-1] for name, values in parse_qs(query, keep_blank_values=True).items()}
    if unknown := sorted(set(options) - _OPTIONS):
        raise _wrong(url, f"it has the option '{unknown[0][:20]}', which does not exist; there are tls, ca and token.")
    return options


def _tls(url: str, scheme: str, wanted: str, loopback: bool) -> Tls:
    if scheme in ("smtps", "imaps"):
        if wanted:
            raise _wrong(url, f"{scheme}: is always encrypted and takes no tls option.")
        return "implicit"
    if wanted not in ("", "off", "starttls"):
        raise _wrong(url, "its option tls is neither 'off' nor 'starttls'.")
    if wanted == "off" or (loopback and not wanted):
        return "off"
    return "starttls"


def _wrong(url: str, why: str) -> Refused:
    example = _IN if url.startswith("imap") else _OUT
    return Refused(f"The mail server '{masked(url)}' cannot be used: {why} {example}")
