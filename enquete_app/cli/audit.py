"""Checking the audit log."""

from __future__ import annotations

import click

from enquete_app.audit import verify
from enquete_app.cli.context import Command, Commands, database

group = Commands("audit", help="The audit log: who of the staff did what and when.")


@group.command("verify", cls=Command)
def verify_command() -> None:
    """Check the seal of every line, and that none is missing."""
    with database().reader() as session:
        found = verify(session)
    if found.broken is not None:
        raise click.ClickException(f"Line {found.broken} was changed or is missing.")
    click.echo(f"ok: {found.lines} lines, last seal {found.seal}")
