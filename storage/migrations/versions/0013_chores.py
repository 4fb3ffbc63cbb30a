"""chores: what is done once in a while

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

import storage.moments

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "chore",
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("done_at", storage.moments.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("what"),
    )


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("chore")
