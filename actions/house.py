"""The installation, as the actions need to know it: one value that doors make from the settings."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from coaching.calendars import Hours
from delivery.vendors import MailHook
from delivery.web_accounts import Provider
from storage.clocks import offset
from storage.store import Store


@dataclass(frozen=True, slots=True)
class House:
    """An open database and the settings in force. *mail_servers* are the hosts mail leaves through.

    *webhook_keys* sign and check webhooks; *webhook_loopback* are places of this machine that may be posted to.
    *mail_hooks* are the mail services that may hand in mails over the web, and *oidc*
    tells who of the staff signs in, where it is set.
    """

    store: Store
    secret: bytes = field(repr=False)
    public_url: str = "http://127.0.0.1:8080"
    mail_from: tuple[str, str] = ("Followthrough", "followthrough@localhost.localdomain")
    reply_address: str = ""
    bounce_address: str = ""
    zone: str = "UTC"
    country: str = ""
    hours: Hours = field(default_factory=Hours)
    answer_days: int = 5
    min_cell: int = 5
    lease_s: float = 120
    mail_rate: float | None = None
    connections: int = 1
    programmes: Path | None = None
    mail_servers: tuple[str, ...] = ()
    webhook_keys: tuple[bytes, ...] = field(default=(), repr=False)
    webhook_loopback: frozenset[str] = frozenset()
    mail_hooks: tuple[MailHook, ...] = ()
    oidc: Provider | None = None

    @property
    def mail_domain(self) -> str:
        """The domain that our Message-IDs carry."""
        return self.mail_from[1].rpartition("@")[2]

    def address(self, path: str) -> str:
        """Return the public address of *path*, which begins with a slash."""
        return self.public_url.rstrip("/") + path

    def clock(self, wall: datetime) -> datetime:
        """Return the moment it is for this database: *wall*, unless it lives in a time of its own (a demonstration)."""
        return wall + (offset(self.store) or timedelta(0))
