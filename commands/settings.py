"""The settings: the environment, else ``followthrough.toml``, else defaults. The one file that reads them.

A wrong value stops the start with a sentence that names the variable, what was seen (secrets masked) and an
example. In the file the names stand without the prefix and in lower case: ``mail_url = "smtp://127.0.0.1:25"``.
"""

import os
import secrets
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from coaching.calendars import Hours
from coaching.errors import BadSetting, FollowthroughError, nearest
from coaching.zones import check_zone
from commands.organisations import check_apart, names_in, narrowed
from commands.own_secret import kept_secret
from commands.provider_settings import read_provider
from commands.setting_texts import (
    address,
    country,
    database,
    host_and_port,
    imap,
    mailbox,
    networks,
    one_of,
    positive,
    prefect_database,
    proxies,
    span,
    wall_hour,
    web_address,
    web_link,
    whole,
    words,
)
from commands.webhook_settings import read_keys, read_places
from delivery.listen_address import ListenAddress, read_listen
from delivery.relay import OutboxPath, Relay, masked, parse_mail_urls
from delivery.vendors import MailHook, read_hooks
from delivery.web_accounts import Provider, RecordStore, read_store

PREFIX = "FOLLOWTHROUGH_"
FOLDER = PREFIX + "FOLDER"
"""Where the settings of a run stand that a worker starts elsewhere; `worker` sets it."""
FILE = Path("followthrough.toml")
LEAST_CELL = 3
"""No cohort may show smaller groups than this, whatever is set."""
OUTBOX_ADDRESS = "followthrough@localhost.localdomain"
RATE_OFF_LOOPBACK = 10.0
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Settings:
    """What is in force. Rates are mails a second; None is unlimited."""

    database_url: str = "sqlite:///var/followthrough.db"
    relays: tuple[Relay | OutboxPath, ...] = (OutboxPath(None),)
    mail_from: tuple[str, str] = ("Followthrough", OUTBOX_ADDRESS)
    reply_address: str = ""
    bounce_address: str = ""
    reply_url: str = field(default="", repr=False)
    listen_mail: ListenAddress | None = None
    mail_hooks: tuple[MailHook, ...] = field(default=(), repr=False)
    listen: tuple[str, int] = ("127.0.0.1", 8080)
    public_url: str = "http://127.0.0.1:8080"
    trusted_proxies: tuple[str, ...] = ()
    secret: bytes = field(default=b"", repr=False)
    zone: str = "UTC"
    country: str = ""
    hours: Hours = field(default_factory=Hours)
    answer_days: int = 5
    min_cell: int = 5
    lease_s: float = 120.0
    mail_rate: float | None = None
    mail_domain_rate: float | None = None
    mail_connections: int = 1
    dkim_domain: str = ""
    dkim_selectors: tuple[str, ...] = ()
    dkim_keys: tuple[str, ...] = ()
    webhook_keys: tuple[bytes, ...] = field(default=(), repr=False)
    oidc: Provider | None = None
    lrs: RecordStore | None = None
    webhook_loopback: frozenset[str] = frozenset()
    prefect_api_url: str = ""
    metrics_from: tuple[str, ...] = ()
    log: str = "text"
    alert_url: str = field(default="", repr=False)
    web_processes: int = 1
    organisations: str = ""
    organisation: str = ""
    prefect_database_url: str = field(default="", repr=False)

    @property
    def home(self) -> Path:
        """The folder of everything that is kept beside the database."""
        if self.organisation:
            return Path("var") / self.organisation
        backend, _, path = self.database_url.partition(":///")
        return Path(path).parent if backend.startswith("sqlite") and path else Path("var")

    @property
    def outbox(self) -> Path | None:
        """The folder of the local inbox, or None where mail really goes out."""
        first = self.relays[0]
        return (first.path or self.home / "outbox") if isinstance(first, OutboxPath) else None


NAMES = (
    "DATABASE_URL", "MAIL_URL", "MAIL_FROM", "REPLY_ADDRESS", "BOUNCE_ADDRESS", "REPLY_URL", "LISTEN_MAIL",
    "MAIL_HOOKS", "LISTEN", "PUBLIC_URL", "TRUSTED_PROXIES", "SECRET", "ZONE", "COUNTRY", "SEND_AT", "CHECK_IN_AT",
    "QUIET", "ANSWER_DAYS", "MIN_CELL", "LEASE_S", "MAIL_RATE", "MAIL_DOMAIN_RATE", "MAIL_CONNECTIONS", "DKIM_DOMAIN",
    "DKIM_SELECTOR", "DKIM_KEY", "OIDC_ISSUER", "OIDC_CLIENT", "OIDC_SECRET", "LRS_URL", "WEBHOOK_KEY",
    "WEBHOOK_LOOPBACK", "PREFECT_API_URL", "METRICS_FROM", "LOG", "ALERT_URL", "WEB_PROCESSES", "PREFECT_DATABASE_URL",
    "ORGANISATIONS", "ORGANISATION",
)  # fmt: skip


def read_settings(environment: Mapping[str, str] | None = None, file: Path = FILE) -> Settings:
    """Return the settings in force; the secret is made on first use.

    Raises:
        BadSetting: a value that cannot be used, or a name that does not exist.
    """
    given = _from_file(file) | _from_environment(os.environ if environment is None else environment)
    seen = _Seen(narrowed(given, _from_file))
    no_relay: tuple[Relay | OutboxPath, ...] = (OutboxPath(None),)
    relays = seen.read("MAIL_URL", parse_mail_urls, no_relay, "smtps://user:password@mail.example.org:465")
    outbox = isinstance(relays[0], OutboxPath)
    listen = seen.read("LISTEN", host_and_port, ("127.0.0.1", 8080), "127.0.0.1:8080")
    settings = Settings(
        database_url=seen.read("DATABASE_URL", database, "sqlite:///var/followthrough.db", "sqlite:///var/mine.db"),
        relays=relays,
        mail_from=seen.read("MAIL_FROM", mailbox, ("Followthrough", OUTBOX_ADDRESS), "Maria Lopez <coach@example.org>"),
        reply_address=seen.read("REPLY_ADDRESS", address, OUTBOX_ADDRESS if outbox else "", "coach@example.org"),
        bounce_address=seen.read("BOUNCE_ADDRESS", address, "", "bounce@example.org"),
        reply_url=seen.read("REPLY_URL", imap, "", "imaps://user:password@mail.example.org"),
        listen_mail=seen.read("LISTEN_MAIL", read_listen, None, "lmtp://127.0.0.1:2424"),
        mail_hooks=seen.read("MAIL_HOOKS", read_hooks, (), "postmark:user:password"),
        listen=listen,
        public_url=seen.read(
            "PUBLIC_URL", web_address, f"http://{_in_address(listen[0])}:{listen[1]}", "https://go.example.org"
        ),
        trusted_proxies=seen.read("TRUSTED_PROXIES", proxies, (), "10.0.0.1, 10.0.0.2"),
        zone=seen.read("ZONE", check_zone, "UTC", "Europe/Berlin"),
        country=seen.read("COUNTRY", country, "", "DE"),
        hours=_hours(seen),
        answer_days=seen.read("ANSWER_DAYS", whole(1, 60), 5, "5"),
        min_cell=seen.read("MIN_CELL", whole(LEAST_CELL, 1000), 5, "5"),
        lease_s=seen.read("LEASE_S", positive, 120.0, "120"),
        mail_rate=seen.read("MAIL_RATE", positive, _usual_rate(relays), "10"),
        mail_domain_rate=seen.read("MAIL_DOMAIN_RATE", positive, None, "2"),
        mail_connections=seen.read("MAIL_CONNECTIONS", whole(1, 50), 1 if _usual_rate(relays) is None else 4, "4"),
        dkim_domain=seen.read("DKIM_DOMAIN", str, "", "example.org"),
        dkim_selectors=seen.read("DKIM_SELECTOR", words, (), "mail2026"),
        dkim_keys=seen.read("DKIM_KEY", words, (), "/etc/followthrough/mail2026.pem"),
        oidc=read_provider(seen.read, PREFIX),
        lrs=seen.read("LRS_URL", read_store, None, "https://user:password@lrs.example.org/xapi"),
        webhook_keys=seen.read("WEBHOOK_KEY", read_keys, (), "whsec_ and 24 to 64 bytes in base64"),
        webhook_loopback=seen.read("WEBHOOK_LOOPBACK", read_places, frozenset(), "127.0.0.1:9000"),
        prefect_api_url=seen.read("PREFECT_API_URL", web_address, "", "http://127.0.0.1:4200/api"),
        metrics_from=seen.read("METRICS_FROM", networks, (), "10.0.0.0/8"),
        organisations=seen.read("ORGANISATIONS", str, "", "/etc/followthrough/organisations"),
        organisation=seen.read("ORGANISATION", str, "", "acme"),
        web_processes=seen.read("WEB_PROCESSES", whole(1, 64), 1, "2"),
        prefect_database_url=seen.read("PREFECT_DATABASE_URL", prefect_database, "", "postgresql://user@host/prefect"),
        alert_url=seen.read("ALERT_URL", web_link, "", "https://hooks.slack.com/services/..."),
        log=seen.read("LOG", one_of("text", "json", "quiet"), "text", "json"),
    )
    _check_sender(settings, seen, outbox)
    return _with_secret(settings, seen)


class _Seen:
    """The values that were set, by name; reads each with a sentence for a wrong one."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        for name in values:
            if name not in NAMES:
                near = nearest(name, NAMES)
                hint = f"{PREFIX}{near}" if near else "see the README for the settings there are"
                raise BadSetting(PREFIX + name, "set", "there is no such setting.", hint)

    def read(self, name: str, reader: Callable[[str], T], default: T, example: str) -> T:
        """Return the value of *name*, read by *reader*, which raises ValueError or a Refused with what is wrong."""
        text = self.values.get(name, "").strip()
        if not text:
            return default
        try:
            return reader(text)
        except (ValueError, FollowthroughError) as error:
            raise BadSetting(PREFIX + name, shown(name, text), str(error), example) from None


def shown(name: str, text: str) -> str:
    """Return a setting as it may be printed: secrets and passwords are masked."""
    return "***" if name in ("SECRET", "WEBHOOK_KEY", "MAIL_HOOKS", "OIDC_SECRET", "ALERT_URL") else masked(text)


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    ours = {key: value for key, value in environment.items() if key.startswith(PREFIX) and key != FOLDER}
    return {key.removeprefix(PREFIX): value for key, value in ours.items()}


def _from_file(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(str(file), "the file", f"it is no TOML: {error}.", 'zone = "Europe/Berlin"') from None
    return {key.upper().removeprefix(PREFIX): _text(key, value) for key, value in table.items()}


def _text(key: str, value: object) -> str:
    """Return a value of the file as the environment would have it: a list as words with commas."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        raise BadSetting(f"[{key}]", "a table", "settings stand alone, each on its line.", 'zone = "Europe/Berlin"')
    return str(value)


def _in_address(host: str) -> str:
    """Return *host* as web addresses write it: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def _hours(seen: _Seen) -> Hours:
    quiet_from, quiet_until = seen.read("QUIET", span, (Hours().quiet_from, Hours().quiet_until), "18:00-07:30")
    hours = Hours(
        seen.read("SEND_AT", wall_hour, Hours().task_at, "09:00"),
        seen.read("CHECK_IN_AT", wall_hour, Hours().check_in_at, "13:00"),
        quiet_from,
        quiet_until,
    )
    for name, at in (("SEND_AT", hours.task_at), ("CHECK_IN_AT", hours.check_in_at)):
        if hours.is_quiet(at):
            quiet = f"{quiet_from:%H:%M}-{quiet_until:%H:%M}"
            raise BadSetting(PREFIX + name, f"{at:%H:%M}", f"it lies in the quiet hours ({quiet}).", "09:00")
    return hours


def _usual_rate(relays: tuple[Relay | OutboxPath, ...]) -> float | None:
    outside = any(isinstance(relay, Relay) and not relay.loopback for relay in relays)
    return RATE_OFF_LOOPBACK if outside else None


def _check_sender(settings: Settings, seen: _Seen, outbox: bool) -> None:
    """Refuse to send real mail from a made-up address."""
    if not outbox and not seen.values.get("MAIL_FROM", "").strip():
        raise BadSetting(
            PREFIX + "MAIL_FROM", "", "mail needs an address it comes from.", "Maria Lopez <coach@example.org>"
        )


def _with_secret(settings: Settings, seen: _Seen) -> Settings:
    text = seen.values.get("SECRET", "").strip()
    if text and len(text) < 16:
        raise BadSetting(
            PREFIX + "SECRET", "***", "it is too short to keep anything secret.", secrets.token_urlsafe(24)
        )
    values: dict[str, Any] = {one.name: getattr(settings, one.name) for one in fields(settings)}
    return Settings(**(values | {"secret": text.encode() if text else kept_secret(settings.home)}))


def go_to_folder() -> None:
    """Work where the settings stand, if whoever started this process said so."""
    if folder := os.environ.get(FOLDER):
        os.chdir(folder)


def all_settings(environment: Mapping[str, str] | None = None, file: Path = FILE) -> dict[str, Settings]:
    """Return the settings of every organisation by name; of the one installation under "" where there is one alone.

    Raises:
        BadSetting: a value that cannot be used.
        Refused: two organisations would share something.
    """
    given = dict(os.environ if environment is None else environment)
    folder = (_from_file(file) | _from_environment(given)).get("ORGANISATIONS", "").strip()
    if not folder:
        return {"": read_settings(given, file)}
    found = {name: read_settings(given | {PREFIX + "ORGANISATION": name}, file) for name in names_in(Path(folder))}
    check_apart(found)
    return found
