"""The tables of what comes in: uploaded files on their way to the register, and how files were read before.

An uploaded file holds personal data. It lies here in pieces, since several machines may work on it, until it
is imported or abandoned, and no longer than a day.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from enquete_app.db import Base, enum_column


class UploadState(StrEnum):
    """Where an upload stands."""

    LOOKING = "looking"
    """Waits for being looked at, or is."""
    READY = "ready"
    """Shown to a person, who can correct it, import it or abandon it."""
    IMPORTING = "importing"
    DONE = "done"
    UNREADABLE = "unreadable"
    ABANDONED = "abandoned"


WORKED_ON = (UploadState.LOOKING, UploadState.IMPORTING)
KEPT = (*WORKED_ON, UploadState.READY)
"""In these states the content is there."""


class Upload(Base):
    """A file that was chosen, and what became of it. What it says about people goes with its content."""

    __tablename__ = "register_upload"
    __table_args__ = (Index("ix_register_upload_night", "night", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[UploadState] = mapped_column(enum_column(UploadState))
    name: Mapped[str]
    size: Mapped[int]
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[str]
    """The address of whoever chose it, so that colleagues know whom to ask."""
    ended_at: Mapped[datetime | None]
    imported_by: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    """Goes up with each correction: what was looked at under an earlier one is of no use."""
    correction: Mapped[dict[str, Any] | None]
    """The layout as a person corrected it, to be looked at with."""
    layout: Mapped[dict[str, Any] | None]
    """The layout that the counts and the preview belong to."""
    findings: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    preview: Mapped[list[dict[str, Any]] | None] = mapped_column(deferred=True)
    """The first rows as they will be stored."""
    counts: Mapped[dict[str, Any] | None]
    """Of rows: new, changed, unchanged, refused."""
    trouble: Mapped[dict[str, Any] | None]
    """Why the file as a whole cannot be read, or not as corrected: a code and the facts its words name."""
    progress: Mapped[int] = mapped_column(default=0)
    """Of the work in hand, in per cent."""
    lease_until: Mapped[datetime | None]
    """On the real clock: when whoever works on it counts as dead."""
    attempts: Mapped[int] = mapped_column(default=0)
    is_fetched: Mapped[bool] = mapped_column(default=False, server_default="0")
    """Whether the file comes from the case system; it has no size until it is there."""
    night: Mapped[date | None]
    """Of which night it is, if it is fetched by itself; one a night, however many machines there are."""


class UploadPiece(Base):
    """A piece of an uploaded file, compressed."""

    __tablename__ = "register_upload_piece"

    upload_id: Mapped[int] = mapped_column(ForeignKey("register_upload.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class RefusedCell(Base):
    """A cell for which a row of an upload is refused."""

    __tablename__ = "register_refusal"

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("register_upload.id"), index=True)
    row: Mapped[int]
    column: Mapped[str]
    value: Mapped[str]
    fault: Mapped[str]
    facts: Mapped[dict[str, Any]]


class KnownLayout(Base):
    """How files with the same headings are read, as a person last corrected or confirmed it."""

    __tablename__ = "register_layout"

    key: Mapped[str] = mapped_column(primary_key=True)
    layout: Mapped[dict[str, Any]]
    used_at: Mapped[datetime]
