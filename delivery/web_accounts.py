"""What we are known by at other servers of the web, as the settings name it. What speaks to them few processes need."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit, urlunsplit

from coaching.errors import Refused
from delivery.relay import is_loopback


@dataclass(frozen=True, slots=True)
class Provider:
    """An OpenID provider: its *issuer* as its discovery document names it, and what it knows us by."""

    issuer: str
    client: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RecordStore:
    """Where statements go: an address without a slash at its end, and who we are there."""

    url: str
    user: str = ""
    password: str = field(default="", repr=False)


def read_store(text: str) -> RecordStore:
    """Return the store of an address such as ``https://user:password@lrs.example.org/xapi``.

    Raises:
        Refused: it is no such address; what was seen is not repeated.
    """
    parts = urlsplit(text)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment:
        raise Refused("It must be a web address such as https://user:password@lrs.example.org/xapi.")
    if parts.scheme == "http" and not is_loopback(host):
        raise Refused("It must begin with https://, since a password and answers go there.")
    place = parts.netloc.rpartition("@")[2]
    url = urlunsplit((parts.scheme, place, parts.path.rstrip("/"), "", ""))
    return RecordStore(url, unquote(parts.username or ""), unquote(parts.password or ""))
