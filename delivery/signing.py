"""DKIM signatures (RFC 6376 and RFC 8463): our own few lines over the primitives of `cryptography`.

The same mail gives the same signature, so that a second attempt is the same bytes. Header and body are
canonicalised as *relaxed*, which survives what relays do to white space.
"""

import base64
import contextlib
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from coaching.errors import Refused
from delivery.channel import Channel, Foresighted, Lane, Outcome, Patient

SIGNED = (b"from", b"to", b"subject", b"date", b"message-id", b"reply-to", b"list-unsubscribe",
          b"list-unsubscribe-post", b"mime-version", b"content-type", b"auto-submitted", b"in-reply-to", b"references",
          b"list-id")  # fmt: skip
"""RFC 6376, 5.4.1, and both headers of one-click unsubscribing, which RFC 8058 wants covered."""
LEAST_RSA_BITS = 1024
"""RFC 8301, 3.2: verifiers must not take less; 2048 is what to use."""
_HEADER = re.compile(rb"([!-9;-~]+)[ \t]*:((?:[^\r\n]|\r\n[ \t])*)\r\n")
_SPACES = re.compile(rb"[ \t]+")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Key:
    """A private key as DNS knows it: ``SELECTOR._domainkey.DOMAIN``."""

    selector: str
    algorithm: str
    sign: Callable[[bytes], bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs for one domain, once with each key."""

    domain: str
    keys: tuple[Key, ...]

    def signed(self, raw: bytes) -> bytes:
        """Return *raw*, a mail in CRLF lines, with a signature in front for each key."""
        head, _, body = raw.partition(b"\r\n\r\n")
        found = {name.lower(): value for name, value in _HEADER.findall(head + b"\r\n")}
        names = [name for name in SIGNED if name in found]
        lines = b"".join(relaxed_header(name, found[name]) + b"\r\n" for name in names)
        digest = base64.b64encode(hashlib.sha256(relaxed_body(body)).digest())
        return b"".join(self._signature(key, names, lines, digest) for key in self.keys) + raw

    def _signature(self, key: Key, names: list[bytes], lines: bytes, digest: bytes) -> bytes:
        value = (
            f" v=1; a={key.algorithm}; c=relaxed/relaxed; d={self.domain};\r\n s={key.selector}; h=".encode()
            + b":\r\n ".join(b":".join(names[n : n + 5]) for n in range(0, len(names), 5))
            + b";\r\n bh=" + digest + b";\r\n b="
        )  # fmt: skip
        signature = base64.b64encode(key.sign(lines + relaxed_header(b"dkim-signature", value)))
        folded = b"\r\n ".join(signature[n : n + 72] for n in range(0, len(signature), 72))
        return b"DKIM-Signature:" + value + folded + b"\r\n"


def relaxed_header(name: bytes, value: bytes) -> bytes:
    """Return a header as it is signed (RFC 6376, 3.4.2), without its line end.

    >>> relaxed_header(b"SUBJECT", b"  Two\\r\\n\\t questions ")
    b'subject:Two questions'
    """
    return name.lower() + b":" + _SPACES.sub(b" ", value.replace(b"\r\n", b"")).strip(b" ")


def relaxed_body(body: bytes) -> bytes:
    """Return a body as it is signed (RFC 6376, 3.4.4): runs of white space are one space, none at the end of lines.

    >>> relaxed_body(b" a  \\tb \\r\\n\\r\\n\\r\\n")
    b' a b\\r\\n'
    """
    if b"\t" in body or b"  " in body or b" \r\n" in body:
        body = _SPACES.sub(b" ", body).replace(b" \r\n", b"\r\n")
    body = body.rstrip(b"\r\n")
    return body + b"\r\n" if body else b""


def read_key(selector: str, file: Path) -> Key:
    """Return the private key in *file* (PEM, RSA or Ed25519).

    Raises:
        Refused: there is no such key, or the selector is no name of DNS.
    """
    if not _NAME.fullmatch(selector):
        raise Refused(f"'{selector}' is no selector; it is a name in DNS such as 'mail2026'.")
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError):
        raise Refused(f"{file} holds no private key that can be read (PEM, without a password).") from None
    if isinstance(key, RSAPrivateKey) and key.key_size >= LEAST_RSA_BITS:
        return Key(selector, "rsa-sha256", lambda data: key.sign(data, PKCS1v15(), hashes.SHA256()))
    if isinstance(key, Ed25519PrivateKey):
        return Key(selector, "ed25519-sha256", lambda data: key.sign(hashlib.sha256(data).digest()))
    raise Refused(f"{file} holds neither an RSA key of {LEAST_RSA_BITS} bits or more nor an Ed25519 key.")


def read_signer(domain: str, selectors: tuple[str, ...], files: tuple[Path, ...]) -> Signer:
    """Return a signer for *domain*; each file has its selector.

    Raises:
        Refused: a key cannot be used, or there are more of one than of the other.
    """
    if len(selectors) != len(files):
        raise Refused("each key needs one selector; name as many as there are keys.")
    if not _NAME.fullmatch(domain):
        raise Refused(f"'{domain}' is no domain.")
    return Signer(domain, tuple(read_key(one, file) for one, file in zip(selectors, files, strict=True)))


@dataclass(frozen=True, slots=True)
class SignedChannel:
    """*channel*, with every mail signed on its way out."""

    channel: Channel
    signer: Signer

    @property
    def name(self) -> str:
        """The name of the channel underneath."""
        return self.channel.name

    @property
    def loopback(self) -> bool:
        """Whether nothing leaves this machine."""
        return self.channel.loopback

    @contextlib.contextmanager
    def lane(self) -> Iterator[Lane]:
        """Return a lane that signs."""
        with self.channel.lane() as lane:
            yield _SignedLane(lane, self.signer)


class _SignedLane:
    """Signs each mail once, also where it was expected before it is sent."""

    def __init__(self, lane: Lane, signer: Signer) -> None:
        self._lane, self._signer = lane, signer
        self._next: tuple[bytes, bytes] = (b"", b"")
        self._after_next: tuple[bytes, bytes] = (b"", b"")

    def expect(self, bounce_to: str, to: str, raw: bytes) -> None:
        if isinstance(self._lane, Foresighted):
            self._after_next = (raw, self._signer.signed(raw))
            self._lane.expect(bounce_to, to, self._after_next[1])

    def meanwhile(self, work: Callable[[], None]) -> None:
        if isinstance(self._lane, Foresighted):
            self._lane.meanwhile(work)

    def wait_turn(self, to: str, before: Callable[[float], None]) -> None:
        if isinstance(self._lane, Patient):
            self._lane.wait_turn(to, before)

    def send(self, bounce_to: str, to: str, raw: bytes) -> Outcome:
        known, signed = self._next
        self._next, self._after_next = self._after_next, (b"", b"")
        return self._lane.send(bounce_to, to, signed if known is raw else self._signer.signed(raw))
