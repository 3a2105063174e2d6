"""Staff accounts, and what signing in to them leaves."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, validates
from sqlalchemy.types import TypeDecorator

from enquete_app.db import Base, enum_column

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Dialect


class Role(StrEnum):
    """What a member of staff may do."""

    TEAM = "team"
    ANALYST = "analyst"
    ADMIN = "admin"


class Way(StrEnum):
    """How somebody signed in."""

    PASSWORD = "password"  # noqa: S105 - the name of a way
    PROVIDER = "provider"


class Roles(TypeDecorator[frozenset[Role]]):
    """A set of roles, stored as their names in alphabetical order with blanks between them."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Iterable[Role] | None, _dialect: Dialect) -> str | None:
        """Store the names."""
        return None if value is None else " ".join(sorted(map(Role, value)))

    def process_result_value(self, value: str | None, _dialect: Dialect) -> frozenset[Role]:
        """Give the roles back."""
        return frozenset(map(Role, (value or "").split()))


class Account(Base):
    """A member of staff; without a password hash nobody can sign in to it with a password."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    role: Mapped[Role] = mapped_column(enum_column(Role))
    """One of the roles, for the release before there could be more; the release after this drops it."""
    roles: Mapped[frozenset[Role]] = mapped_column(Roles(), server_default="")
    password_hash: Mapped[str | None]
    blocked: Mapped[bool] = mapped_column(default=False, server_default="0")
    provider_subject: Mapped[str | None] = mapped_column(unique=True, index=True)
    """The OpenID provider and its name for this person, if they come in through it."""
    totp_secret: Mapped[bytes | None]
    """Encrypted; there once the second step has been set up."""
    totp_key_id: Mapped[str | None]
    """The secret key under which it was encrypted."""
    totp_step: Mapped[int | None]
    """The newest step of which a code was used: no code works twice."""

    @validates("roles")
    def _keep_role(self, _name: str, roles: Iterable[Role]) -> frozenset[Role]:
        given = frozenset(map(Role, roles))
        # In the order of the enum: whoever may do more than one thing keeps the fieldwork.
        self.role = next((role for role in Role if role in given), Role.ANALYST)
        return given

    @property
    def is_enrolled(self) -> bool:
        """Whether the second step of signing in has been set up."""
        return self.totp_secret is not None


class StaffSession(Base):
    """Somebody signed in, in one browser. The browser has the token, of which this is the hash."""

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    way: Mapped[Way] = mapped_column(enum_column(Way))
    browser: Mapped[str]
    """Its family, such as Firefox: enough to recognise one's own."""
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class RecoveryCode(Base):
    """A code that takes the place of the telephone once; deleted when used."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[bytes]
    key_id: Mapped[str]
    """The secret key under which it was hashed."""


class SignInAttempts(Base):
    """Failed attempts to sign in under one address, whether or not there is such an account."""

    __tablename__ = "sign_in_attempts"

    address_hash: Mapped[bytes] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]
    wait_until: Mapped[datetime | None]


class PasswordRequest(Base):
    """Somebody forgot a password; a link is to be mailed if the address has an account."""

    __tablename__ = "password_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    """None for an address without one: noting that takes as long."""
    address_hash: Mapped[bytes] = mapped_column(index=True)
    asked_at: Mapped[datetime]
    is_done: Mapped[bool] = mapped_column(default=False, server_default="0")
