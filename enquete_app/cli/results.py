"""`results export` and `results build`."""

from __future__ import annotations

from pathlib import Path

import click

from enquete_app.cli.context import Commands, application, database
from enquete_app.fieldwork.waves.progress import find_wave
from enquete_app.instruments import load
from enquete_app.jobs.due import build_results
from enquete_app.results.building import stored_report
from enquete_app.results.open_answers.released import released_of
from enquete_app.results.rendering import as_file, render
from enquete_app.results.report import NotBuiltError


@click.group("results", cls=Commands)
def group() -> None:
    """The results of closed waves."""


@group.command("export")
@click.argument("wave_id", metavar="WAVE")
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["json", "csv", "xlsx", "sav", "docx", "pdf"]),
    required=True,
)
@click.option("--dutch", is_flag=True, help="CSV with semicolons and decimal commas.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Into this file.")
def export_command(wave_id: str, file_format: str, *, dutch: bool, output: Path | None) -> None:
    """Render the report of a closed wave."""
    with database().reader() as session:
        number = find_wave(session, wave_id).id
        report = stored_report(session, number)
        if report is None:
            raise NotBuiltError(number)
        asked = load(session, report.questionnaire_id, report.questionnaire_version)
        released = released_of(session, number)
    if output:
        output.write_bytes(as_file(report, asked, file_format, dutch=dutch, released=released))
    else:
        click.echo(render(report, asked, file_format, dutch=dutch, released=released), nl=False)


@group.command("build")
@click.argument("wave_id", metavar="WAVE")
def build_command(wave_id: str) -> None:
    """Build the report of a closed wave anew from its responses."""
    with database().reader() as session:
        number = find_wave(session, wave_id).id
    build_results(application(), number)
    click.echo(f"wave {number}: results built")
