"""The index of complaints with contact data names them too, so that it answers who is leaving by itself.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NAME = "ix_complaint_contact_data"
HAS_CONTACT_DATA = " OR ".join(f"{name} != ''" for name in ("email", "name", "address", "postcode", "town"))


def upgrade() -> None:
    _index("closed", "id")


def downgrade() -> None:
    _index("closed")


def _index(*columns: str) -> None:
    where = sa.text(HAS_CONTACT_DATA)
    op.drop_index(NAME, "complaint")
    op.create_index(NAME, "complaint", list(columns), sqlite_where=where, postgresql_where=where)
