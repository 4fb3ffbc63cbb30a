"""buddies: colleagues who see what somebody did, because that person asked them

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

import storage.moments

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "buddy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrollment_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", storage.moments.Moment(), nullable=False),
        sa.Column("asked_in", sa.Integer(), nullable=True),
        sa.Column("accepted_at", storage.moments.Moment(), nullable=True),
        sa.Column("ended_at", storage.moments.Moment(), nullable=True),
        sa.Column("told_in", sa.Integer(), nullable=True),
        sa.Column("told_from", storage.moments.Moment(), nullable=True),
        sa.Column("told_at", storage.moments.Moment(), nullable=True),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("line_at", storage.moments.Moment(), nullable=True),
        sa.Column("carried_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["enrollment_id"], ["enrollment.id"]),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"]),
        sa.ForeignKeyConstraint(["asked_in"], ["message.id"]),
        sa.ForeignKeyConstraint(["told_in"], ["message.id"]),
        sa.ForeignKeyConstraint(["carried_by"], ["message.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("enrollment_id", "digest"),
    )
    op.create_index("ix_buddy_recipient_id", "buddy", ["recipient_id"])


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_table("buddy")
