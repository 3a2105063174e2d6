"""Signing in with an address, a password and a code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from enquete_app.accounts import attempts, service, totp
from enquete_app.accounts.models import Account

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from enquete_app.keys import Keyring


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody filled in."""

    email: str
    password: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of an attempt.

    Args:
        account: that was signed in to; none if it failed.
        minutes: to wait before the next attempt, if this one came too soon.
        failed_on: the account that it failed on, for the audit log.
    """

    account: Account | None = None
    minutes: int = 0
    failed_on: Account | None = None


def sign_in(
    session: Session, given: Given, *, keyring: Keyring, now: datetime, codes: bool = True
) -> Attempt:
    """Check what was filled in; neither the outcome nor the time taken tells whether the account exists.

    Args:
        session: a session that may write.
        given: what was filled in.
        keyring: the server's keys.
        now: the moment.
        codes: whether accounts that have set it up need a code, as all but the demo's do.
    """
    # Held first, so that who tries many at the same time is counted too.
    account = service.find_account(session, given.email, lock=True)
    minutes = attempts.minutes_to_wait(session, given.email, keyring, now)
    if minutes:
        return Attempt(minutes=minutes)
    is_right = service.password_fits(account, given.password)
    if account is not None and is_right and not account.blocked:
        needs_code = codes and account.is_enrolled
        if not needs_code or totp.use_code(session, account, given.code, keyring=keyring, now=now):
            attempts.forget_failures(session, given.email, keyring)
            return Attempt(account)
    attempts.count_failure(session, given.email, keyring, now)
    return Attempt(failed_on=account)
