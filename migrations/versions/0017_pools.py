"""Waves side by side, and pooled by the year.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "series",
        sa.Column("survey_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_series_survey_id_survey")),
        sa.PrimaryKeyConstraint("survey_id", name=op.f("pk_series")),
    )
    op.create_table(
        "pool",
        sa.Column("survey_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("questionnaire_id", sa.String(), nullable=False),
        sa.Column("questionnaire_version", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("waves", sa.JSON(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_pool_survey_id_survey")),
        sa.PrimaryKeyConstraint(
            "survey_id", "questionnaire_id", "questionnaire_version", "year", name=op.f("pk_pool")
        ),
    )


def downgrade() -> None:
    op.drop_table("pool")
    op.drop_table("series")
