"""`backup` and `restore`: all that the database holds, in one file, and back.

What is no part of it on purpose: secrets, which would make the file as good as an open ballot box; and the
witness, by which a restored database is known as one (decisions 33 and 44).
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from enquete_app import dumping
from enquete_app.accounts.models import Account
from enquete_app.audit import Act, record
from enquete_app.db import MIGRATIONS, Database, Schema, schema_of
from enquete_app.dumping import DumpError
from enquete_app.fieldwork.messages import restoring
from enquete_app.fieldwork.messages.models import Sign
from enquete_app.fieldwork.models import Wave
from enquete_app.register.models import Complaint

if TYPE_CHECKING:
    from collections.abc import Callable

WHO = "flask restore"
FIRST = "0013"
"""The migration since which a database can be kept from sending."""
BESIDE = (
    "Not in it, and needed to restore it: ENQUETE_SECRET_KEY, ENQUETE_SECRET_KEY_FALLBACKS and",
    "ENQUETE_CONTACT_KEY. Keep these elsewhere than the backup: with both, ballots can be opened.",
)
AFTERWARDS = (
    "Nothing is sent until 'flask --app wsgi sending confirm'.",
    "Opt-outs, blocked accounts and ended sessions of after the backup are not known any more.",
)


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
def backup_command(file: Path) -> None:
    """Copy the whole database into a new file, while it is at work."""
    address = current_app.config["DATABASE_URL"]
    if _schema() is Schema.EMPTY:
        raise click.ClickException("The database is empty.")
    _done(lambda: dumping.dump(address, file))
    click.echo(f"The database is in {file}, which only you may read.")
    for line in BESIDE:
        click.echo(line)


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore_command(file: Path, *, yes: bool) -> None:
    """Put a backup in the place of all that the database holds; stop web process and worker before."""
    address: str = current_app.config["DATABASE_URL"]
    database: Database = current_app.extensions["database"]
    _done(lambda: _refuse_unfit(file, address))
    held = _holds(database)
    if held and not yes:
        click.echo(f"The database holds {held}. The backup takes the place of all that.")
        click.confirm("Are web process and worker stopped, and shall it be restored?", abort=True)
    database.engine.dispose()
    _done(lambda: dumping.load(address, file, _hold, restoring.HOLDING))
    with database.transaction() as session:
        record(session, WHO, Act.SENDING_HELD, at=datetime.now(UTC))
    click.echo(f"The database is as it was in {file}.")
    for line in AFTERWARDS:
        click.echo(line)
    if _schema() is Schema.OLDER:
        click.echo("Its tables are older than this program: run 'flask --app wsgi db upgrade'.")


def _refuse_unfit(file: Path, address: str) -> None:
    kind = dumping.kind_in(file)
    if kind is None:
        raise DumpError(f"{file} is no backup.")
    if kind is not dumping.kind_of(address):
        raise DumpError(f"{file} holds a database of {kind}, and yours is one of {dumping.kind_of(address)}.")
    revision = dumping.revision_in(file)
    if revision is None:
        raise DumpError(f"{file} holds no database of Enquete.")
    migrations = ScriptDirectory(str(MIGRATIONS))
    if revision not in {each.revision for each in migrations.walk_revisions()}:
        raise DumpError(f"{file} is of a newer version of Enquete. Install that one.")
    if revision not in {each.revision for each in migrations.walk_revisions(FIRST)}:
        raise DumpError(f"{file} is too old: restored, it could not be kept from sending.")


def _hold(address: str) -> None:
    """See to it that the restored database sends nothing, before anybody can send from it."""
    database = Database(address)
    try:
        restoring.hold(database, Sign.OLDER)
        database.forget()
    finally:
        database.engine.dispose()


def _schema() -> Schema:
    database: Database = current_app.extensions["database"]
    try:
        # Only looks: on SQLite it would else wait for whoever writes.
        with database.connection(reading=True) as connection:
            return schema_of(connection)
    except SQLAlchemyError as error:
        raise click.ClickException(f"The database cannot be reached ({type(error).__name__}).") from error


def _holds(database: Database) -> str:
    """What would be lost, in words; nothing if there is nothing to lose."""
    if _schema() is Schema.EMPTY:
        return ""
    counts = {"complaints": Complaint, "waves": Wave, "accounts": Account}
    with database.reader() as session:
        numbers = {
            what: session.scalar(select(func.count()).select_from(table)) for what, table in counts.items()
        }
    found = [f"{number} {what}" for what, number in numbers.items() if number]
    return ", ".join(found)


def _done(what: Callable[[], None]) -> None:
    try:
        what()
    except (DumpError, OSError) as error:
        raise click.ClickException(str(error)) from error
