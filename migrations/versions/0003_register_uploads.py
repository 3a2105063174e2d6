"""Uploaded registers on their way in, how files were read before, and indexes for the list of complaints.

Revision ID: 0003
Revises: 0002a
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002a"
branch_labels = None
depends_on = None

INDEXED = ("received", "closed", "email", "kind", "subject", "withheld")


def upgrade() -> None:
    op.create_table(
        "register_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *("looking", "ready", "importing", "done", "unreadable", "abandoned"),
                name="uploadstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("imported_by", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("correction", sa.JSON(), nullable=True),
        sa.Column("layout", sa.JSON(), nullable=True),
        sa.Column("findings", sa.JSON(), nullable=True),
        sa.Column("preview", sa.JSON(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=True),
        sa.Column("trouble", sa.JSON(), nullable=True),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_register_upload"),
    )
    op.create_table(
        "register_upload_piece",
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["register_upload.id"], name="fk_register_upload_piece_upload_id_register_upload"
        ),
        sa.PrimaryKeyConstraint("upload_id", "number", name="pk_register_upload_piece"),
    )
    op.create_table(
        "register_refusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["register_upload.id"], name="fk_register_refusal_upload_id_register_upload"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_register_refusal"),
    )
    op.create_index("ix_register_refusal_upload_id", "register_refusal", ["upload_id"])
    op.create_table(
        "register_layout",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("layout", sa.JSON(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_register_layout"),
    )
    op.create_index(
        "ix_complaint_case_number",
        "complaint",
        ["case_number"],
        postgresql_ops={"case_number": "text_pattern_ops"},
    )
    for column in INDEXED:
        op.create_index(f"ix_complaint_{column}", "complaint", [column])


def downgrade() -> None:
    for column in (*INDEXED, "case_number"):
        op.drop_index(f"ix_complaint_{column}", "complaint")
    for table in ("register_layout", "register_refusal", "register_upload_piece", "register_upload"):
        op.drop_table(table)
