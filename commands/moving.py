"""`move`: the whole installation from SQLite to PostgreSQL."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.main import app, say
from commands.options import Json

if TYPE_CHECKING:
    from commands.settings import Settings


@app.command()
def move(
    to: Annotated[str, typer.Option("--to", metavar="URL", help="An empty database: postgresql://user@host/name.")],
    as_json: Json = False,
) -> None:
    """Move everything from SQLite into an empty PostgreSQL database, and compare both before it counts."""
    from contextlib import closing
    from dataclasses import replace

    from actions.moving import move as move_all
    from commands.opening import open_house
    from commands.settings import read_settings
    from storage import moving
    from storage.store import open_store

    settings = read_settings()
    new = replace(settings, database_url=_read(to))
    _check_secret(settings, new)
    source, _ = open_house(settings)
    with closing(open_store(new.database_url)) as store:
        moved = move_all(source, replace(source, store=store))
    _take_secret(settings, new)
    aside = moving.set_aside(Path(source.store.engine.url.database or ""))
    say(moved.to_json() | {"aside": str(aside)}, as_json, _told(sum(moved.tables.values()), moved.prompts, aside))


def _read(to: str) -> str:
    from coaching.errors import Refused
    from commands.setting_texts import database

    try:
        return database(to)
    except ValueError as fault:
        raise Refused(f"--to cannot be used: {fault} Example: postgresql://user@host/followthrough") from None


def _told(rows: int, prompts: int, aside: Path) -> str:
    return (
        f"{rows:,} rows moved and compared one by one; both ledgers count {prompts:,} prompts alike.\n"
        f"The old database is kept as {aside}. Set FOLLOWTHROUGH_DATABASE_URL to the new one before you start `serve`."
    )


def _check_secret(old: "Settings", new: "Settings") -> None:
    """Refuse where another secret lies in the way: links that are out would open nothing."""
    from coaching.errors import Refused
    from commands.own_secret import is_own

    if old.home != new.home and (new.home / "secret").is_file() and not is_own(new.home, old.secret):
        raise Refused(
            f"Another secret is kept in {new.home}/secret, and links are derived from it. Move it away first, or run "
            "this from the folder where `serve` is to run. Nothing was changed."
        )


def _take_secret(old: "Settings", new: "Settings") -> None:
    """Keep the product's own secret where it is looked for beside the new database."""
    from commands.own_secret import is_own, keep_secret

    if old.home != new.home and is_own(old.home, old.secret):
        new.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        keep_secret(new.home, old.secret)
