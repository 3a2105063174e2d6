"""Figures of reports, and with which edition of the drawing they were made.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # 0: no edition, so that reports from before get their figures at the next run.
    op.add_column("report", sa.Column("drawn", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "figure",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("svg", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["report.wave_id"], name="fk_figure_wave_id_report", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("wave_id", "name", "language", name="pk_figure"),
    )


def downgrade() -> None:
    op.drop_table("figure")
    op.drop_column("report", "drawn")
