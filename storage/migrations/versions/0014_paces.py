"""paces

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

import storage.moments

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "pace",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("free_at", storage.moments.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("pace")
