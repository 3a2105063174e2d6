"""Staff accounts."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from enquete_app.db import Base, enum_column


class Role(StrEnum):
    """What a member of staff may do."""

    TEAM = "team"
    ANALYST = "analyst"
    ADMIN = "admin"


class Account(Base):
    """A member of staff; without a password hash nobody can sign in to it."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    role: Mapped[Role] = mapped_column(enum_column(Role))
    password_hash: Mapped[str | None]
