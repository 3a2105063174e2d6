"""What staff can do that is worth remembering."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """One kind of act. The database keeps the value as text: acts may be added, never renamed."""

    WAVE_CLOSED = "wave.closed"
    REGISTER_UPLOADED = "register.uploaded"
    REGISTER_CORRECTED = "register.corrected"
    REGISTER_IMPORTED = "register.imported"
    REGISTER_ABANDONED = "register.abandoned"
    SUBJECTS_APPROVED = "register.subjects_approved"
    COMPLAINT_WITHHELD = "complaint.withheld"
    COMPLAINT_ADMITTED = "complaint.admitted"
