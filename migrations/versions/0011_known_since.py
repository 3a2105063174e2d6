"""From which day on it is known who was contacted, once older cool-downs were erased.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("erasure", sa.Column("known_since", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("erasure", "known_since")
