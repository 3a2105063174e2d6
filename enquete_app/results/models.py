"""The tables of reports, of their figures, and of what follows from several."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

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


class Publication(Base):
    """An edition of a wave's results for everybody: bytes that nothing changes but withdrawing them.

    It hangs on the wave without a cascade: what was published does not go along with anything.
    """

    __tablename__ = "publication"
    __table_args__ = (UniqueConstraint("wave_id", "edition"), UniqueConstraint("slug", "edition"))

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    edition: Mapped[int]
    """Counted from 1 for each wave."""
    slug: Mapped[str]
    """In the address; the same for all editions of a wave."""
    introduction: Mapped[str] = mapped_column(Text, default="")
    """What the team wrote above it, in Dutch."""
    published_at: Mapped[datetime | None]
    """None while it is only prepared."""
    withdrawn_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was withdrawn, as its address says."""
    data: Mapped[bytes | None] = mapped_column(deferred=True)
    """The open data; none before it is published and after it was withdrawn."""
    pages: Mapped[list[PublishedPage]] = relationship(order_by="PublishedPage.language.desc()")


class PublishedPage(Base):
    """The page of a publication in a language."""

    __tablename__ = "published_page"

    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    """Stays when it is withdrawn."""
    content: Mapped[bytes | None] = mapped_column(deferred=True)
    """None after it was withdrawn."""


class PublishedFile(Base):
    """A file that published pages load, under a name that says what is in it: many pages share one."""

    __tablename__ = "published_file"

    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]
