"""PostgreSQL's own programs for copies: where they are, and how they are called without a password on their line."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, inspect, text

from coaching.errors import Refused

PLACES = Path("/usr/lib/postgresql")
"""Where Debian and Ubuntu keep each version's programs; elsewhere they are on the path."""
ASIDE = "followthrough_before_restore"
"""The schema in which what is replaced lies until its replacement is whole."""
LIMIT_S = 6 * 60 * 60


def dump(url: URL, file: Path) -> None:
    """Write the database at *url* to *file*, as of one moment.

    Raises:
        Refused: the program is missing or failed.
    """
    _run(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")


def load(url: URL, file: Path) -> None:
    """Put the copy in *file* into the database at *url*, in one transaction.

    Raises:
        Refused: the program is missing or failed; nothing was changed.
    """
    options = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    _run(url, "pg_restore", *options, f"--dbname={url.database}", str(file))


def others(engine: Engine) -> int:
    """Return how many others are connected to this database."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with engine.connect() as connection:
        return int(connection.execute(text(asked)).scalar_one())


@contextmanager
def set_aside(engine: Engine) -> Iterator[None]:
    """Let the body find no tables; they come back if it fails, and are gone when it is done."""
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {ASIDE} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {ASIDE}"))
        _move(connection, "public", ASIDE)
    try:
        yield
    except BaseException:
        with engine.begin() as connection:
            for name in inspect(connection).get_table_names("public"):
                connection.execute(text(f'DROP TABLE public."{name}" CASCADE'))
            _move(connection, ASIDE, "public")
            connection.execute(text(f"DROP SCHEMA {ASIDE}"))
        raise
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {ASIDE} CASCADE"))


def _move(connection: Connection, source: str, target: str) -> None:
    for name in inspect(connection).get_table_names(source):
        connection.execute(text(f'ALTER TABLE {source}."{name}" SET SCHEMA {target}'))


def program(name: str) -> str:
    """Return the path of the newest *name* on this machine.

    Raises:
        Refused: there is none.
    """
    versions = sorted(PLACES.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3].partition(".")[0]))
    found = str(versions[-1]) if versions else shutil.which(name)
    if found is None:
        raise Refused(f"{name} is not installed here. Install PostgreSQL's client programs (postgresql-client).")
    return found


def _run(url: URL, name: str, *arguments: str) -> None:
    command = [program(name), "--no-password", *arguments]
    done = subprocess.run(
        command, env=os.environ | _access(url), capture_output=True, text=True, timeout=LIMIT_S, check=False
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()[:1] or [f"it ended with {done.returncode}."]
        raise Refused(f"{name} failed: {said[0]}")


def _access(url: URL) -> dict[str, str]:
    """Return how to reach the database, in the variables that keep a password out of the list of processes."""
    named = {"PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password,
             "PGDATABASE": url.database, "PGSSLMODE": url.query.get("sslmode"), "LC_ALL": "C"}  # fmt: skip
    return {name: str(value) for name, value in named.items() if value}
