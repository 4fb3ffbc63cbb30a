"""webhooks: endpoints that are gone, and ids that came in

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

import storage.moments

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "gone_endpoint",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("gone_at", storage.moments.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "hook",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("arrived_at", storage.moments.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("hook")
    op.drop_table("gone_endpoint")
