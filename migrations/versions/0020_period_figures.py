"""Figures of a year, and over the waves of a survey.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "period_figure",
        sa.Column("survey_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("questionnaire_id", sa.String(), nullable=False),
        sa.Column("questionnaire_version", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("svg", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_period_figure_survey_id_survey"),
        sa.PrimaryKeyConstraint(
            *("survey_id", "questionnaire_id", "questionnaire_version", "year", "name", "language"),
            name="pk_period_figure",
        ),
    )


def downgrade() -> None:
    op.drop_table("period_figure")
