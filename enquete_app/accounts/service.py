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
FORGOTTEN_SECONDS = 3600
"""For a link that anybody could ask for, who knows the address."""
SHORTEST_PASSWORD = 12
_hasher = PasswordHasher()


class AccountError(Exception):
    """An account cannot be made or a password not be set; the message says why."""


class AddressError(AccountError):
    """What was given is no e-mail address."""


class TakenError(AccountError):
    """The address has an account already."""


def add_account(session: Session, email: str, *roles: Role) -> Account:
    """Make an account that waits for a password.

    Args:
        session: a session that may write.
        email: the address to sign in with.
        roles: what the account may do.

    Returns:
        The account, with its id.

    Raises:
        AccountError: if the address is not valid or has an account already.
    """
    try:
        email = validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise AddressError(f"{email} is not an e-mail address.") from error
    if find_account(session, email) is not None:
        raise TakenError(f"{email} has an account already.")
    account = Account(email=email, roles=frozenset(roles), password_hash=None, blocked=False)
    session.add(account)
    session.flush()
    return account


def find_account(session: Session, email: str, *, lock: bool = False) -> Account | None:
    """Find the account of an address as somebody typed it.

    Args:
        session: any session; one that may write for a lock.
        email: the address.
        lock: hold the account until the end of the transaction, so that a code is used once only.
    """
    asked = select(Account).where(Account.email == typed_address(email))
    if lock:
        # Read anew: what was known before others let go of it may be older than the code they used.
        asked = asked.with_for_update().execution_options(populate_existing=True)
    return session.scalar(asked)


def typed_address(email: str) -> str:
    """An address as somebody typed it, in the form that accounts have."""
    # A zero byte is in no address, and PostgreSQL refuses to be asked for one.
    return email.replace("\0", "?").strip().lower()


def password_token(account: Account, keyring: Keyring, *, forgotten: bool = False) -> str:
    """Make the token of a one-time link: once a password is set, it no longer fits the account.

    Args:
        account: whose password it sets.
        keyring: the server's keys.
        forgotten: whether somebody asked for it who was not signed in; it works for an hour, else three days.
    """
    return _serializer(keyring).dumps([account.id, _fingerprint(account), forgotten])


def account_of_token(session: Session, token: str, keyring: Keyring, *, lock: bool = False) -> Account | None:
    """Find the account whose password a one-time link may set; none if it is used, too old or not ours.

    Args:
        session: any session; one that may write for a lock.
        token: of the link.
        keyring: the server's keys.
        lock: hold the account until the end of the transaction, so that the link is used once only.
    """
    try:
        account_id, fingerprint, forgotten = _serializer(keyring).loads(token, max_age=LINK_SECONDS)
        if forgotten:
            _serializer(keyring).loads(token, max_age=FORGOTTEN_SECONDS)
    except (BadSignature, ValueError, TypeError):
        return None
    account = session.get(Account, account_id, with_for_update=lock or None)
    if account is None or account.blocked or _fingerprint(account) != fingerprint:
        return None
    return account


def set_password(account: Account, password: str) -> None:
    """Set a password.

    Raises:
        AccountError: if it is shorter than 12 signs.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise AccountError(f"A password needs at least {SHORTEST_PASSWORD} signs.")
    account.password_hash = _hasher.hash(password)


def password_fits(account: Account | None, password: str) -> bool:
    """Check a password; the time taken does not tell whether there is an account that has one.

    A hash made with other parameters than today's is made anew.
    """
    known = account.password_hash if account is not None else None
    try:
        _hasher.verify(known or _nobodys_hash(), password)
    except VerificationError:
        return False
    if account is None or known is None:
        return False
    if _hasher.check_needs_rehash(known):
        account.password_hash = _hasher.hash(password)
    return True


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
