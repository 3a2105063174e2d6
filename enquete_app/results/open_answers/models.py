"""The tables of the code frame and of what coders read in open answers."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from enquete_app.db import Base, enum_column


class Coder(StrEnum):
    """Whose reading of an answer it is."""

    FIRST = "first"
    SECOND = "second"
    """Somebody else's, without having seen the first."""
    AGREED = "agreed"
    """What was decided when both were known; it counts from then on, and for no agreement."""


class Theme(Base):
    """A theme of the code frame of a question, which all editions of its questionnaire share."""

    __tablename__ = "theme"
    __table_args__ = (UniqueConstraint("questionnaire_id", "field", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[str]
    field: Mapped[str]
    code: Mapped[str]
    """In files; it never changes."""
    label_nl: Mapped[str]
    label_en: Mapped[str]
    place: Mapped[int]
    retired: Mapped[bool]
    """Not offered any more; what was coded with it stays."""

    def label(self, language: str) -> str:
        """The theme in words; in Dutch where it has none in that language."""
        return (self.label_en if language == "en" else "") or self.label_nl


class Reading(Base):
    """That somebody read an answer and said what it is about, be it nothing of the frame."""

    __tablename__ = "reading"

    answer_id: Mapped[int] = mapped_column(ForeignKey("open_answer.id", ondelete="CASCADE"), primary_key=True)
    coder: Mapped[Coder] = mapped_column(enum_column(Coder), primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    """Who read it, so that the second is somebody else."""


class Coding(Base):
    """A theme that a coder found in an answer."""

    __tablename__ = "coding"
    __table_args__ = (
        ForeignKeyConstraint(
            ["answer_id", "coder"], ["reading.answer_id", "reading.coder"], ondelete="CASCADE"
        ),
    )

    answer_id: Mapped[int] = mapped_column(primary_key=True)
    coder: Mapped[Coder] = mapped_column(enum_column(Coder), primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True, index=True)
