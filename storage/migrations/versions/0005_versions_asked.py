"""the version a prompt was asked in, where its enrollment has moved on

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    with op.batch_alter_table("prompt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("programme_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key("prompt_programme_id", "programme", ["programme_id"], ["id"])


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("prompt", schema=None) as batch_op:
        batch_op.drop_constraint("prompt_programme_id", type_="foreignkey")
        batch_op.drop_column("programme_id")
