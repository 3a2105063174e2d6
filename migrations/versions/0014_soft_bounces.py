"""How often a first mail came back as not delivered yet.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("soft_bounces", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("message", "soft_bounces")
