"""The tables of retention: terms, the days from which they run, and what has been erased."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from enquete_app.db import Base, enum_column
from enquete_app.fieldwork.retention.terms import Erasable


class RetentionTerms(Base):
    """The terms of this installation: one row; none for the defaults."""

    __tablename__ = "retention_terms"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    contact_days: Mapped[int]
    message_days: Mapped[int]
    open_answers_months: Mapped[int]
    sealed_months: Mapped[int]
    opt_out_months: Mapped[int]
    register_months: Mapped[int]


class WaveEnding(Base):
    """The day on which it was seen that the fieldwork of a wave has ended."""

    __tablename__ = "wave_ending"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True, autoincrement=False)
    seen_on: Mapped[date]


class ComplaintLeaving(Base):
    """The day on which it was seen that no draw can take a complaint any more.

    It stays when the contact data have been erased, so that an import that brings them back gives no second
    term. No foreign key: whoever removes a complaint need not know of this.
    """

    __tablename__ = "complaint_leaving"

    complaint_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seen_on: Mapped[date]


class Erasure(Base):
    """What was erased when, how much, and since when it is sure that nothing is left in the files."""

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[Erasable] = mapped_column(enum_column(Erasable))
    wave_id: Mapped[int | None] = mapped_column(ForeignKey("wave.id"), index=True)
    number: Mapped[int]
    """Never of what depends on who answered."""
    erased_on: Mapped[date]
    verified_on: Mapped[date | None]
    known_since: Mapped[date | None]
    """Of cool-downs: the first day of which it is still known who was contacted; none by earlier releases."""
