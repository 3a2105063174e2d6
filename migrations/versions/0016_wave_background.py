"""What is known of those whom a wave could have asked and did ask, kept in numbers when it closes.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wave_background",
        sa.Column("wave_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_wave_background_wave_id_wave"),
        sa.PrimaryKeyConstraint("wave_id", name="pk_wave_background"),
    )


def downgrade() -> None:
    op.drop_table("wave_background")
