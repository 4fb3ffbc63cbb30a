"""`doctor`: whether this installation can do its work, in sentences."""

from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import typer

from commands.main import app, say
from commands.options import Json

if TYPE_CHECKING:
    from actions.examining import Finding
    from commands.settings import Settings

SIGNS = {"ok": "ok   ", "note": "note ", "wrong": "WRONG"}


@app.command()
def doctor(as_json: Json = False) -> None:
    """Look at settings, database, mail, DNS, clocks, files and disk, and say what to do. No mail is sent."""
    found = list(_findings())
    wrong = [one for one in found if one.state == "wrong"]
    lines = [f"{SIGNS[one.state]}  {one.what}: {one.sentence}" for one in found]
    lines.append(f"{len(wrong)} of {len(found)} need doing." if wrong else "Nothing needs doing.")
    say({"ok": not wrong, "findings": [one.to_json() for one in found]}, as_json, "\n".join(lines))
    if wrong:
        raise typer.Exit(1)


def _findings() -> Iterator["Finding"]:
    from actions.examining import Finding
    from coaching.errors import BadSetting
    from commands.opening import channel_of
    from commands.settings import read_settings

    try:
        settings = read_settings()
        channel_of(settings)
    except BadSetting as fault:
        yield Finding("settings", "wrong", str(fault))
        return
    yield Finding("settings", "ok", "They can be read.")
    yield from _installation(settings)


def _installation(settings: "Settings") -> Iterator["Finding"]:
    from datetime import UTC, datetime

    from actions import examining
    from delivery.dns_records import SystemResolver
    from storage.store import open_store

    with closing(open_store(settings.database_url)) as store:
        yield from examining.database(store, lambda: datetime.now(UTC))
        yield from examining.sending(store, datetime.now(UTC))
    sender = settings.mail_from[1].rpartition("@")[2]
    signs = settings.dkim_domain or sender
    bounces = (settings.bounce_address or settings.mail_from[1]).rpartition("@")[2]
    here = examining.Installation(
        settings.home, settings.relays[0], settings.reply_url, (sender, bounces),
        tuple((signs, selector) for selector in settings.dkim_selectors),
    )  # fmt: skip
    if settings.prefect_api_url:
        yield _prefect(settings.prefect_api_url)
    yield from map(examining.mail, settings.relays)
    yield examining.replies(here.reply_url, bool(settings.listen_mail or settings.mail_hooks))
    yield from examining.names(here, SystemResolver())
    yield from examining.files(here.home)


def _prefect(api: str) -> "Finding":
    """Return whether the Prefect server that is set answers; its health asks for no password."""
    from urllib.error import URLError
    from urllib.request import urlopen

    from actions.examining import Finding

    try:
        with urlopen(f"{api}/health", timeout=10):  # noqa: S310 - a web address, as the settings say
            return Finding("Prefect", "ok", "The Prefect server answers.")
    except (URLError, OSError):
        advice = "See that it runs and that FOLLOWTHROUGH_PREFECT_API_URL ends with /api."
        return Finding("Prefect", "wrong", f"The Prefect server does not answer. {advice}")
