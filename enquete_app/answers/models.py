"""Drafts, ballots and responses. No table here has a time, and a response points at no person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from enquete_app.db import Base


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
