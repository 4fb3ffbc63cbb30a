"""own programmes: which of the programmes that are kept can be chosen at the desk

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

import storage.moments

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("programme", sa.Column("offered_at", storage.moments.Moment(), nullable=True))


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_column("programme", "offered_at")
