"""Making accounts, setting passwords and checking them (Argon2id)."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from email_validator import EmailNotValidError, validate_email
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select

from enquete_app.accounts.models import Account, Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from enquete_app.keys import Keyring

LINK_SECONDS = 3 * 24 * 3600
SHORTEST_PASSWORD = 12
_hasher = PasswordHasher()


class AccountError(Exception):
    """An account cannot be made or a password not be set; the message says why."""


def add_account(session: Session, email: str, role: Role) -> Account:
    """Make an account that waits for a password.

    Args:
        session: a session that may write.
        email: the address to sign in with.
        role: what the account may do.

    Returns:
        The account, with its id.

    Raises:
        AccountError: if the address is not valid or has an account already.
    """
    try:
        email = validate_email(email, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise AccountError(f"{email} is not an e-mail address.") from error
    if session.scalar(select(Account.id).where(Account.email == email)) is not None:
        raise AccountError(f"{email} has an account already.")
    account = Account(email=email, role=role, password_hash=None)
    session.add(account)
    session.flush()
    return account


def password_token(account: Account, keyring: Keyring) -> str:
    """Make the token of a one-time link: once a password is set, it no longer fits the account."""
    return _serializer(keyring).dumps([account.id, _fingerprint(account)])


def account_of_token(session: Session, token: str, keyring: Keyring, *, lock: bool = False) -> Account | None:
    """Find the account whose password a one-time link may set; none if it is used, too old or not ours.

    Args:
        session: any session; one that may write for a lock.
        token: of the link.
        keyring: the server's keys.
        lock: hold the account until the end of the transaction, so that the link is used once only.
    """
    try:
        account_id, fingerprint = _serializer(keyring).loads(token, max_age=LINK_SECONDS)
    except (BadSignature, ValueError, TypeError):
        return None
    account = session.get(Account, account_id, with_for_update=lock or None)
    return account if account is not None and _fingerprint(account) == fingerprint else None


def set_password(account: Account, password: str) -> None:
    """Set a password.

    Raises:
        AccountError: if it is shorter than 12 signs.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise AccountError(f"A password needs at least {SHORTEST_PASSWORD} signs.")
    account.password_hash = _hasher.hash(password)


def sign_in(session: Session, email: str, password: str) -> Account | None:
    """Check an address and password; the time taken does not tell whether the account exists."""
    # A zero byte is in no address, and PostgreSQL refuses to be asked for one.
    address = email.replace("\0", "?").strip().lower()
    account = session.scalar(select(Account).where(Account.email == address))
    known = account.password_hash if account is not None and account.password_hash else None
    try:
        _hasher.verify(known or _nobodys_hash(), password)
    except VerificationError:
        return None
    return account if known else None


@cache
def _nobodys_hash() -> str:
    """What to compare with when there is no such account, so that the answer takes as long."""
    return _hasher.hash("nobody has this password")


def _serializer(keyring: Keyring) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        keyring.derive("password link"), signer_kwargs={"digest_method": hashlib.sha256}
    )


def _fingerprint(account: Account) -> str:
    return hashlib.sha256((account.password_hash or "").encode()).hexdigest()[:16]
