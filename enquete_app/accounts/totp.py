"""The second step of signing in: a code from an app (RFC 6238), or a recovery code instead.

The secret lies encrypted under a key from the server's secret key, which a dump of the database does not
give; recovery codes lie there as hashes under such a key.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from typing import TYPE_CHECKING

import pyotp
from pyotp.utils import build_uri
from sqlalchemy import delete, func, select

from enquete_app.accounts.models import Account, RecoveryCode
from enquete_app.keys import seal, unseal

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from enquete_app.keys import Keyring

STEP_SECONDS = 30
WINDOW = 1
"""How many steps a telephone's clock may be off, either way."""
DIGITS = 6
SECRET_BYTES = 20
SEALED_SIZE = 40
"""A secret is 32 signs in base 32; its length takes 4 bytes more."""
RECOVERY_CODES = 10
CODE_SIGNS = "CDFHJKMNPRTVWXY34679"
"""No vowels, so no words; nothing that looks like something else."""
CODE_LENGTH, GROUP = 12, 4


def secret_for(session_token: str, keyring: Keyring) -> str:
    """The secret that a browser is offered to set up, in base 32: the same for as long as its session.

    Args:
        session_token: of the session in which it is set up.
        keyring: the server's keys.
    """
    raw = keyring.derive("totp enrolment", session_token)[:SECRET_BYTES]
    return base64.b32encode(raw).decode()


def address_for_app(secret: str, email: str, organisation: str) -> str:
    """What the QR code holds: the `otpauth` address that apps read."""
    return str(build_uri(secret, email, issuer=organisation.replace(":", " ")))


def step_of(secret: str, code: str, now: datetime, *, newer_than: int | None = None) -> int | None:
    """Find the step that a code belongs to.

    Args:
        secret: in base 32.
        code: as typed.
        now: the moment.
        newer_than: the step of the code that was used last, if any.

    Returns:
        The step; none if the code is wrong, too old, too early or not newer.
    """
    typed = "".join(code.split())
    if len(typed) != DIGITS or not (typed.isascii() and typed.isdecimal()):
        return None
    app, current = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    found = None
    for step in range(current - WINDOW, current + WINDOW + 1):
        # All are compared, so that the time taken tells nothing.
        fits = hmac.compare_digest(app.generate_otp(step), typed)
        if fits and (newer_than is None or step > newer_than):
            found = step
    return found


def enrol(session: Session, account: Account, secret: str, step: int, keyring: Keyring) -> list[str]:
    """Set the second step up.

    Args:
        session: a session that may write.
        account: whose it is.
        secret: that the app has.
        step: of the code that showed so; it does not work again.
        keyring: the server's keys.

    Returns:
        The recovery codes, to be shown once.
    """
    _keep(account, secret, keyring)
    account.totp_step = step
    return new_recovery_codes(session, account, keyring)


def reset(session: Session, account: Account) -> None:
    """Forget the second step; at the next sign-in it has to be set up again."""
    account.totp_secret = account.totp_key_id = account.totp_step = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))


def use_code(session: Session, account: Account, code: str, *, keyring: Keyring, now: datetime) -> bool:
    """Use up a code of the app or a recovery code.

    Args:
        session: a session that may write and holds the account.
        account: whose second step is set up.
        code: as typed.
        keyring: the server's keys.
        now: the moment.

    Returns:
        Whether it was good.

    Raises:
        UnknownKeyError: if the secret was encrypted under a key that the server no longer has.
    """
    if account.totp_secret is None:
        return False
    key = keyring.derive("totp", account.id, key_id=account.totp_key_id)
    secret = unseal(account.totp_secret, key).decode()
    step = step_of(secret, code, now, newer_than=account.totp_step)
    if step is None:
        return _use_recovery_code(session, account, code, keyring)
    account.totp_step = step
    if account.totp_key_id != keyring.current_id:
        _keep(account, secret, keyring)
    return True


def new_recovery_codes(session: Session, account: Account, keyring: Keyring) -> list[str]:
    """Make new recovery codes in the place of those there were; they are shown once."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = [_new_code() for _ in range(RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(
            account_id=account.id,
            code_hash=_hash(account, code, keyring, keyring.current_id),
            key_id=keyring.current_id,
        )
        for code in codes
    )
    session.flush()
    return codes


def recovery_codes_left(session: Session, account: Account) -> int:
    """How many recovery codes have not been used yet."""
    counted = select(func.count()).where(RecoveryCode.account_id == account.id)
    return session.scalar(counted) or 0


def keys_in_use(session: Session) -> set[str]:
    """The ids of the secret keys under which something of the accounts was made."""
    of_secrets = select(Account.totp_key_id).where(Account.totp_key_id.is_not(None))
    return {*session.scalars(of_secrets.union(select(RecoveryCode.key_id)))} - {None}


def _use_recovery_code(session: Session, account: Account, code: str, keyring: Keyring) -> bool:
    typed = "".join(sign for sign in code.upper() if sign in CODE_SIGNS)
    if len(typed) != CODE_LENGTH:
        return False
    mine = session.scalars(select(RecoveryCode).where(RecoveryCode.account_id == account.id)).all()
    for each in mine:
        if keyring.knows(each.key_id) and hmac.compare_digest(
            each.code_hash, _hash(account, typed, keyring, each.key_id)
        ):
            session.delete(each)
            session.flush()
            return True
    return False


def _keep(account: Account, secret: str, keyring: Keyring) -> None:
    key = keyring.derive("totp", account.id)
    account.totp_secret = seal(secret.encode(), key, size=SEALED_SIZE)
    account.totp_key_id = keyring.current_id


def _new_code() -> str:
    signs = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
    return "-".join(signs[begin : begin + GROUP] for begin in range(0, CODE_LENGTH, GROUP))


def _hash(account: Account, code: str, keyring: Keyring, key_id: str) -> bytes:
    return keyring.derive("recovery code", account.id, code.replace("-", ""), key_id=key_id)
