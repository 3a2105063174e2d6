"""The first tables.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "team", "analyst", "admin", name="role", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("email", name="uq_account_email"),
    )
    op.create_table(
        "complaint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("handling", sa.String(), nullable=False),
        sa.Column("judgement", sa.String(), nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("closed", sa.Date(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("town", sa.String(), nullable=False),
        sa.Column(
            "withheld",
            sa.Enum(
                "deceased",
                "aggression agreement",
                "at the ombudsman",
                "represented",
                name="withheld",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_complaint"),
        sa.UniqueConstraint("case_number", name="uq_complaint_case_number"),
    )
    op.create_table(
        "contact",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("opted_out", sa.Boolean(), nullable=False),
        sa.Column("last_delivered_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("hash", name="pk_contact"),
    )
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("questionnaire_id", sa.String(), nullable=False),
        sa.Column("questionnaire_version", sa.String(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("window_months", sa.Integer(), nullable=False),
        sa.Column("min_age_days", sa.Integer(), nullable=False),
        sa.Column("cool_down_days", sa.Integer(), nullable=False),
        sa.Column("reminder_after_days", sa.Integer(), nullable=False),
        sa.Column("closes_after_days", sa.Integer(), nullable=False),
        sa.Column("letters", sa.Boolean(), nullable=False),
        sa.Column("shown_subjects", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_survey"),
        sa.UniqueConstraint("slug", name="uq_survey_slug"),
    )
    op.create_table(
        "wave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.String(), nullable=False),
        sa.Column("questionnaire_version", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "sealed",
                "closed",
                name="wavestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("fieldwork", sa.JSON(), nullable=True),
        sa.Column("opened_into_id", sa.Integer(), nullable=True),
        sa.Column("traces_left", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["opened_into_id"], ["wave.id"], name="fk_wave_opened_into_id_wave"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_wave_survey_id_survey"),
        sa.PrimaryKeyConstraint("id", name="pk_wave"),
    )
    op.create_table(
        "ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_ballot_wave_id_wave"),
        sa.PrimaryKeyConstraint("id", name="pk_ballot"),
    )
    op.create_index("ix_ballot_wave_id", "ballot", ["wave_id"], unique=False)

    op.create_table(
        "daily_count",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("started", sa.Integer(), nullable=False),
        sa.Column("completed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_daily_count_wave_id_wave"),
        sa.PrimaryKeyConstraint("wave_id", "day", name="pk_daily_count"),
    )
    op.create_table(
        "draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("person_salt", sa.LargeBinary(), nullable=False),
        sa.Column("frame", sa.LargeBinary(), nullable=True),
        sa.Column("frame_sha256", sa.String(), nullable=False),
        sa.Column("seed", sa.LargeBinary(), nullable=False),
        sa.Column("seed_supplied", sa.Boolean(), nullable=False),
        sa.Column("seed_sha256", sa.String(), nullable=False),
        sa.Column("design", sa.JSON(), nullable=False),
        sa.Column("excluded", sa.JSON(), nullable=False),
        sa.Column("strata", sa.JSON(), nullable=False),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.Column("selected", sa.Integer(), nullable=False),
        sa.Column("selection_sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_draw_survey_id_survey"),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_draw_wave_id_wave"),
        sa.PrimaryKeyConstraint("id", name="pk_draw"),
        sa.UniqueConstraint("survey_id", "as_of", name="uq_draw_survey_id_as_of"),
    )
    op.create_index("ix_draw_wave_id", "draw", ["wave_id"], unique=False)

    op.create_table(
        "report",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_report_wave_id_wave"),
        sa.PrimaryKeyConstraint("wave_id", name="pk_report"),
    )
    op.create_table(
        "response",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_version", sa.String(), nullable=False),
        sa.Column("handling", sa.String(), nullable=True),
        sa.Column("judgement", sa.String(), nullable=True),
        sa.Column("domain", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("mode", sa.String(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_response_wave_id_wave"),
        sa.PrimaryKeyConstraint("id", name="pk_response"),
    )
    op.create_index("ix_response_wave_id", "response", ["wave_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=True),
        sa.Column("contact_hash", sa.LargeBinary(), nullable=True),
        sa.Column("stratum_population", sa.Integer(), nullable=False),
        sa.Column("stratum_selected", sa.Integer(), nullable=False),
        sa.Column("handling", sa.String(), nullable=False),
        sa.Column("judgement", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "e-mail", "letter", "phone", name="mode", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("opt_out_hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name="fk_invitation_complaint_id_complaint",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name="fk_invitation_draw_id_draw"),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_invitation_wave_id_wave"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("code_hash", name="uq_invitation_code_hash"),
        sa.UniqueConstraint("opt_out_hash", name="uq_invitation_opt_out_hash"),
        sa.UniqueConstraint("token_hash", name="uq_invitation_token_hash"),
    )
    op.create_index("ix_invitation_complaint_id", "invitation", ["complaint_id"], unique=False)
    op.create_index("ix_invitation_contact_hash", "invitation", ["contact_hash"], unique=False)
    op.create_index("ix_invitation_wave_id", "invitation", ["wave_id"], unique=False)

    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
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
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "claimed",
                "sending",
                "sent",
                "retry",
                "failed",
                "uncertain",
                "dropped",
                name="messagestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("contact_hash", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name="fk_message_invitation_id_invitation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.UniqueConstraint("invitation_id", "kind", name="uq_message_invitation_id_kind"),
    )
    op.create_index("ix_message_state_due_at", "message", ["state", "due_at"], unique=False)

    op.create_table(
        "participation",
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("started", sa.Boolean(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name="fk_participation_invitation_id_invitation"
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_participation_wave_id_wave"),
        sa.PrimaryKeyConstraint("invitation_id", name="pk_participation"),
    )
    op.create_index("ix_participation_wave_id", "participation", ["wave_id"], unique=False)

    op.create_table(
        "draft",
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["participation.invitation_id"], name="fk_draft_invitation_id_participation"
        ),
        sa.PrimaryKeyConstraint("invitation_id", name="pk_draft"),
    )

    op.execute(
        """
        INSERT INTO survey (slug, questionnaire_id, questionnaire_version, kinds, window_months, min_age_days,
                            cool_down_days, reminder_after_days, closes_after_days, letters, shown_subjects)
        VALUES ('klachtbehandeling', 'klachtbehandeling', '2024', '["klacht"]', 6, 0, 365, 11, 28, false, '[]')
        """
    )


def downgrade() -> None:
    for table in [
        "draft",
        "participation",
        "message",
        "invitation",
        "response",
        "report",
        "draw",
        "daily_count",
        "ballot",
        "wave",
        "survey",
        "contact",
        "complaint",
        "account",
    ]:
        op.drop_table(table)
