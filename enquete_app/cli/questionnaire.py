"""`questionnaire check`, `add` and `list`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from enquete_app import instruments
from enquete_app.audit import Act, record
from enquete_app.cli.context import Commands, database
from enquete_app.fieldwork.asking import Use, uses
from enquete_app.questionnaire import QuestionnaireError, line_of, parse_for_use, source_of_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from enquete_app.questionnaire import Source

WHO = "questionnaire add"
FILES = click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)


@click.group("questionnaire", cls=Commands)
def group() -> None:
    """Questionnaires: those that come with the program and those added."""


@group.command("check")
@FILES
@click.pass_context
def check_command(ctx: click.Context, files: tuple[Path, ...]) -> None:
    """Tell what is wrong with a questionnaire and its translations."""
    definition = ""
    try:
        source = _source(files)
        definition = source.definition
        parse_for_use(*source)
    except QuestionnaireError as error:
        for fault in error.faults:
            line = line_of(fault, definition)
            click.echo(f"line {line}: {fault}" if line else str(fault), err=True)
        ctx.exit(1)
    click.echo("ok")


@group.command("add")
@FILES
def add_command(files: tuple[Path, ...]) -> None:
    """Add a questionnaire, so that surveys may ask it; it never changes from then on."""
    now, source = datetime.now(UTC), _source(files)
    sha256 = instruments.sha256_of(source)
    with database().transaction() as session:
        asked = instruments.keep_for_preview(session, source, now=now)
        instruments.add(session, (asked.id, asked.version), sha256=sha256, who=WHO, now=now)
        about = f"questionnaire {asked.id} {asked.version}"
        record(session, WHO, Act.QUESTIONNAIRE_ADDED, about, {"sha256": sha256}, at=now)
    click.echo(f"{asked.id} {asked.version} added")


@group.command("list")
def list_command() -> None:
    """List all questionnaires with who asks them."""
    with database().reader() as session:
        use = uses(session)
        for edition in instruments.editions(session):
            asked = edition.questionnaire
            found = use.get((asked.id, asked.version), Use())
            origin = "comes with the program" if edition.is_shipped else f"added by {edition.added_by}"
            click.echo(
                f"{asked.id} {asked.version} ({', '.join(asked.languages)}), {origin}; "
                f"surveys: {_listed(found.surveys)}; waves: {_listed(found.waves)}"
            )


def _listed(names: Sequence[object]) -> str:
    return ", ".join(map(str, names)) or "none"


def _source(files: tuple[Path, ...]) -> Source:
    return source_of_files((file.name, file.read_bytes()) for file in files)
