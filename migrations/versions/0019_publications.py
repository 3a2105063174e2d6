"""Published results, kept as they were published.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary()),
        # Without ON DELETE: what was published is not to go along with a wave, by nobody's decision.
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_publication_wave_id_wave"),
        sa.PrimaryKeyConstraint("id", name="pk_publication"),
        sa.UniqueConstraint("wave_id", "edition", name="uq_publication_wave_id_edition"),
        sa.UniqueConstraint("slug", "edition", name="uq_publication_slug_edition"),
    )
    op.create_table(
        "published_page",
        sa.Column("publication_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary()),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name="fk_published_page_publication_id_publication"
        ),
        sa.PrimaryKeyConstraint("publication_id", "language", name="pk_published_page"),
    )
    op.create_table(
        "published_file",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_published_file"),
    )


def downgrade() -> None:
    for table in ("published_file", "published_page", "publication"):
        op.drop_table(table)
