"""`backup` and `restore`: the whole installation in one file, and back."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.main import app, say
from commands.options import Json

if TYPE_CHECKING:
    from actions.restoring import Restored

SHOWN = 20
"""Held mails named on a terminal; `--json` names them all."""


@app.command()
def backup(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Where to; var/backups and the moment by default.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write everything into one file, consistent while `serve` runs. Whoever reads the file can read everything."""
    from actions.backing_up import backup as write_backup
    from commands.opening import moment, open_house
    from commands.own_secret import is_own

    house, settings = open_house()
    now = moment(house, None)
    target = file or settings.home / "backups" / f"followthrough-{now:%Y%m%dT%H%M%SZ}.tar"
    done = write_backup(house, target, settings.secret if is_own(settings.home, settings.secret) else None, now)
    kept = "the secret is in it" if done.secret else "the secret is not: keep FOLLOWTHROUGH_SECRET elsewhere"
    words = f"{done.file}: {done.octets:,} octets, schema {done.schema}, {kept}. Keep it where only you can read it."
    say(done.to_json(), as_json, words)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `backup` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Let it take the place of a database with people in it.")
    ] = False,
    send_missed: Annotated[
        bool, typer.Option("--send-missed", help="Nothing went out after the backup: send what is due since.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Put a backup back. What fell due after it was made may have gone out, so it is held and not sent again."""
    from dataclasses import replace as changed
    from datetime import UTC, datetime

    from actions.restoring import Wanted
    from actions.restoring import restore as put_back
    from commands.opening import open_house
    from commands.own_secret import is_own, keep_secret
    from commands.settings import read_settings

    settings = read_settings()
    own = is_own(settings.home, settings.secret)
    wanted = Wanted(file, settings.database_url, settings.secret, not own, replace, send_missed)
    done = put_back(
        wanted,
        lambda url, secret: open_house(changed(settings, database_url=url, secret=secret))[0],
        lambda house: house.clock(datetime.now(UTC)),
    )
    if own and done.secret is not None:
        keep_secret(settings.home, done.secret)
    say(done.to_json(), as_json, "\n".join(_told(done)))


def _told(done: "Restored") -> Sequence[str]:
    first = f"Restored as of {done.taken_at:%Y-%m-%d %H:%M %z}."
    if not done.held:
        return [first, "Nothing fell due since."]
    lines = [f"  {one.person}, {one.step or one.kind}: due {one.due_at:%Y-%m-%d %H:%M %z}" for one in done.held]
    more = [f"  and {len(lines) - SHOWN} more; --json names them all"] if len(lines) > SHOWN else []
    note = (
        f"{len(lines)} prompts and notices fell due since and may have gone out. They are held and not sent again; "
        "answers to them count. If nothing went out, restore again with --replace --send-missed."
    )
    return [first, note, *lines[:SHOWN], *more]
