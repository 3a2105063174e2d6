"""Open answers in a queue, the code frame, and what coders read.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STATES = ("waiting", "released", "withheld")
CODERS = ("first", "second", "agreed")
NEVER_SAMPLED = ("raw", "redacted")
"""PostgreSQL keeps samples of other columns, also of values that have been erased."""


def upgrade() -> None:
    op.create_table(
        "answer_queue",
        sa.Column("wave_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_answer_queue_wave_id_wave"),
        sa.PrimaryKeyConstraint("wave_id", name="pk_answer_queue"),
    )
    op.create_table(
        "open_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("state", _enum("answerstate", STATES), nullable=False),
        sa.Column("raw", sa.String()),
        sa.Column("redacted", sa.String()),
        sa.Column("quoted", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_open_answer_wave_id_wave"),
        sa.PrimaryKeyConstraint("id", name="pk_open_answer"),
    )
    op.create_index("ix_open_answer_wave_id_state_field", "open_answer", ["wave_id", "state", "field"])
    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label_nl", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_theme"),
        sa.UniqueConstraint("questionnaire_id", "field", "code", name="uq_theme_questionnaire_id_field_code"),
    )
    op.create_table(
        "reading",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("coder", _enum("coder", CODERS), nullable=False),
        sa.Column("account_id", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["open_answer.id"], ondelete="CASCADE", name="fk_reading_answer_id_open_answer"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], ondelete="SET NULL", name="fk_reading_account_id_account"
        ),
        sa.PrimaryKeyConstraint("answer_id", "coder", name="pk_reading"),
    )
    op.create_table(
        "coding",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("coder", _enum("coder", CODERS), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id", "coder"],
            ["reading.answer_id", "reading.coder"],
            ondelete="CASCADE",
            name="fk_coding_answer_id_coder_reading",
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name="fk_coding_theme_id_theme"),
        sa.PrimaryKeyConstraint("answer_id", "coder", "theme_id", name="pk_coding"),
    )
    op.create_index("ix_coding_theme_id", "coding", ["theme_id"])
    if op.get_bind().dialect.name == "postgresql":
        for column in NEVER_SAMPLED:
            op.execute(f"ALTER TABLE open_answer ALTER COLUMN {column} SET STATISTICS 0")


def downgrade() -> None:
    for table in ("coding", "reading", "theme", "open_answer", "answer_queue"):
        op.drop_table(table)


def _enum(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
