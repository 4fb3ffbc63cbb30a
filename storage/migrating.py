"""The schema: brought to this version of the product at start, refused when it comes from a later one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from coaching.errors import Refused
from storage.store import Store

HERE = Path(__file__).parent / "migrations"
SINCE = "_since_"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    return config


def upgrade(store: Store) -> None:
    """Bring the schema to this version; two at once wait for each other.

    A later schema that says it goes with this version is left as it is: both versions are at work side by side.

    Raises:
        Refused: the database was written by a later version, or belongs to something else.
    """
    with _changing(store) as connection:
        if not is_later(_current(connection) or ""):
            command.upgrade(_config(connection), "head")


@contextmanager
def _changing(store: Store) -> Iterator[Connection]:
    """Return a connection to change the schema on, in one transaction, once nobody else does and the schema is known.

    A table that SQLite makes anew is dropped in between, which references to it would forbid; so they are looked at
    when all is done, and not on the way.
    """
    with store.engine.execution_options(writes=True).connect() as connection:
        held = connection.connection.driver_connection if store.is_sqlite else None
        if held is not None:
            held.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                if held is None:
                    connection.execute(text("SELECT pg_advisory_xact_lock(7465)"))
                before = _check(connection)
                yield connection
                if held is not None and _current(connection) != before:
                    _check_references(connection)
        finally:
            if held is not None:
                held.execute("PRAGMA foreign_keys=ON")


def _check_references(connection: Connection) -> None:
    if connection.execute(text("PRAGMA foreign_key_check")).first():
        raise Refused(
            "The schema was not changed: rows in the database refer to others that are gone. Restore a backup."
        )


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _check(connection: Connection) -> str | None:
    """Return the schema, None for none; refuse one that this version can do nothing with."""
    current = _current(connection)
    if current is not None and not knows(current) and not is_later(current):
        raise Refused(
            f"The database has schema '{current}', which this version of Followthrough does not know. "
            "Upgrade Followthrough, or point FOLLOWTHROUGH_DATABASE_URL at another database."
        )
    return current


def knows(schema: str) -> bool:
    """Return whether this version can read a database of *schema*.

    >>> knows("0001"), knows("9999")
    (True, False)
    """
    try:
        return ScriptDirectory.from_config(_config()).get_revision(schema) is not None
    except CommandError:
        return False


def is_later(schema: str) -> bool:
    """Return whether *schema* is of a later version that lets this one go on beside it.

    Such a schema says so in its name: ``0031_since_0028`` only adds to 0028 and whatever lies between, and nothing that
    a version which does not know of it would have to fill.

    >>> is_later("9999_since_0001"), is_later("9999_since_9000"), is_later("9999"), is_later("0001")
    (True, False, False, False)
    """
    _, says, least = schema.partition(SINCE)
    return bool(says) and knows(least) and not knows(schema)


def schema_of(store: Store) -> str:
    """Return the schema that the database has, "" for none."""
    with store.engine.connect() as connection:
        return _current(connection) or ""


def newest() -> str:
    """Return the schema of this version."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def go_to(store: Store, schema: str) -> None:
    """Bring the database to *schema*, up or down; down loses what the older one has no place for."""
    current, known = schema_of(store) or "base", [one.revision for one in _all()]
    with _changing(store) as connection:
        down = schema == "base" or (current != "base" and known.index(schema) < known.index(current))
        (command.downgrade if down else command.upgrade)(_config(connection), schema)


def _all() -> list[Script]:
    """Return every schema there was, the oldest first."""
    return list(reversed(list(ScriptDirectory.from_config(_config()).walk_revisions())))


def revise(store: Store, message: str) -> None:
    """Write a new revision from the difference between the rows and the database (for developers)."""
    with store.engine.begin() as connection:
        command.revision(_config(connection), message, autogenerate=True)
