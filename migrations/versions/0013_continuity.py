"""By what a restored backup is recognised.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SIGNS = ("older", "moved", "copied", "by hand")


def upgrade() -> None:
    op.create_table(
        "continuity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runs", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("held_since", sa.DateTime(timezone=True)),
        sa.Column(
            "held_for",
            sa.Enum(*SIGNS, name="sign", native_enum=False, create_constraint=True, length=32),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_continuity")),
    )


def downgrade() -> None:
    op.drop_table("continuity")
