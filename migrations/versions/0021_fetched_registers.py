"""Registers that are fetched from the case system, each night at most once by themselves.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "register_upload", sa.Column("is_fetched", sa.Boolean(), nullable=False, server_default="0")
    )
    op.add_column("register_upload", sa.Column("night", sa.Date(), nullable=True))
    op.create_index("ix_register_upload_night", "register_upload", ["night"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_register_upload_night", table_name="register_upload")
    op.drop_column("register_upload", "night")
    op.drop_column("register_upload", "is_fetched")
