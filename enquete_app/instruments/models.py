"""The table of the questionnaire files that staff have added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from enquete_app.db import Base


class QuestionnaireFile(Base):
    """One edition: at first for a preview only; once it is added it never changes."""

    __tablename__ = "questionnaire_file"

    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    definition: Mapped[str]
    """The file as it was handed over."""
    translations: Mapped[dict[str, Any]]
    """The files beside it, by language."""
    sha256: Mapped[str]
    """Of the definition and the translations, as `keeping` makes it."""
    uploaded_at: Mapped[datetime]
    added_at: Mapped[datetime | None]
    """None as long as it is there for a preview only."""
    added_by: Mapped[str | None]
    """The account's e-mail address, or the name of the command."""
