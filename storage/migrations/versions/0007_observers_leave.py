"""observers may leave

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

import storage.moments

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    with op.batch_alter_table("observer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("left_at", storage.moments.Moment(), nullable=True))


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("observer", schema=None) as batch_op:
        batch_op.drop_column("left_at")
