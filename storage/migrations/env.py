"""Alembic's entry: migrations run on the connection that `storage.migrating` hands over."""

from typing import Any, Literal

from alembic import context
from sqlmodel import SQLModel

import storage.rows  # noqa: F401 - fills the metadata


def written(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """Return how a column type is written in a revision: SQLModel's text is plain text, our moments are ours."""
    if kind == "type" and type(item).__name__ == "AutoString":
        return "sa.String()"
    return "storage.moments.Moment()" if type(item).__name__ == "Moment" else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    render_item=written,
)
with context.begin_transaction():
    context.run_migrations()
