"""The table by which a restored backup is recognised."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from enquete_app.db import Base, enum_column


class Sign(StrEnum):
    """Why nothing is sent: what looks as if a backup had been restored, or somebody's word."""

    OLDER = "older"
    """The database has seen less than this machine saw of it."""
    MOVED = "moved"
    """It stands elsewhere than when it was last used."""
    COPIED = "copied"
    """What this machine saw of it was copied here too, or is not here."""
    BY_HAND = "by hand"


class Continuity(Base):
    """One row: how often this database was looked at for mails that are due, and where it stood then."""

    __tablename__ = "continuity"

    id: Mapped[int] = mapped_column(primary_key=True)
    runs: Mapped[int] = mapped_column(BigInteger)
    place: Mapped[str]
    held_since: Mapped[datetime | None]
    """On the real clock: since when nothing is sent until somebody confirms."""
    held_for: Mapped[Sign | None] = mapped_column(enum_column(Sign))
