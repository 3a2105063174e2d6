"""The table of letters: batches that are printed and posted together. Who is in one stands in the outbox."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from enquete_app.db import Base, enum_column
from enquete_app.fieldwork.models import MessageKind


class LetterBatch(Base):
    """Letters that are made, printed and posted together. Their text and the PDF are never stored."""

    __tablename__ = "letter_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    kind: Mapped[MessageKind] = mapped_column(enum_column(MessageKind))
    made_at: Mapped[datetime]
    dated_on: Mapped[date]
    """The day that the letters bear: on which they are to be posted."""
    posted_on: Mapped[date | None]
    """The day on which they were posted, as staff say."""
    marked_on: Mapped[date | None]
    """The day on which staff said so; until its end they can take it back."""
