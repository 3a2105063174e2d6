"""`staff`: accounts, for the first admin and for when nobody can come in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from enquete_app.accounts import changing
from enquete_app.accounts.models import Role
from enquete_app.accounts.service import AccountError, add_account, find_account, password_token
from enquete_app.audit import Act, record
from enquete_app.cli.context import Commands, application, database, keyring

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from enquete_app.accounts.models import Account


@click.group("staff", cls=Commands)
def group() -> None:
    """Staff accounts."""


@group.command("add")
@click.argument("email", metavar="E-MAIL")
@click.option(
    "--role", "roles", type=click.Choice([str(role) for role in Role]), multiple=True, required=True
)
def add_command(email: str, roles: tuple[str, ...]) -> None:
    """Make an account and print the one-time link with which its owner sets a password.

    --role may be repeated.
    """
    with database().transaction() as session:
        account = add_account(session, email, *map(Role, roles))
        _record(session, Act.ACCOUNT_ADDED, account)
    _print_link(account)


@group.command("link")
@click.argument("email", metavar="E-MAIL")
def link_command(email: str) -> None:
    """Print a one-time link with which the owner of an account sets a new password."""
    with database().transaction() as session:
        account = _found(session, email)
        if account.blocked:
            raise AccountError(f"{account.email} is blocked.")
        _record(session, Act.LINK_SENT, account)
    _print_link(account)


@group.command("reset-totp")
@click.argument("email", metavar="E-MAIL")
def reset_totp_command(email: str) -> None:
    """Forget the second step of somebody who lost the telephone; it is set up anew at the next sign-in."""
    with database().transaction() as session:
        account = _found(session, email)
        changing.reset_second_step(session, account)
        _record(session, Act.SECOND_STEP_RESET, account)
    click.echo("The second step is forgotten; all sessions have ended.")


def _found(session: Session, email: str) -> Account:
    account = find_account(session, email)
    if account is None:
        raise AccountError(f"{email} has no account.")
    return account


def _record(session: Session, act: Act, account: Account) -> None:
    facts = {"roles": " ".join(sorted(account.roles))} if act is Act.ACCOUNT_ADDED else None
    record(session, "flask staff", act, account.email, facts, at=datetime.now(UTC))


def _print_link(account: Account) -> None:
    token = password_token(account, keyring())
    click.echo(f"{application().config['BASE_URL']}/team/password/{token}")
