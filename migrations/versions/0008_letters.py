"""Letters: batches, and which messages go by letter.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letter_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "invitation",
                "reminder",
                name="messagekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("marked_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_letter_batch_wave_id_wave"),
        sa.PrimaryKeyConstraint("id", name="pk_letter_batch"),
    )
    op.create_index("ix_letter_batch_wave_id", "letter_batch", ["wave_id"])
    with op.batch_alter_table("message") as batch:
        batch.add_column(sa.Column("by_letter", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.add_column(sa.Column("batch_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_message_batch_id_letter_batch", "letter_batch", ["batch_id"], ["id"])
        batch.create_index("ix_message_batch_id", ["batch_id"])
    op.execute(
        "UPDATE message SET by_letter = true WHERE state = 'planned'"
        " AND invitation_id IN (SELECT id FROM invitation WHERE mode = 'letter')"
    )


def downgrade() -> None:
    with op.batch_alter_table("message") as batch:
        batch.drop_index("ix_message_batch_id")
        batch.drop_constraint("fk_message_batch_id_letter_batch", type_="foreignkey")
        batch.drop_column("batch_id")
        batch.drop_column("by_letter")
    op.drop_index("ix_letter_batch_wave_id", "letter_batch")
    op.drop_table("letter_batch")
