"""What `doctor` looks at: the database, the way out and in for mail, the DNS, clocks, files and room on the disk."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from coaching.errors import Delayed, Refused
from delivery import dns_records
from delivery.dns_records import Record, Resolver
from delivery.mailbox import ImapMailbox
from delivery.relay import OutboxPath, Relay
from delivery.smtp import SmtpChannel
from storage import examining, migrating, watching
from storage.store import UNAVAILABLE, Store
from storage.watching import Unsent

State = Literal["ok", "note", "wrong"]
MOST_APART = timedelta(seconds=5)
"""How far the database's clock may be from this machine's; our choice, unmeasured."""
LONG_DUE = timedelta(minutes=30)
"""How long something may be due before it is said: longer than a busy morning takes. Our choice."""
LEAST_ROOM, GOOD_ROOM = 500_000_000, 2_000_000_000
"""Octets free on the disk: below the first it is wrong, below the second it is said. Our choice."""
CONNECT_S = 10.0
WHY = {
    "connection": "did not answer. Is its name right, and does a firewall let this machine through?",
    "sign_in": "did not take the user, password or token (or its file is missing). Use an account that may send.",
    "tls": "has no encryption that can be trusted. Name its certificate with ?ca=FILE, or ask its operator.",
    "policy": "refuses this machine. Ask its operator to let it send.",
    "busy": "is busy and asks to come back. Try again in some minutes.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. *wrong* needs doing; a *note* is good to know, or could not be looked at."""

    what: str
    state: State
    sentence: str

    def to_json(self) -> dict[str, Any]:
        """Return ``{"what", "state", "sentence"}``."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Installation:
    """What is looked at. *domains* are those mail comes from and bounces go to."""

    home: Path
    relay: Relay | OutboxPath
    reply_url: str
    domains: tuple[str, ...]
    dkim: tuple[tuple[str, str], ...] = ()


def database(store: Store, wall: Callable[[], datetime]) -> Iterator[Finding]:
    """Yield what is found about the database; the schema is left as it is."""
    try:
        examining.try_writing(store)
    except Refused as refusal:
        yield Finding("database", "wrong", f"{refusal} See that it runs, has room, and lets its user make tables.")
        return
    yield Finding("database", "ok", "It answers and can be written to.")
    yield _schema(migrating.schema_of(store))
    yield _clock(examining.clock(store) - wall())


def _schema(schema: str) -> Finding:
    if not schema:
        return Finding("schema", "note", "There is no schema yet; the first command makes it.")
    if migrating.is_later(schema):
        says = "of a later version that is being rolled out; this one goes on beside it."
        return Finding("schema", "note", f"Schema '{schema}' is {says}")
    if not migrating.knows(schema):
        return Finding("schema", "wrong", f"Schema '{schema}' is of a later version. Upgrade Followthrough.")
    if schema != migrating.newest():
        advice = "The next command upgrades it: make a backup with the old version first."
        return Finding("schema", "note", f"Schema '{schema}' is of an earlier version. {advice}")
    return Finding("schema", "ok", f"Schema '{schema}' is this version's.")


def _clock(apart: timedelta) -> Finding:
    if abs(apart) > MOST_APART:
        seconds = f"{apart.total_seconds():+.0f}"
        return Finding("clock", "wrong", f"The database's clock is {seconds} s from this machine's. Run NTP on both.")
    return Finding("clock", "ok", "The database's clock and this machine's agree.")


def sending(store: Store, now: datetime) -> Iterator[Finding]:
    """Yield whether what is due goes out; nothing where the schema is not this version's yet."""
    try:
        if migrating.schema_of(store) == migrating.newest():
            with store.read() as session:
                yield _sending(watching.unsent(session, now), now)
    except UNAVAILABLE:
        return  # `database` says so


def _sending(found: Unsent, now: datetime) -> Finding:
    late = now - (found.oldest_due_at or now)
    if late > LONG_DUE:
        minutes = round(late.total_seconds() / 60)
        advice = "Is `followthrough serve`, or a worker, running? `followthrough relay` says whether mail is refused."
        return Finding("sending", "wrong", f"{found.due} messages are due, the longest for {minutes} minutes. {advice}")
    return Finding("sending", "ok", "Nothing is due for long.")


def mail(relay: Relay | OutboxPath) -> Finding:
    """Return whether the mail server lets us in; no mail is sent."""
    if isinstance(relay, OutboxPath):
        return Finding("mail", "note", "Mail stays in the local inbox. Set FOLLOWTHROUGH_MAIL_URL to send it.")
    found = SmtpChannel(relay, CONNECT_S).look()
    if found is not None:
        why = WHY.get(found.reason, "answered something that makes no sense.")
        return Finding("mail", "wrong", " ".join(filter(None, [relay.name, why, found.code and f"({found.code})"])))
    how = {"implicit": "over TLS", "starttls": "by STARTTLS", "off": "without encryption"}[relay.tls]
    return Finding("mail", "ok", f"{relay.name} lets us in {how}{', signed in' if relay.user else ''}.")


def replies(url: str, other_ways: bool = False) -> Finding:
    """Return whether the mailbox for replies lets us in; nothing is read. *other_ways*: mail is handed in as well."""
    if not url and other_ways:
        return Finding("replies", "ok", "Mail is handed in (FOLLOWTHROUGH_LISTEN_MAIL or FOLLOWTHROUGH_MAIL_HOOKS).")
    if not url:
        return Finding("replies", "note", "No mailbox is read. Set FOLLOWTHROUGH_REPLY_URL to take answers by mail.")
    try:
        ImapMailbox(url, CONNECT_S).look()
    except Delayed as fault:
        return Finding("replies", "wrong", f"{fault.args[2]} Check FOLLOWTHROUGH_REPLY_URL.")
    return Finding("replies", "ok", "The mailbox for replies lets us in.")


def names(here: Installation, resolver: Resolver) -> Iterator[Finding]:
    """Yield what the DNS says; nothing where mail does not leave the machine's own inbox."""
    if isinstance(here.relay, OutboxPath):
        return
    for domain in dict.fromkeys(here.domains):
        yield _asked("SPF", lambda domain=domain: dns_records.spf(resolver, domain))  # type: ignore[misc]
    for domain, selector in here.dkim:
        yield _asked("DKIM", lambda d=domain, s=selector: dns_records.dkim(resolver, d, s))  # type: ignore[misc]
    if not here.dkim:
        yield Finding("DKIM", "note", "No mail is signed here. Let the relay sign it, or set FOLLOWTHROUGH_DKIM_KEY.")
    yield _asked("DMARC", lambda: dns_records.dmarc(resolver, here.domains[0]))
    if not here.relay.loopback:
        host = here.relay.host
        yield _asked("PTR", lambda: dns_records.named(resolver, host))


def _asked(what: str, question: Callable[[], Record]) -> Finding:
    try:
        found = question()
    except Delayed:
        return Finding(what, "note", "No name server answered, so this could not be looked at. Run it again online.")
    return Finding(what, "ok" if found.ok else "wrong", found.sentence)


def files(home: Path) -> Iterator[Finding]:
    """Yield whether what is kept in files is its owner's alone, and whether there is room."""
    loose = [one.name for one in sorted(home.glob("*")) if _is_private(one) and one.stat().st_mode & 0o077]
    if loose:
        advice = f"Run: chmod 600 {' '.join(str(home / one) for one in loose)}"
        yield Finding("files", "wrong", f"Others on this machine can read {', '.join(loose)}. {advice}")
    else:
        yield Finding("files", "ok", "The secret and the database are readable by their owner only.")
    yield _room(shutil.disk_usage(home).free)


def _is_private(file: Path) -> bool:
    return file.is_file() and (file.name.startswith("secret") or file.suffix == ".db")


def _room(free: int) -> Finding:
    shown = f"{free / 1e9:.1f} GB are free on the disk."
    if free < LEAST_ROOM:
        return Finding("disk", "wrong", f"{shown} Nothing is lost when it is full, and nothing is sent. Make room.")
    return Finding("disk", "note" if free < GOOD_ROOM else "ok", shown)
