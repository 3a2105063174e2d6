"""What staff can do that is worth remembering."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """One kind of act. The database keeps the value as text: acts may be added, never renamed."""

    WAVE_CLOSED = "wave.closed"
    MAIL_CORRECTED = "mail.corrected"
    LETTERS_MADE = "letters.made"
    LETTERS_DOWNLOADED = "letters.downloaded"
    LETTERS_POSTED = "letters.posted"
    LETTERS_TAKEN_BACK = "letters.taken_back"
    LETTERS_TAKEN_APART = "letters.taken_apart"
    LETTERS_INSTEAD_OF_MAIL = "letters.instead_of_mail"
