"""Accounts of people who come in through the organisation's OpenID provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from enquete_app.accounts import sessions, totp
from enquete_app.accounts.models import Account, Role
from enquete_app.accounts.service import add_account, find_account

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session


class NotLetInError(Exception):
    """The provider knows this person, but they may not come in."""


class NoRoleError(NotLetInError):
    """None of their roles at the provider means anything here."""


class NoAddressError(NotLetInError):
    """The provider does not tell their e-mail address."""


class UnprovenAddressError(NotLetInError):
    """There is an account under their address, but the provider does not vouch that it is theirs."""


class BlockedError(NotLetInError):
    """Their account is blocked."""


@dataclass(frozen=True, slots=True)
class Person:
    """What the provider says about somebody.

    Args:
        subject: the provider and its name for them, which never changes.
        email: their address.
        is_proven: whether the provider has checked that the address is theirs.
        roles: what their roles at the provider mean here.
    """

    subject: str
    email: str
    is_proven: bool
    roles: frozenset[Role]


def person_of(claims: Mapping[str, Any], *, roles_claim: str, meaning: Mapping[str, Role]) -> Person:
    """Read what the provider says about somebody.

    Args:
        claims: of the ID token, checked.
        roles_claim: where their roles stand; `a.b` for `b` within `a`.
        meaning: the role here for each role at the provider.
    """
    given: Any = claims
    for name in (roles_claim,) if roles_claim in claims else roles_claim.split("."):
        given = given.get(name) if isinstance(given, dict) else None
    names = given.split() if isinstance(given, str) else given if isinstance(given, list) else []
    found = {meaning[name] for name in map(str, [*names, given]) if name in meaning}
    email = claims.get("email")
    return Person(
        subject=f"{claims['iss']} {claims['sub']}",
        email=email if isinstance(email, str) else "",
        is_proven=claims.get("email_verified") in {True, "true"},
        roles=frozenset(found),
    )


def let_in(session: Session, person: Person) -> tuple[Account, bool]:
    """Find or make the account of somebody, with the roles that they have at the provider now.

    Returns:
        The account, and whether it is new or its roles changed.

    Raises:
        NotLetInError: if they may not come in.
        AccountError: if their address is no good.
    """
    account = session.scalar(select(Account).where(Account.provider_subject == person.subject))
    if not person.roles:
        raise NoRoleError
    if account is None:
        account = _first_time(session, person)
    if account.blocked:
        raise BlockedError
    is_changed = account.roles != person.roles
    account.roles = person.roles
    return account, is_changed


def _first_time(session: Session, person: Person) -> Account:
    if not person.email:
        raise NoAddressError
    account = find_account(session, person.email, lock=True)
    if account is None:
        account = add_account(session, person.email)
    elif account.provider_subject is not None or not person.is_proven:
        raise UnprovenAddressError
    else:
        # From now on the provider decides whether they come in.
        account.password_hash = None
        totp.reset(session, account)
        sessions.end(session, account)
    account.provider_subject = person.subject
    return account
