"""From settings to an open installation and its channel."""

import os
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from actions.house import House
from coaching.errors import BadSetting, NaiveMoment, NotAllowed, Refused
from coaching.years import check_year
from commands.settings import PREFIX, Settings, read_settings
from delivery.channel import Channel
from delivery.in_order import InOrder
from delivery.mailbox import ImapMailbox, Mailbox, OutboxMailbox
from delivery.outbox import OutboxChannel
from delivery.pace import Pace, PacedChannel
from delivery.relay import OutboxPath, Relay
from delivery.shared_pace import SharedPace
from delivery.smtp import SmtpChannel
from delivery.web_signing import derived_key
from storage import migrating, paces
from storage.store import Store, open_store

OF_A_LEASE_TO_SEND = 0.5
OF_A_LEASE_TO_WAIT = 0.4
"""A mail has half of its lease to be handed over, and nearly half to wait for its turn where there is a rate; what is
left is for writing it down. A lease that ran out under way would let somebody else send the mail too."""
AHEAD = timedelta(minutes=1)
"""How far a `--now` may run ahead of the clock before real mail would go out early."""


def open_house(settings: Settings | None = None) -> tuple[House, Settings]:
    """Return the installation that the settings describe, its schema brought up to date."""
    settings = settings or read_settings()
    count_alone()
    store = open_store(settings.database_url)
    migrating.upgrade(store)
    house = House(
        store=store,
        secret=settings.secret,
        public_url=settings.public_url,
        mail_from=settings.mail_from,
        reply_address=settings.reply_address,
        bounce_address=settings.bounce_address,
        zone=settings.zone,
        country=settings.country,
        hours=settings.hours,
        answer_days=settings.answer_days,
        min_cell=settings.min_cell,
        lease_s=settings.lease_s,
        mail_servers=tuple(one.host for one in settings.relays if isinstance(one, Relay)),
        connections=connections_of(settings),
        webhook_keys=webhook_keys(settings),
        webhook_loopback=settings.webhook_loopback,
        mail_hooks=settings.mail_hooks,
        oidc=settings.oidc,
    )
    return house, settings


def count_alone() -> None:
    """Let numpy's arithmetic use one thread, unless the environment says otherwise; it reads this when it is loaded.

    Our matrices have two rows. Threads that wait for each other over them made a report take two and a half times as
    much processor time on two cores, and a door does several things at once anyway.
    """
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def connections_of(settings: Settings) -> int:
    """Return how many connections send at once: no more than can each have a turn, at the rate that is set, in time."""
    rates = [one for one in (settings.mail_rate, settings.mail_domain_rate) if one]
    turns = min([settings.lease_s * OF_A_LEASE_TO_WAIT * one for one in rates], default=settings.mail_connections)
    return max(1, min(settings.mail_connections, int(turns)))


def webhook_keys(settings: Settings) -> tuple[bytes, ...]:
    """Return the keys that sign and check webhooks: those that are set, else one made of the secret."""
    return settings.webhook_keys or (derived_key(settings.secret),)


def channel_of(settings: Settings, store: Store | None = None) -> Channel:
    """Return the ways out: mail as MAIL_URL says, its relays in their order, and web addresses.

    With the local inbox nothing leaves by web.
    """
    ways = tuple(_with_web(_mail_of(one, settings, store), settings) for one in settings.relays)
    return InOrder(ways) if len(ways) > 1 else ways[0]


def _with_web(mail: Channel, settings: Settings) -> Channel:
    """Return *mail* with the way to web addresses beside it, where anything may leave by web."""
    places, public = settings.webhook_loopback, settings.outbox is None
    if not public and not places:
        return mail
    from delivery.routed import RoutedChannel
    from delivery.web_client import client_of_process
    from delivery.webhook import WebhookChannel

    client = partial(client_of_process, places, public)
    return RoutedChannel(mail, WebhookChannel(client, webhook_keys(settings), places, public))


def _mail_of(relay: Relay | OutboxPath, settings: Settings, store: Store | None) -> Channel:
    """Return one of the ways out that MAIL_URL names, at the pace that is set: with *store*, one for all who send."""
    if isinstance(relay, OutboxPath):
        return OutboxChannel(settings.outbox or settings.home / "outbox")
    smtp = SmtpChannel(relay, mail_s=settings.lease_s * OF_A_LEASE_TO_SEND)
    longest_s = settings.lease_s * OF_A_LEASE_TO_WAIT / connections_of(settings)
    rates = settings.mail_rate, settings.mail_domain_rate
    shared = SharedPace(partial(paces.reserve, store), smtp.name, *rates) if store is not None else None
    paced = PacedChannel(smtp, Pace(*rates, longest_gap_s=longest_s, shared=shared))
    return _signed(paced, settings) if settings.dkim_keys or settings.dkim_selectors else paced


def _signed(channel: Channel, settings: Settings) -> Channel:
    """Return *channel* with every mail signed (DKIM), for the domain that mail comes from unless another is set."""
    from delivery.signing import SignedChannel, read_signer

    domain = settings.dkim_domain or settings.mail_from[1].rpartition("@")[2]
    try:
        signer = read_signer(domain, settings.dkim_selectors, tuple(map(Path, settings.dkim_keys)))
    except Refused as refusal:
        shown = ", ".join(settings.dkim_keys)
        raise BadSetting(PREFIX + "DKIM_KEY", shown, str(refusal), "/etc/followthrough/mail2026.pem") from None
    return SignedChannel(channel, signer)


def mailbox_of(settings: Settings) -> Mailbox | None:
    """Return the way in that REPLY_URL names; with the local inbox, its replies; else None."""
    if settings.reply_url:
        return ImapMailbox(settings.reply_url)
    return OutboxMailbox(settings.outbox) if settings.outbox else None


def moment(house: House, text: str | None) -> datetime:
    """Return the moment to act at: what `--now` says, else the clock's.

    Raises:
        NaiveMoment: the text has no offset.
        Refused: the text is no moment, or of a year that cannot be meant.
    """
    if text is None:
        return house.clock(datetime.now(UTC))
    try:
        parsed = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Refused(f"--now is '{text}'. Write a moment such as '2026-11-23T09:00:00+01:00'.") from None
    if parsed.tzinfo is None:
        raise NaiveMoment("--now", text)
    check_year("--now", parsed, "'2026-11-23T09:00:00+01:00'")
    return parsed


def not_early(now: datetime, settings: Settings, yes_send_early: bool, house: House) -> None:
    """Refuse to act ahead of the clock where real mail would leave.

    Raises:
        NotAllowed: *now* is more than a minute ahead, mail is real and nobody said yes.
    """
    ahead = now - house.clock(datetime.now(UTC))
    if ahead > AHEAD and settings.outbox is None and not yes_send_early:
        raise NotAllowed(
            f"--now lies {_told(ahead)} ahead of the clock and mail is real: prompts would go out early, or be "
            "left out as late. "
            "Add --yes-send-early if that is meant, or try it with FOLLOWTHROUGH_MAIL_URL=outbox:."
        )


def _told(ahead: timedelta) -> str:
    """Return a stretch of time in its largest unit, rounded down."""
    minutes = int(ahead.total_seconds() // 60)
    for size, name in ((24 * 60, "days"), (60, "hours"), (1, "minutes")):
        if minutes >= 2 * size or size == 1:
            return f"{minutes // size} {name}"
    return ""
