"""What staff can do that is worth remembering."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """One kind of act. The database keeps the value as text: acts may be added, never renamed."""

    WAVE_CLOSED = "wave.closed"
    MAIL_CORRECTED = "mail.corrected"
    QUESTIONNAIRE_ADDED = "questionnaire.added"
    QUESTIONNAIRE_REMOVED = "questionnaire.removed"
