"""Retention: terms, the days from which they run, what was erased; and further addresses for opt-outs.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TERMS = (
    *("contact_days", "message_days", "open_answers_months", "sealed_months"),
    *("opt_out_months", "register_months"),
)
ERASABLE = (
    *("messages", "links", "open answers", "sealed ballots", "opt-out links", "contact data"),
    *("complaints", "cool-downs"),
)
NEVER_SAMPLED = {
    "complaint": ("case_number", "email", "name", "address", "postcode", "town"),
    "draw": ("frame",),
}
"""Of other columns PostgreSQL keeps samples, also of values that have been erased and of emptied tables."""


def upgrade() -> None:
    op.create_table(
        "retention_terms",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in TERMS),
        sa.PrimaryKeyConstraint("id", name="pk_retention_terms"),
    )
    op.create_table(
        "wave_ending",
        sa.Column("wave_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_wave_ending_wave_id_wave"),
        sa.PrimaryKeyConstraint("wave_id", name="pk_wave_ending"),
    )
    op.create_table(
        "complaint_leaving",
        sa.Column("complaint_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("complaint_id", name="pk_complaint_leaving"),
    )
    op.create_table(
        "further_contact",
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("invitation_id", "hash", name="pk_further_contact"),
    )
    op.create_index("ix_further_contact_hash", "further_contact", ["hash"])
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "what",
            sa.Enum(*ERASABLE, native_enum=False, create_constraint=True, length=32, name="erasable"),
            nullable=False,
        ),
        sa.Column("wave_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("erased_on", sa.Date(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_erasure_wave_id_wave"),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
    )
    op.create_index("ix_erasure_wave_id", "erasure", ["wave_id"])
    if op.get_bind().dialect.name == "postgresql":
        for table, columns in NEVER_SAMPLED.items():
            for column in columns:
                kind = "bytea" if column == "frame" else "varchar"
                # The same type again, which rewrites nothing but drops the samples that there are.
                op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE {kind}")
                op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, columns in NEVER_SAMPLED.items():
            for column in columns:
                op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS -1")
    for table in ("erasure", "further_contact", "complaint_leaving", "wave_ending", "retention_terms"):
        op.drop_table(table)
