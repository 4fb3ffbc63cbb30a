"""until when the silence question waits for a reply

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

import storage.moments

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("silence", sa.Column("closes_at", storage.moments.Moment(), nullable=True))


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_column("silence", "closes_at")
