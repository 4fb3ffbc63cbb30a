"""interviews

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

import storage.moments

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("enrollment", sa.Column("may_ask_at", storage.moments.Moment(), nullable=True))


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_column("enrollment", "may_ask_at")
