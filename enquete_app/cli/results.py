"""`results export` and `results build`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from enquete_app.audit import Act, record
from enquete_app.cli.context import Commands, application, database
from enquete_app.fieldwork.waves.progress import find_wave
from enquete_app.instruments import load
from enquete_app.jobs.due import build_results
from enquete_app.languages import LANGUAGES, SOURCE
from enquete_app.results.beside import beside_wave
from enquete_app.results.building import stored_report
from enquete_app.results.chapter import NOTHING_BESIDE
from enquete_app.results.microdata import microdata_of
from enquete_app.results.open_answers.released import released_of
from enquete_app.results.rendering import (
    ANSWERS,
    BINARY,
    DOCUMENTS,
    FORMATS,
    answers_as,
    as_file,
    render,
)
from enquete_app.results.report import NotBuiltError

WHO = "flask results"
"""In the audit log."""


@click.group("results", cls=Commands)
def group() -> None:
    """The results of closed waves."""


@group.command("export")
@click.argument("wave_id", metavar="WAVE")
@click.option(
    "--format",
    "file_format",
    type=click.Choice([*FORMATS, *ANSWERS]),
    required=True,
)
@click.option("--dutch", is_flag=True, help="CSV with semicolons and decimal commas.")
@click.option(
    "--language",
    type=click.Choice(list(LANGUAGES)),
    default=SOURCE,
    help="Of a workbook's words and of labels; documents are Dutch.",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Into this file.")
def export_command(
    wave_id: str, file_format: str, *, dutch: bool, language: str, output: Path | None
) -> None:
    """Render the report of a closed wave, or the answers that it rests on (sav, r, codebook)."""
    if file_format in BINARY and output is None:
        raise click.UsageError(f"{file_format} is no text: give a file with -o.")
    with database().reader() as session:
        wave = find_wave(session, wave_id)
        report = stored_report(session, wave.id)
        if report is None:
            raise NotBuiltError(wave.id)
        asked = load(session, report.questionnaire_id, report.questionnaire_version)
        released = released_of(session, wave.id)
        if file_format in ANSWERS:
            data = microdata_of(session, wave, report, asked, language=language)
            content = answers_as(data, file_format)
        elif output:
            content = as_file(
                report,
                asked,
                file_format,
                dutch=dutch,
                language=language,
                made_on=wave.closes_on,
                released=released,
                beside=beside_wave(session, wave, report, asked)
                if file_format in DOCUMENTS
                else NOTHING_BESIDE,
            )
        else:
            content = render(report, asked, file_format, dutch=dutch, released=released).encode()
    if file_format in ANSWERS:
        _note(wave.id, file_format)
    if output:
        output.write_bytes(content)
    else:
        click.echo(content.decode(), nl=False)


@group.command("build")
@click.argument("wave_id", metavar="WAVE")
def build_command(wave_id: str) -> None:
    """Build the report of a closed wave anew from its responses."""
    with database().reader() as session:
        number = find_wave(session, wave_id).id
    build_results(application(), number)
    click.echo(f"wave {number}: results built")


def _note(wave_id: int, file_format: str) -> None:
    """Note in the audit log that answers were taken out."""
    with database().transaction() as session:
        about, facts = f"wave {wave_id}", {"format": file_format}
        record(session, WHO, Act.ANSWERS_DOWNLOADED, about, facts, at=datetime.now(UTC))
