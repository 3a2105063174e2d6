"""`staff add`."""

from __future__ import annotations

import click

from enquete_app.accounts.models import Role
from enquete_app.accounts.service import add_account, password_token
from enquete_app.cli.context import Commands, application, database, keyring


@click.group("staff", cls=Commands)
def group() -> None:
    """Staff accounts."""


@group.command("add")
@click.argument("email", metavar="E-MAIL")
@click.option("--role", type=click.Choice([str(role) for role in Role]), required=True)
def add_command(email: str, role: str) -> None:
    """Make an account and print the one-time link with which its owner sets a password."""
    with database().transaction() as session:
        account = add_account(session, email, Role(role))
    token = password_token(account, keyring())
    click.echo(f"{application().config['BASE_URL']}/team/password/{token}")
