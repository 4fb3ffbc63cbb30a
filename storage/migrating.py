"""The schema: brought to this version of the product at start, refused when it comes from a later one."""

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


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    return config


def upgrade(store: Store) -> None:
    """Bring the schema to this version; two at once wait for each other.

    Raises:
        Refused: the database was written by a later version, or belongs to something else.
    """
    with store.engine.execution_options(writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(7465)"))
        _check(connection)
        command.upgrade(_config(connection), "head")


def _check(connection: Connection) -> None:
    """Refuse a schema that this version does not know."""
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and not knows(current):
        raise Refused(
            f"The database has schema '{current}', which this version of Followthrough does not know. "
            "Upgrade Followthrough, or point FOLLOWTHROUGH_DATABASE_URL at another database."
        )


def knows(schema: str) -> bool:
    """Return whether this version can read a database of *schema*.

    >>> knows("0001"), knows("9999")
    (True, False)
    """
    try:
        return ScriptDirectory.from_config(_config()).get_revision(schema) is not None
    except CommandError:
        return False


def schema_of(store: Store) -> str:
    """Return the schema that the database has, "" for none."""
    with store.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def newest() -> str:
    """Return the schema of this version."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def go_to(store: Store, schema: str) -> None:
    """Bring the database to *schema*, up or down; down loses what the older one has no place for."""
    current, known = schema_of(store) or "base", [one.revision for one in _all()]
    with store.engine.execution_options(writes=True).begin() as connection:
        _check(connection)
        down = schema == "base" or (current != "base" and known.index(schema) < known.index(current))
        (command.downgrade if down else command.upgrade)(_config(connection), schema)


def _all() -> list[Script]:
    """Return every schema there was, the oldest first."""
    return list(reversed(list(ScriptDirectory.from_config(_config()).walk_revisions())))


def revise(store: Store, message: str) -> None:
    """Write a new revision from the difference between the rows and the database (for developers)."""
    with store.engine.begin() as connection:
        command.revision(_config(connection), message, autogenerate=True)
