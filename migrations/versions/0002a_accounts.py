"""Several roles for an account, a second step when signing in, and sessions that the server can end.

`account.role` stays for the release before this one, which may still be running; the next one drops it.

Revision ID: 0002a
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002a"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("password_request", "recovery_code", "sign_in_attempts", "staff_session")


def upgrade() -> None:
    for column in (
        sa.Column("roles", sa.String(), server_default="", nullable=False),
        sa.Column("blocked", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("provider_subject", sa.String(), nullable=True),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("totp_key_id", sa.String(), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=True),
    ):
        op.add_column("account", column)
    op.create_index("ix_account_provider_subject", "account", ["provider_subject"], unique=True)
    op.execute("UPDATE account SET roles = role")
    op.create_table(
        "staff_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "way",
            sa.Enum("password", "provider", name="way", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("browser", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        _of_account("staff_session"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_session"),
        sa.UniqueConstraint("token_hash", name="uq_staff_session_token_hash"),
    )
    op.create_index("ix_staff_session_account_id", "staff_session", ["account_id"])
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        _of_account("recovery_code"),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_code"),
    )
    op.create_index("ix_recovery_code_account_id", "recovery_code", ["account_id"])
    op.create_table(
        "sign_in_attempts",
        sa.Column("address_hash", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wait_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("address_hash", name="pk_sign_in_attempts"),
    )
    op.create_table(
        "password_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("address_hash", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_done", sa.Boolean(), server_default="0", nullable=False),
        _of_account("password_request"),
        sa.PrimaryKeyConstraint("id", name="pk_password_request"),
    )
    op.create_index("ix_password_request_address_hash", "password_request", ["address_hash"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    # Who has been blocked stays out: the release before does not know of it.
    op.execute("UPDATE account SET password_hash = NULL WHERE blocked")
    op.drop_index("ix_account_provider_subject", "account")
    for column in ("totp_step", "totp_key_id", "totp_secret", "provider_subject", "blocked", "roles"):
        op.drop_column("account", column)


def _of_account(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_account_id_account"
    return sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=name, ondelete="CASCADE")
