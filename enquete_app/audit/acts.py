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
    MAIL_CORRECTED = "mail.corrected"
