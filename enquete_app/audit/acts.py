"""What staff can do that is worth remembering."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """One kind of act. The database keeps the value as text: acts may be added, never renamed."""

    WAVE_CLOSED = "wave.closed"
    SURVEY_ADDED = "survey.added"
    SURVEY_CHANGED = "survey.changed"
    SURVEY_ARCHIVED = "survey.archived"
    SURVEY_BROUGHT_BACK = "survey.brought back"
    ROLLING_SWITCHED_ON = "rolling.switched on"
    ROLLING_PAUSED = "rolling.paused"
    ROLLING_RESUMED = "rolling.resumed"
    ROLLING_STOPPED = "rolling.stopped"
    ROLLING_SKIPPED = "rolling.skipped"
    ROLLING_TAKEN_IN = "rolling.taken in"
    OPT_OUT_REGISTERED = "opt_out.registered"
    OPT_OUT_LIFTED = "opt_out.lifted"
    RETENTION_TERMS = "retention.terms"
    RETENTION_ERASED = "retention.erased"
    MAIL_CORRECTED = "mail.corrected"
    TEXTS_CHANGED = "texts.changed"
    TEXTS_PUT_BACK = "texts.put_back"
    TEXTS_TRIED = "texts.tried"
    SIGNED_IN = "account.signed_in"
    SIGN_IN_FAILED = "account.sign_in_failed"
    SIGNED_OUT = "account.signed_out"
    ACCOUNT_ADDED = "account.added"
    INVITED = "account.invited"
    LINK_SENT = "account.link_sent"
    PASSWORD_SET = "account.password_set"  # noqa: S105 - the name of an act
    ENROLLED = "account.second_step_set_up"
    RECOVERY_CODES_MADE = "account.recovery_codes_made"
    SECOND_STEP_RESET = "account.second_step_reset"
    ROLES_CHANGED = "account.roles_changed"
    BLOCKED = "account.blocked"
    UNBLOCKED = "account.unblocked"
    SESSIONS_ENDED = "account.sessions_ended"
