"""The table of the texts' versions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from enquete_app.db import Base


class TextEdition(Base):
    """A version of a survey's texts. Written once; waves that were drawn with it keep it."""

    __tablename__ = "text_edition"
    __table_args__ = (UniqueConstraint("survey_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    number: Mapped[int]
    """Within the survey, from 1; 0 stands for the built-in texts, which are no row."""
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    """The address of the account, which may be gone by now."""
    note: Mapped[str]
    """What was changed, in the words of whoever did."""
    texts: Mapped[dict[str, Any]]
    """The survey's own texts by kind and language, `subject` and `body`; what lacks is built in."""
