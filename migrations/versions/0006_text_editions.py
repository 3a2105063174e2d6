"""Versions of the texts, and which of them a wave keeps.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "text_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_text_edition_survey_id_survey"),
        sa.PrimaryKeyConstraint("id", name="pk_text_edition"),
        sa.UniqueConstraint("survey_id", "number", name="uq_text_edition_survey_id_number"),
    )
    # A number within the survey and no foreign key: SQLite could not take such a column away again.
    op.add_column("wave", sa.Column("text_edition_number", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("wave", "text_edition_number")
    op.drop_table("text_edition")
