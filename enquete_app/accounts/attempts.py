"""Attempts to sign in under one address: after a few failures one has to wait, longer with each more.

Counted for every address alike, whether or not it has an account, so that neither what is said nor the time
it takes tells. The row holds a keyed hash of the address.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from enquete_app.accounts.models import Account, PasswordRequest, SignInAttempts
from enquete_app.accounts.service import find_account, typed_address
from enquete_app.db import put

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from enquete_app.keys import Keyring

FREE = 5
"""Failures after which nobody has to wait yet."""
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=1)
LINKS_AN_HOUR = 3
"""That can be asked for one address by people who say they forgot the password."""


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many failures in a row: a minute, doubled with each more, at most an hour."""
    if failures < FREE:
        return timedelta()
    return min(FIRST_WAIT * (1 << min(failures - FREE, 10)), LONGEST_WAIT)


def hash_of_address(email: str, keyring: Keyring) -> bytes:
    """What stands for an address in tables that hold addresses without an account too: 32 bytes."""
    return keyring.derive("sign-in address", typed_address(email))


def minutes_to_wait(session: Session, email: str, keyring: Keyring, now: datetime) -> int:
    """For how many minutes, rounded up, an address cannot sign in; 0 if it can."""
    found = session.get(SignInAttempts, hash_of_address(email, keyring))
    if found is None or found.wait_until is None or found.wait_until <= now:
        return 0
    return -((now - found.wait_until) // timedelta(minutes=1))


def count_failure(session: Session, email: str, keyring: Keyring, now: datetime) -> None:
    """Count a failed attempt."""
    who = hash_of_address(email, keyring)
    first = {"address_hash": who, "failures": 0, "last_at": now, "wait_until": None}
    put(session, SignInAttempts, [first])
    found = session.get_one(SignInAttempts, who, with_for_update=True, populate_existing=True)
    found.failures += 1
    found.last_at = now
    wait = wait_after(found.failures)
    found.wait_until = now + wait if wait else None


def forget_failures(session: Session, email: str, keyring: Keyring) -> None:
    """Begin to count anew, after a success or a link that came by mail."""
    session.execute(
        delete(SignInAttempts).where(SignInAttempts.address_hash == hash_of_address(email, keyring))
    )


def ask_for_link(session: Session, email: str, keyring: Keyring, now: datetime) -> None:
    """Note that somebody forgot a password: a job mails the link, so that the answer takes equally long."""
    who = hash_of_address(email, keyring)
    lately = select(func.count()).where(
        PasswordRequest.address_hash == who, PasswordRequest.asked_at > now - timedelta(hours=1)
    )
    account = find_account(session, email)
    if (session.scalar(lately) or 0) < LINKS_AN_HOUR:
        is_ours = account is not None and not account.blocked and account.provider_subject is None
        known = account.id if account is not None and is_ours else None
        session.add(PasswordRequest(account_id=known, address_hash=who, asked_at=now, is_done=False))


def links_to_mail(session: Session, now: datetime) -> Sequence[tuple[PasswordRequest, Account]]:
    """Who is to get a link that they asked for in the last hour."""
    asked = select(PasswordRequest, Account).join(Account, Account.id == PasswordRequest.account_id)
    due = ~PasswordRequest.is_done & ~Account.blocked & (PasswordRequest.asked_at > now - timedelta(hours=1))
    return [(request, account) for request, account in session.execute(asked.where(due))]


def delete_old(session: Session, now: datetime) -> None:
    """Delete what was counted more than a day ago."""
    session.execute(delete(SignInAttempts).where(SignInAttempts.last_at < now - FORGOTTEN_AFTER))
    session.execute(delete(PasswordRequest).where(PasswordRequest.asked_at < now - FORGOTTEN_AFTER))
