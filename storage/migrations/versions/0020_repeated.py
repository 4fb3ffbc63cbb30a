"""repeated: the few messages that may have gone out twice are found without reading all

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_index(
        "message_repeated", "message", ["id"],
        sqlite_where=sa.text("may_have_repeated IS 1"), postgresql_where=sa.text("may_have_repeated IS true"),
    )  # fmt: skip


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_index("message_repeated", "message")
