"""Draws wait for a person to confirm them, and the register is quick to count by window.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEX = "ix_complaint_closed_kind_handling"


def upgrade() -> None:
    op.add_column(
        "draw", sa.Column("awaits_confirmation", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("draw", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("draw", sa.Column("confirmed_by", sa.String(), nullable=True))
    op.add_column("draw", sa.Column("mails_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(INDEX, "complaint", ["closed", "kind", "handling"])


def downgrade() -> None:
    op.drop_index(INDEX, "complaint")
    for column in ("mails_at", "confirmed_by", "confirmed_at", "awaits_confirmation"):
        op.drop_column("draw", column)
