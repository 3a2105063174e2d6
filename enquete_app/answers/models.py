"""Drafts, ballots, responses, open answers. No table here has a time, and no response points at a person."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from enquete_app.db import Base, enum_column


class Draft(Base):
    """What somebody typed so far, encrypted under a key that is not in the database."""

    __tablename__ = "draft"

    invitation_id: Mapped[UUID] = mapped_column(ForeignKey("participation.invitation_id"), primary_key=True)
    key_id: Mapped[str]
    sealed: Mapped[bytes]


class Ballot(Base):
    """Sent answers, sealed until the wave closes."""

    __tablename__ = "ballot"

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    key_id: Mapped[str]
    sealed: Mapped[bytes]


class Response(Base):
    """An opened ballot: answers on the path and coarse strata, with an id made at opening."""

    __tablename__ = "response"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    questionnaire_version: Mapped[str]
    handling: Mapped[str | None]
    judgement: Mapped[str | None]
    domain: Mapped[str | None]
    language: Mapped[str | None]
    mode: Mapped[str | None]
    answers: Mapped[dict[str, Any]]


class AnswerState(StrEnum):
    """What became of an open answer."""

    WAITING = "waiting"
    RELEASED = "released"
    WITHHELD = "withheld"


class AnswerQueue(Base):
    """Says of a closed wave that its open answers have been put into the queue."""

    __tablename__ = "answer_queue"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True, autoincrement=False)


class OpenAnswer(Base):
    """What somebody wrote in their own words, on its own: it points at no response, nor at another answer.

    The numbers are given in an order drawn by lot over all fields of the wave at once.
    """

    __tablename__ = "open_answer"
    __table_args__ = (Index(None, "wave_id", "state", "field"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    field: Mapped[str]
    state: Mapped[AnswerState] = mapped_column(enum_column(AnswerState))
    raw: Mapped[str | None]
    """As it was written; none once retention has erased it."""
    redacted: Mapped[str | None]
    """What a person made of it: what leaves once it is released."""
    quoted: Mapped[bool]
    """Whether it was picked for the report; of a released one only."""
    version: Mapped[int]
    """Counts its changes, so that nobody overwrites a change that they did not see."""
