"""The table of reports."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from enquete_app.db import Base


class StoredReport(Base):
    """The report of a wave whose fieldwork has ended."""

    __tablename__ = "report"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    body: Mapped[dict[str, Any]]
    """As `Report.to_json` gives it."""
