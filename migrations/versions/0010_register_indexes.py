"""Indexes with which a large register is counted: of a kind in a window, and with contact data outside one.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

HAS_CONTACT_DATA = " OR ".join(f"{name} != ''" for name in ("email", "name", "address", "postcode", "town"))


def upgrade() -> None:
    op.create_index("ix_complaint_kind_closed", "complaint", ["kind", "closed"])
    op.drop_index("ix_complaint_kind", "complaint")
    where = sa.text(HAS_CONTACT_DATA)
    op.create_index(
        "ix_complaint_contact_data", "complaint", ["closed"], sqlite_where=where, postgresql_where=where
    )


def downgrade() -> None:
    op.drop_index("ix_complaint_contact_data", "complaint")
    op.create_index("ix_complaint_kind", "complaint", ["kind"])
    op.drop_index("ix_complaint_kind_closed", "complaint")
