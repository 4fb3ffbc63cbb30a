"""What the DNS says about the domain that mail comes from: SPF, DKIM, DMARC, and the name of the sending server."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import dns.exception
import dns.resolver
import dns.reversename

from coaching.errors import Delayed

LIMIT_S = 5.0
TOO_OPEN = ("+all", " all")


class Resolver(Protocol):
    """Who answers questions about names. An empty answer means that there is no such record."""

    def ask(self, name: str, kind: str) -> Sequence[str]:
        """Return the records; raises Delayed when nobody answers."""
        ...


class SystemResolver:
    """The name servers that this machine uses."""

    def ask(self, name: str, kind: str) -> Sequence[str]:
        """Return the records of *kind* (TXT, A, AAAA, PTR; for PTR *name* is an address) under *name*.

        Raises:
            Delayed: no name server answered.
        """
        where = dns.reversename.from_address(name) if kind == "PTR" else name
        try:
            found = dns.resolver.resolve(where, kind, lifetime=LIMIT_S, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return ()
        except (dns.exception.DNSException, OSError):
            raise Delayed("connection", "", "No name server answered.") from None
        if kind == "TXT":
            return [b"".join(one.strings).decode("utf-8", "replace") for one in found]
        return [one.to_text().rstrip(".") for one in found]


@dataclass(frozen=True, slots=True)
class Record:
    """One thing the DNS was asked for: whether it is as it should be, and what to do where it is not."""

    what: str
    ok: bool
    sentence: str


def spf(resolver: Resolver, domain: str) -> Record:
    """Return whether *domain* says which servers may send for it; two records count as none (RFC 7208, 3.2)."""
    found = [one for one in resolver.ask(domain, "TXT") if one.lower().split(" ")[0] == "v=spf1"]
    if len(found) > 1:
        return Record("SPF", False, f"{domain} has {len(found)} SPF records, which counts as none. Keep one.")
    if not found:
        advice = "Add a TXT record such as 'v=spf1 include:YOUR-RELAY -all'; your mail provider names it."
        return Record("SPF", False, f"{domain} has no SPF record, so its mail looks forged. {advice}")
    if found[0].lower().endswith(TOO_OPEN):
        return Record("SPF", False, f"The SPF record of {domain} lets everybody send for it. End it with '-all'.")
    return Record("SPF", True, f"{domain} has one SPF record.")


def dkim(resolver: Resolver, domain: str, selector: str) -> Record:
    """Return whether the public key of *selector* is published."""
    name = f"{selector}._domainkey.{domain}"
    keys = [tag for one in resolver.ask(name, "TXT") for tag in one.replace(" ", "").split(";") if tag.startswith("p=")]
    if not keys:
        return Record("DKIM", False, f"There is no key at {name}, so signatures fail. Publish the public key there.")
    if keys[0] == "p=":
        return Record("DKIM", False, f"The key at {name} is revoked. Publish the one that DKIM_KEY belongs to.")
    return Record("DKIM", True, f"A key is published at {name}.")


def dmarc(resolver: Resolver, domain: str) -> Record:
    """Return whether *domain*, or a domain above it, says what to do with mail that proves nothing."""
    labels = domain.split(".")
    above = [".".join(labels[n:]) for n in range(max(1, len(labels) - 1))]
    if any(text.lower().startswith("v=dmarc1") for one in above for text in resolver.ask(f"_dmarc.{one}", "TXT")):
        return Record("DMARC", True, f"{domain} has a DMARC record.")
    advice = f"Add a TXT record 'v=DMARC1; p=none' at _dmarc.{domain}."
    return Record("DMARC", False, f"{domain} has no DMARC record; large providers ask for one. {advice}")


def named(resolver: Resolver, host: str) -> Record:
    """Return whether some address of *host* has a name that leads back to it (PTR)."""
    addresses = [one for kind in ("A", "AAAA") for one in resolver.ask(host, kind)]
    for address in addresses:
        if any(address in resolver.ask(name, kind) for name in resolver.ask(address, "PTR") for kind in ("A", "AAAA")):
            return Record("PTR", True, f"An address of {host} has a name that leads back to it.")
    advice = "Ask whoever runs it for a PTR record; mail from servers without one is often refused."
    return Record("PTR", False, f"No address of {host} has a name that leads back to it. {advice}")
