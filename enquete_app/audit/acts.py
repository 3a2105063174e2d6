"""What staff can do that is worth remembering."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """One kind of act. The database keeps the value as text: acts may be added, never renamed."""

    WAVE_CLOSED = "wave.closed"
    OPT_OUT_REGISTERED = "opt_out.registered"
    OPT_OUT_LIFTED = "opt_out.lifted"
    RETENTION_TERMS = "retention.terms"
    RETENTION_ERASED = "retention.erased"
    MAIL_CORRECTED = "mail.corrected"
