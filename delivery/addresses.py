"""Addresses as they are written on the wire, and the token that a reply address carries."""

import re
import unicodedata
from functools import lru_cache

from coaching.errors import Refused

_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-\u00a0-\ud7ff\ue000-\U0010ffff]+")
_QUOTABLE = re.compile(r"[!-~\u00a0-\ud7ff\ue000-\U0010ffff]+")
_LABELS = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?")
_USUAL = re.compile(
    r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9]+)+"
)
"""Addresses that stay as they are, as nearly all do."""
_LOCAL_OCTETS, _ADDRESS_OCTETS = 64, 254
"""RFC 5321, 4.5.3.1.1 and RFC 3696 erratum 1690."""


@lru_cache(maxsize=1024)
def wire_address(address: str) -> str:
    """Return *address* as a mail server reads it: the domain in ASCII, an odd local part in quotes.

    The domain is turned by IDNA 2008, because the codec of the standard library (2003) sends mail for
    ``straße.de`` to another domain. A local part beyond ASCII stays as it is and needs SMTPUTF8 (RFC 6531).

    >>> wire_address("Ada@bücher.example")
    'Ada@xn--bcher-kva.example'
    >>> wire_address("a..b@x.org")
    '"a..b"@x.org'

    Raises:
        Refused: it is no address, or holds white space or a control character. The sentence leaves it out.
    """
    if len(address) <= _LOCAL_OCTETS and _USUAL.fullmatch(address):
        return address
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain:
        raise Refused("An address needs one part before its @ and one after it, such as 'ada@example.org'.")
    written = _local_part(local) + "@" + _ascii_domain(domain)
    if len(local.encode()) > _LOCAL_OCTETS or len(written.encode()) > _ADDRESS_OCTETS:
        raise Refused("An address is longer than mail servers take (64 octets before the @, 254 in all).")
    return written


def _local_part(local: str) -> str:
    plain = local.isascii() and _ATOM.fullmatch(local)
    if not plain and any(unicodedata.category(one)[0] in "CZ" for one in local):
        raise Refused("An address holds a space, a control or an invisible character before its @. Remove it.")
    dotted = not local.startswith(".") and not local.endswith(".") and ".." not in local
    if dotted and _ATOM.fullmatch(local):
        return local
    if not _QUOTABLE.fullmatch(local) or '"' in local or "\\" in local:
        raise Refused("An address holds a character that cannot stand before its @. Write it as 'ada@example.org'.")
    return f'"{local}"'


def _ascii_domain(domain: str) -> str:
    written = domain if domain.isascii() else _a_labels(domain)
    if not _LABELS.fullmatch(written) or ".." in written:
        raise Refused("An address has no usable domain after its @. Write it as 'ada@example.org'.")
    return written


def _a_labels(domain: str) -> str:
    import idna  # its tables are needed by few, and cost every start of the program

    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise Refused("An address has a domain that IDNA 2008 does not allow. Ask for its ASCII spelling.") from None


def tagged(address: str, token: str) -> str:
    """Return *address* with *token* behind a plus, the reply or bounce address of one message.

    The token is written in lower case: mail servers fold local parts.

    >>> tagged("coach@x.org", "ABC234")
    'coach+abc234@x.org'
    """
    local, at, domain = address.rpartition("@")
    if not at or not local or not token:
        raise Refused("A tagged address is made of an address such as 'coach@example.org' and a token.")
    return f"{local}+{token.lower()}@{domain}"


def token_of(address: str, base: str) -> str:
    """Return the token in *address* if it is *base* with a tag, else "". Letters count in either case.

    >>> token_of("Coach+ABC234@X.org", "coach@x.org")
    'abc234'
    >>> token_of("coach@x.org", "coach@x.org")
    ''
    """
    given, wanted = address.strip().strip("<>").casefold(), base.casefold()
    local, _, domain = wanted.rpartition("@")
    start, end = f"{local}+", f"@{domain}"
    if not given.startswith(start) or not given.endswith(end) or len(given) <= len(start) + len(end):
        return ""
    token = given[len(start) : -len(end)]
    return token if "@" not in token else ""
