"""Standard Webhooks: what is signed, how it is checked, and how the key is written down.

https://github.com/standard-webhooks/standard-webhooks: ``webhook-id`` is the same for every attempt,
``webhook-timestamp`` is that of the attempt, ``webhook-signature`` lists one ``v1,<base64>`` a key.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Mapping, Sequence

from coaching.errors import Refused

TOLERANCE_S = 300
"""How far the clock of a sender may be from ours: five minutes, as the standard's own libraries have it."""
_ID = re.compile(r"[!-~]{1,256}")
_SECONDS = re.compile(r"[0-9]{1,12}")


def derived_key(secret: bytes) -> bytes:
    """Return the signing key of an installation that was given none of its own.

    >>> len(derived_key(b"secret"))
    32
    """
    return hmac.digest(secret, b"webhooks\x1fv1", "sha256")


def write_key(key: bytes) -> str:
    """Return *key* as its receiver is told it.

    >>> write_key(bytes(24))
    'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    """
    return "whsec_" + base64.b64encode(key).decode()


def read_key(written: str) -> bytes:
    """Return the key that `write_key` wrote.

    Raises:
        Refused: it is no such key; what was seen is not repeated.
    """
    try:
        key = base64.b64decode(written.strip().removeprefix("whsec_"), validate=True)
    except binascii.Error:
        key = b""
    if not 24 <= len(key) <= 64:
        raise Refused("It is no key of 24 to 64 bytes, written as whsec_ and base64.")
    return key


def pack(id_: str, body: bytes) -> bytes:
    """Return a message as a lane takes it. *id_* has no line break.

    >>> pack("a1b2", b"{}")
    b'webhook-id: a1b2\\r\\n\\r\\n{}'
    """
    return f"webhook-id: {id_}\r\n\r\n".encode() + body


def unpack(raw: bytes) -> tuple[str, bytes]:
    """Return the id and the body that `pack` put together."""
    head, _, body = raw.partition(b"\r\n\r\n")
    return head.decode().removeprefix("webhook-id: "), body


def sign(keys: Sequence[bytes], id_: str, at_s: int, body: bytes) -> str:
    """Return the header ``webhook-signature``: one signature a key, so that a key can be changed without a gap."""
    return " ".join(f"v1,{_signature(key, id_, str(at_s), body)}" for key in keys)


def headers(keys: Sequence[bytes], id_: str, at_s: int, body: bytes) -> dict[str, str]:
    """Return the three headers of one attempt."""
    return {"webhook-id": id_, "webhook-timestamp": str(at_s), "webhook-signature": sign(keys, id_, at_s, body)}


def signed_id(keys: Sequence[bytes], seen: Mapping[str, str], body: bytes, now_s: float) -> str:
    """Return the id under which somebody who has one of *keys* sent *body* within the tolerance, else "".

    Names of headers are expected in lower case.
    """
    id_, at, given = (seen.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    if not _ID.fullmatch(id_) or not _SECONDS.fullmatch(at) or abs(now_s - int(at)) > TOLERANCE_S:
        return ""
    theirs = [one.removeprefix("v1,") for one in given.split()[:10] if one.startswith("v1,")]
    ours = [_signature(key, id_, at, body) for key in keys]
    matches = [hmac.compare_digest(mine.encode(), one.encode()) for mine in ours for one in theirs]
    return id_ if any(matches) else ""


def _signature(key: bytes, id_: str, at: str, body: bytes) -> str:
    signed = f"{id_}.{at}.".encode() + body
    return base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
