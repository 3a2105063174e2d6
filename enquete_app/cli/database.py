"""`db upgrade` and `db downgrade`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from sqlalchemy import text

from enquete_app.cli.context import Commands, database
from enquete_app.db import MIGRATIONS, Schema, schema_of

if TYPE_CHECKING:
    from alembic.script import Script
    from sqlalchemy import Connection

    from enquete_app.db import Database


@click.group("db", cls=Commands)
def group() -> None:
    """The database."""


@group.command("upgrade")
def upgrade_command() -> None:
    """Bring the database to the newest migration."""
    with database().engine.connect() as connection:
        if schema_of(connection) is Schema.NEWER:
            raise click.ClickException("The database is newer than this code. Install the newer version.")
    click.echo(migrate(database()))


@group.command("downgrade")
@click.argument("revision")
@click.option("--yes", is_flag=True, help="Do not ask.")
def downgrade_command(revision: str, *, yes: bool) -> None:
    """Take the database back to an earlier migration, with all that only later ones keep."""
    undone = _later_than(revision)
    for each in undone:
        click.echo(f"undoes {each.revision}: {each.doc}", err=True)
    if not yes:
        click.confirm("What these migrations keep will be deleted. Go on?", abort=True, err=True)
    click.echo(take_back(database(), revision))


def _later_than(revision: str) -> list[Script]:
    with database().engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    try:
        found = list(ScriptDirectory(str(MIGRATIONS)).iterate_revisions(current or "base", revision))
    except (CommandError, RevisionError):
        found = []
    if not found:
        raise click.ClickException(f"{revision} is no migration below the database's, {current}.")
    return found


def migrate(database: Database, revision: str = "head") -> str | None:
    """Bring a database up to a revision.

    Args:
        database: which one.
        revision: a revision's id, `head` for the newest.

    Returns:
        The revision it is at now.
    """
    with database.engine.connect() as connection:
        command.upgrade(_config(connection), revision)
        return _committed(connection)


def take_back(database: Database, revision: str) -> str | None:
    """Bring a database back to a revision.

    Args:
        database: which one.
        revision: an earlier one's id, `base` for none.

    Returns:
        The revision it is at now.
    """
    with database.engine.connect() as connection:
        command.downgrade(_config(connection), revision)
        return _committed(connection)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    if connection.dialect.name == "postgresql":
        # A table that is rewritten may take longer than any statement otherwise.
        connection.execute(text("SET LOCAL statement_timeout = 0"))
    return config


def _committed(connection: Connection) -> str | None:
    connection.commit()
    return MigrationContext.configure(connection).get_current_revision()
