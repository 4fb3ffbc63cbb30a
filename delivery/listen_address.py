"""Where to listen for mail, as the settings say it."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from coaching.errors import Refused
from delivery.relay import is_loopback


@dataclass(frozen=True, slots=True)
class ListenAddress:
    """Where to listen for mail. *certificate* and *key* are PEM files for STARTTLS, "" for none."""

    protocol: str
    host: str
    port: int
    certificate: str = ""
    key: str = ""


def read_listen(url: str) -> ListenAddress:
    """Return where to listen.

    >>> read_listen("lmtp://127.0.0.1:2424").port
    2424

    Raises:
        Refused: it is no such address, or LMTP would be open to others than this machine.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or 0
    except ValueError:
        raise Refused("It cannot be read as an address to listen on.") from None
    if parts.scheme not in ("lmtp", "smtp") or not parts.hostname or not port:
        raise Refused("It must be lmtp:// or smtp:// with a host and a port.")
    if parts.scheme == "lmtp" and not is_loopback(parts.hostname):
        raise Refused("LMTP is spoken on this machine only (RFC 2033 knows no signing in). Listen on 127.0.0.1.")
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if set(options) - {"cert", "key"} or ("cert" in options) != ("key" in options):
        raise Refused("The only options are cert and key, two PEM files that go together.")
    return ListenAddress(parts.scheme, parts.hostname, port, options.get("cert", ""), options.get("key", ""))
