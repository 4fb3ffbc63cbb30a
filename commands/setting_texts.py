"""What the texts of settings say. A wrong one is a ValueError that says what it must be."""

import re
from collections.abc import Callable
from datetime import time
from ipaddress import ip_network
from urllib.parse import urlsplit

from delivery.relay import is_loopback


def database(text: str) -> str:
    """Return the URL of a database, PostgreSQL's under one name."""
    scheme = urlsplit(text).scheme.partition("+")[0]
    if scheme not in ("sqlite", "postgresql", "postgres"):
        raise ValueError("it must begin with sqlite:/// or postgresql://.")
    return re.sub(r"^postgres(ql)?:", "postgresql:", text)


def prefect_database(text: str) -> str:
    """Return the URL of a PostgreSQL database as Prefect's server wants it, with its asynchronous driver."""
    found = database(text)
    if not found.startswith("postgresql:"):
        raise ValueError("it must begin with postgresql://.")
    return found.replace("postgresql:", "postgresql+asyncpg:", 1)


def host_and_port(text: str) -> tuple[str, int]:
    """Return where to listen."""
    host, _, port = text.rpartition(":")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError("it must be host:port.")
    return host.strip("[]") or "127.0.0.1", int(port)


def mailbox(text: str) -> tuple[str, str]:
    """Return a name and an address, written alone or as ``Name <address>``.

    >>> mailbox("Maria Lopez <coach@example.org>")
    ('Maria Lopez', 'coach@example.org')
    """
    found = re.fullmatch(r"(?P<name>[^<>\x00-\x1f]*)<(?P<address>[^<>]*)>|(?P<alone>[^<>\s,;]*)", text)
    if not found:
        raise ValueError("it is neither an address nor a name and an address in <>.")
    name = (found["name"] or "").strip().strip('"').strip()
    return name, address(found["alone"] or found["address"] or "")


def address(text: str) -> str:
    """Return an e-mail address."""
    local, at, domain = text.rpartition("@")
    if not (at and local and domain) or re.search(r"[\s<>\x00-\x1f]", text):
        raise ValueError("it is no e-mail address.")
    return text


def web_address(text: str) -> str:
    """Return a web address without a slash at its end."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("it must be a web address without a query.")
    if "@" in parts.netloc:
        raise ValueError("it must be without a user and a password: it stands in every mail.")
    return text.rstrip("/")


def web_link(text: str) -> str:
    """Return a web address, whatever stands behind its host."""
    if urlsplit(text).scheme not in ("http", "https") or not urlsplit(text).hostname:
        raise ValueError("it must begin with https:// and name a host.")
    return text


def issuer_of(text: str) -> str:
    """Return the address of an OpenID provider: in clear only on this machine, for trying it out."""
    parts = urlsplit(web_link(text))
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise ValueError("it must begin with https://.")
    return text


def imap(text: str) -> str:
    """Return the URL of a mailbox."""
    if urlsplit(text).scheme not in ("imaps", "imap") or not urlsplit(text).hostname:
        raise ValueError("it must begin with imaps:// and name a host.")
    return text


def words(text: str) -> tuple[str, ...]:
    """Return the words between commas or blanks."""
    return tuple(word for word in re.split(r"[,\s]+", text) if word)


def country(text: str) -> str:
    """Return a country's two letters.

    Raises:
        Refused: nobody knows its holidays, so its working days would be wrong without a word.
    """
    from actions.plans.calendars import check_place

    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise ValueError("it must be a country's two letters.")
    check_place(text.upper(), "")
    return text.upper()


def wall_hour(text: str) -> time:
    """Return an hour on the wall."""
    if not re.fullmatch(r"\d{1,2}:\d{2}", text):
        raise ValueError("it must be an hour such as 09:00.")
    try:
        return time.fromisoformat(text.zfill(5))
    except ValueError:
        raise ValueError("it must be an hour from 00:00 to 23:59.") from None


def span(text: str) -> tuple[time, time]:
    """Return two hours on the wall."""
    start, dash, end = text.partition("-")
    if not dash:
        raise ValueError("it must be two hours with a dash.")
    return wall_hour(start.strip()), wall_hour(end.strip())


def whole(least: int, most: int) -> Callable[[str], int]:
    """Return a reader of whole numbers from *least* to *most*."""

    def read(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise ValueError(f"it must be a whole number from {least} to {most}.")
        return int(text)

    return read


def positive(text: str) -> float:
    """Return a number above nought."""
    try:
        value = float(text)
    except ValueError:
        raise ValueError("it must be a number above nought.") from None
    if not 0 < value < float("inf"):
        raise ValueError("it must be a number above nought.")
    return value


def networks(text: str) -> tuple[str, ...]:
    """Return the networks between commas or blanks."""
    return tuple(str(ip_network(word)) for word in words(text))


def proxies(text: str) -> tuple[str, ...]:
    """Return the addresses and networks between commas or blanks; one that can be neither would trust nobody.

    >>> proxies("10.0.0.1, 10.1.0.0/16")
    ('10.0.0.1', '10.1.0.0/16')
    """
    found = words(text)
    for word in found:
        try:
            ip_network("0.0.0.0/0" if word == "*" else word)
        except ValueError:
            raise ValueError(f"'{word}' is no address of a machine or a network.") from None
    return found


def one_of(*choices: str) -> Callable[[str], str]:
    """Return a reader of one of these words."""

    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"it must be one of {', '.join(choices)}.")
        return text

    return read
