"""`db upgrade`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

from enquete_app.cli.context import Commands, database
from enquete_app.db import MIGRATIONS, Schema, schema_of

if TYPE_CHECKING:
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


def migrate(database: Database, revision: str = "head") -> str | None:
    """Bring a database to a revision, up or down.

    Args:
        database: which one.
        revision: a revision's id, `head` for the newest, `base` for none.

    Returns:
        The revision it is at now.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        if revision == "base":
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)
        connection.commit()
        return MigrationContext.configure(connection).get_current_revision()
