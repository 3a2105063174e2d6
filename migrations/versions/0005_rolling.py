"""Surveys that draw by themselves: their plans, the days of these, who had a chance; names of surveys.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("survey") as table:
        table.add_column(sa.Column("name_nl", sa.String(), server_default="", nullable=False))
        table.add_column(sa.Column("name_en", sa.String(), server_default="", nullable=False))
        table.add_column(sa.Column("archived", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(
        "UPDATE survey SET name_nl = 'Klachtbehandeling', name_en = 'Complaint handling'"
        " WHERE slug = 'klachtbehandeling'"
    )
    with op.batch_alter_table("wave") as table:
        table.add_column(sa.Column("reminder_after_days", sa.Integer(), nullable=True))
        table.add_column(sa.Column("closes_after_days", sa.Integer(), nullable=True))
        table.add_column(sa.Column("period_first", sa.Date(), nullable=True))
        table.add_column(sa.Column("period_last", sa.Date(), nullable=True))
        table.add_column(sa.Column("last_draw_on", sa.Date(), nullable=True))
    op.create_table(
        "rolling_plan",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("rhythm", _one_of("rhythm", "week", "month"), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("day_of_month", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("wave_length", _one_of("wavelength", "month", "quarter", "half-year"), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("by", sa.JSON(), nullable=False),
        sa.Column("allocation", _one_of("allocation", "proportional", "equal"), nullable=False),
        sa.Column("state", _one_of("planstate", "active", "paused", "stopped"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_rolling_plan_survey_id_survey"),
        sa.PrimaryKeyConstraint("survey_id", name="pk_rolling_plan"),
    )
    outcomes = ("drawn", "nobody", "skipped", "paused", "missed", "occupied")
    op.create_table(
        "rolling_turn",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("outcome", _one_of("turnoutcome", *outcomes), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["draw_id"], ["draw.id"], name="fk_rolling_turn_draw_id_draw", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_rolling_turn_survey_id_survey"),
        sa.PrimaryKeyConstraint("survey_id", "day", name="pk_rolling_turn"),
    )
    op.create_table(
        "chance",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("case_hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name="fk_chance_draw_id_draw", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("draw_id", "case_hash", name="pk_chance"),
    )


def downgrade() -> None:
    for table in ("chance", "rolling_turn", "rolling_plan"):
        op.drop_table(table)
    with op.batch_alter_table("wave") as table:
        for column in (
            "last_draw_on",
            "period_last",
            "period_first",
            "closes_after_days",
            "reminder_after_days",
        ):
            table.drop_column(column)
    with op.batch_alter_table("survey") as table:
        for column in ("archived", "name_en", "name_nl"):
            table.drop_column(column)


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
