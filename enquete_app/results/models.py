"""The tables of reports, of their figures, and of what follows from several."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from enquete_app.db import Base


class StoredReport(Base):
    """The report of a wave whose fieldwork has ended."""

    __tablename__ = "report"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    body: Mapped[dict[str, Any]]
    """As `Report.to_json` gives it."""
    drawn: Mapped[int] = mapped_column(default=0, server_default="0")
    """The edition of the drawing that its figures were made with; 0 while there are none."""


class StoredFigure(Base):
    """A figure of a report in a language, drawn."""

    __tablename__ = "figure"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("report.wave_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    """The id of the item that it shows."""
    language: Mapped[str] = mapped_column(primary_key=True)
    svg: Mapped[str] = mapped_column(Text)
    """As a file."""
    page: Mapped[str] = mapped_column(Text)
    """As a page has it: one drawing for wide, one for narrow ones."""
    png: Mapped[bytes]


class StoredSeries(Base):
    """What changed from wave to wave of a survey."""

    __tablename__ = "series"

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True, autoincrement=False)
    body: Mapped[dict[str, Any]]
    """As `Series.to_json` gives it."""


class PeriodFigure(Base):
    """A figure of the waves of a survey that asked the same: of a year pooled, or over all of them."""

    __tablename__ = "period_figure"

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True, autoincrement=False)
    questionnaire_id: Mapped[str] = mapped_column(primary_key=True)
    questionnaire_version: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """0 for all waves one after the other."""
    name: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    drawn: Mapped[int]
    """The edition of the drawing."""
    svg: Mapped[str] = mapped_column(Text)
    page: Mapped[str] = mapped_column(Text)
    png: Mapped[bytes]


class Pool(Base):
    """The waves of a survey that were drawn in a year with the same questionnaire, once and for all.

    Were a wave added later, what it hides would be the difference between the old figures and the new.
    """

    __tablename__ = "pool"

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True, autoincrement=False)
    questionnaire_id: Mapped[str] = mapped_column(primary_key=True)
    questionnaire_version: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    waves: Mapped[list[str]]
    """Their numbers, in the order in which they were drawn."""
    body: Mapped[dict[str, Any]]
    """As `Report.to_json` gives it; empty until it is made."""
