"""What WEBHOOK_KEY and WEBHOOK_LOOPBACK say."""

import re

from coaching.errors import Refused
from delivery.relay import is_loopback
from delivery.web_signing import read_key


def read_keys(text: str) -> tuple[bytes, ...]:
    """Return the keys in *text*, the one that is to stay first; several with commas while receivers change over.

    Raises:
        Refused: one of them is none.
    """
    return tuple(read_key(one) for one in text.split(","))


def read_places(text: str) -> frozenset[str]:
    """Return the places of this machine in *text*, each a host and a port.

    Raises:
        Refused: one of them is elsewhere, or has no port.
    """
    return frozenset(_place(one.strip()) for one in text.split(","))


def _place(one: str) -> str:
    host, _, port = one.rpartition(":")
    if not is_loopback(host) or not re.fullmatch(r"[0-9]{1,5}", port):
        raise Refused("It is no host and port of this machine.")
    return one
