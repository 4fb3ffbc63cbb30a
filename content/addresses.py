"""Mail addresses as people put them into cells, alone or as a list of observers.

The sentences of refusals do not repeat the address: they can end in a log.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from coaching.errors import Refused
from content.cells import check_plain

LONGEST_ADDRESS, LONGEST_LOCAL, LONGEST_LABEL = 254, 64, 63  # bytes; RFC 5321 4.5.3.1 and RFC 1035 2.3.4

NO_ADDRESS = "This is no address. Write exactly one, such as ada@example.org."
ADDRESS_CELL = re.compile(r"(?P<shown>[^<>]*)<(?P<address>[^<>]*)>")
NOT_IN_LOCAL = re.compile(r'["(),:;<>\[\\\]]')
CATEGORY = re.compile(r"(?P<category>[^:@<>\"]*):(?P<address>.*)", re.DOTALL)
CATEGORY_WORD = re.compile(r"[^\W\d_][\w -]{0,39}")


@dataclass(frozen=True, slots=True)
class Observer:
    """Somebody who works with the participant; *category* is a word in lower case, or ""."""

    email: str
    category: str


def address_key(address: str) -> str:
    """Return the form in which two addresses are compared."""
    return address.strip().casefold()


def split_address(seen: str) -> tuple[str, str]:
    """Return the address and the name shown with it, as in ``Ada Lovelace <ada@example.org>``; neither is checked."""
    wrapped = ADDRESS_CELL.fullmatch(seen)
    shown, address = (wrapped["shown"], wrapped["address"]) if wrapped else ("", seen)
    address = address.strip()
    if address.casefold().startswith("mailto:"):
        address = address[len("mailto:") :].partition("?")[0].strip()
    return address, shown.strip().strip("\"'").strip()


def check_address(seen: str) -> str:
    """Return the address as written, out of ``Name <address>`` and ``mailto:`` if need be.

    Pragmatic: one ``@``, lengths of RFC 5321, a domain with a dot; international domains and local parts pass, quoted
    local parts and bare IP addresses do not. Whether somebody reads there, only a mail can tell.
    """
    address = check_plain(split_address(seen)[0])
    local, _, domain = address.partition("@")
    if address.count("@") != 1 or not local or not domain:
        raise Refused(NO_ADDRESS)
    if " " in address or not address.isprintable():
        raise Refused("There is a space, a line break or an invisible character in this address. Type it again.")
    if NOT_IN_LOCAL.search(local) or local.startswith(".") or local.endswith(".") or ".." in address:
        raise Refused("The part before the '@' has a dot or a sign in a wrong place. Check the address.")
    if len(address.encode()) > LONGEST_ADDRESS or len(local.encode()) > LONGEST_LOCAL:
        raise Refused(f"This address is too long: {LONGEST_LOCAL} bytes before the '@', {LONGEST_ADDRESS} in all.")
    labels = domain.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(map(_is_label, labels)):
        raise Refused("The part after the '@' is no domain such as example.org. Check the address.")
    return address


def _is_label(label: str) -> bool:
    letters = all(one == "-" or unicodedata.category(one)[0] in "LMN" for one in label)
    try:
        # The codec is IDNA 2003; it serves for the length and the forbidden signs only.
        length = len(label) if label.isascii() else len(label.encode("idna"))
    except UnicodeError:
        return False
    return letters and 0 < length <= LONGEST_LABEL and not label.startswith("-") and not label.endswith("-")


def check_observers(seen: str, whose: str, refuse: Callable[[str, str], None]) -> tuple[Observer, ...]:
    """Return the observers in a cell, each once. Every part that cannot be used goes to *refuse* with its reason.

    *whose* is the participant's own address: nobody observes themselves.
    """
    found: dict[str, Observer] = {}
    for part in filter(None, map(str.strip, re.split(r"[;\r\n]", seen))):
        try:
            observer = _observer(part, whose)
            before = found.get(address_key(observer.email), observer)
            if before.category and observer.category and before.category != observer.category:
                raise Refused("This observer stands here twice in different categories. Keep one.")
            found[address_key(observer.email)] = before if before.category else observer
        except Refused as refused:
            refuse(part, str(refused))
    return tuple(found.values())


def _observer(part: str, whose: str) -> Observer:
    named = CATEGORY.fullmatch(part)
    if not named or named["category"].strip().casefold() == "mailto":
        category, address = "", part
    else:
        category, address = named["category"].strip().casefold(), named["address"].strip()
        if not CATEGORY_WORD.fullmatch(category):
            raise Refused("Write the category as a word before the ':', such as 'colleague:sam@example.org'.")
    email = check_address(address)
    if whose and address_key(email) == address_key(whose):
        raise Refused("Participants do not observe themselves. Take this address out.")
    return Observer(email, category)
