"""What an admin can change about an account. Somebody who may do that always remains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from enquete_app.accounts import sessions, totp
from enquete_app.accounts.models import Account, Role
from enquete_app.accounts.service import set_password
from enquete_app.db import lock_out_writers

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session


class LastAdminError(Exception):
    """After this nobody could manage the accounts any more."""


def change_roles(session: Session, account: Account, roles: Collection[Role]) -> None:
    """Give an account other roles; they count from its next request on.

    Raises:
        LastAdminError: if nobody would be admin any more.
    """
    if Role.ADMIN not in roles:
        _keep_an_admin(session, account)
    account.roles = frozenset(roles)


def block(session: Session, account: Account) -> None:
    """Keep somebody out: sessions end, password and links no longer work.

    Raises:
        LastAdminError: if nobody would be admin any more.
    """
    _keep_an_admin(session, account)
    account.blocked = True
    sessions.end(session, account)


def change_password(session: Session, account: Account, password: str, *, but: int | None = None) -> None:
    """Set another password; sessions begun with the one of before end.

    Args:
        session: a session that may write.
        account: whose it is.
        password: the new one.
        but: the session that goes on: the one in which it is changed.

    Raises:
        AccountError: as `set_password`.
    """
    set_password(account, password)
    sessions.end(session, account, but=but)


def unblock(account: Account) -> None:
    """Let somebody in again, with the password and the second step of before."""
    account.blocked = False


def reset_second_step(session: Session, account: Account) -> None:
    """Let somebody who lost the telephone set the second step up anew; sessions end."""
    totp.reset(session, account)
    sessions.end(session, account)


def _keep_an_admin(session: Session, account: Account) -> None:
    # Two admins could otherwise block each other at the same time.
    lock_out_writers(session, Account)
    others = select(Account).where(Account.id != account.id, ~Account.blocked)
    others = others.execution_options(populate_existing=True)
    admins = [each for each in session.scalars(others) if Role.ADMIN in each.roles and _can_come_in(each)]
    if Role.ADMIN in account.roles and not account.blocked and not admins:
        raise LastAdminError


def _can_come_in(account: Account) -> bool:
    return account.password_hash is not None or account.provider_subject is not None
