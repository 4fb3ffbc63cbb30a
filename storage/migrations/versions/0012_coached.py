"""coached: what briefs told of, what coaches said about it, and their notes

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

import storage.moments

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = {
    "brief_line": (("message_id", "message.id"), ("why", ""), ("about", "number")),
    "coach_mark": (("what", ""),),
    "coach_note": (("words", ""),),
}


def upgrade() -> None:
    """Go to this revision."""
    for name, more in TABLES.items():
        _create(name, (("coach_id", "recipient.id"), ("enrollment_id", "enrollment.id"), *more))


def _create(name: str, columns: tuple[tuple[str, str], ...]) -> None:
    references = [(column, to) for column, to in columns if "." in to]
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(column, sa.Integer() if to else sa.String(), nullable=False) for column, to in columns),
        sa.Column("made_at", storage.moments.Moment(), nullable=False),
        *(sa.ForeignKeyConstraint([column], [to]) for column, to in references),
        sa.PrimaryKeyConstraint("id"),
    )
    for column, _ in references:
        op.create_index(f"ix_{name}_{column}", name, [column])


def downgrade() -> None:
    """Go back to the revision before."""
    for name in reversed(TABLES):
        op.drop_table(name)
