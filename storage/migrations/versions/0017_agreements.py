"""agreements

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

import storage.moments

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("enrollment", sa.Column("may_list_at", storage.moments.Moment(), nullable=True))


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_column("enrollment", "may_list_at")
