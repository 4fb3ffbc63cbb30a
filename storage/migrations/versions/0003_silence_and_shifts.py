"""the silence question, and how far a late step has shifted the rest

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

import storage.moments

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "silence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("asked_at", storage.moments.Moment(), nullable=False),
        sa.Column("answered_at", storage.moments.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"]),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_silence_participant_id", "silence", ["participant_id"])
    op.create_index("ix_silence_message_id", "silence", ["message_id"])
    op.add_column("prompt", sa.Column("shift_days", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_column("prompt", "shift_days")
    op.drop_index("ix_silence_message_id", "silence")
    op.drop_index("ix_silence_participant_id", "silence")
    op.drop_table("silence")
