"""desk works: long work at the desk, seen from every door

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

import storage.moments

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    words = ("title", "back", "again", "says", "fault", "runner")
    op.create_table(
        "desk_work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in words),
        sa.Column("began_at", storage.moments.Moment(), nullable=False),
        sa.Column("heard_at", storage.moments.Moment(), nullable=False),
        sa.Column("ended_at", storage.moments.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("desk_work")
