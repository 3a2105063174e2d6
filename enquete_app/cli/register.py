"""`register import` and `register fetch`."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from enquete_app.cli.context import Commands, Moment, application, database, now_or, progress
from enquete_app.fieldwork.calendar import local_day
from enquete_app.jobs.fetching import closed_in
from enquete_app.jobs.registering import postal_wanted
from enquete_app.register.cases.fetching import fetch, name_of_file
from enquete_app.register.cases.system import case_system_of
from enquete_app.register.errors import RegisterError, Trouble
from enquete_app.register.importing import Imported, import_register
from enquete_app.register.intake import end_outdated, remembered
from enquete_app.register.reading import recognised_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date, datetime
    from typing import BinaryIO

    from sqlalchemy.orm import Session

    from enquete_app.cli.context import Progress
    from enquete_app.register.findings import Findings
    from enquete_app.register.layout import Layout
    from enquete_app.register.reading import Refusal, Row

REFUSALS_SHOWN = 20


@click.group("register", cls=Commands)
def group() -> None:
    """The register of complaints."""


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only tell what would happen.")
@click.option("--skip-bad-rows", is_flag=True, help="Store the readable rows even if others are refused.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def import_command(
    ctx: click.Context, file: Path, *, dry_run: bool, skip_bad_rows: bool, as_json: bool
) -> None:
    """Read a register, a CSV or Excel file."""
    with file.open("rb") as content:
        _import(ctx, content, file.name, dry_run=dry_run, skip_bad_rows=skip_bad_rows, as_json=as_json)


@group.command("fetch")
@click.option("--dry-run", is_flag=True, help="Only tell what would happen.")
@click.option("--skip-bad-rows", is_flag=True, help="Store the readable rows even if others are refused.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--now", type=Moment(), help="Count the days back from this moment.")
@click.pass_context
def fetch_command(
    ctx: click.Context, *, dry_run: bool, skip_bad_rows: bool, as_json: bool, now: datetime | None
) -> None:
    """Read the closed complaints of the case system; see docs/case-systems.md."""
    today = local_day(now_or(now))
    try:
        content = _fetched(today)
    except RegisterError as error:
        if error.trouble is not Trouble.NO_CASES:
            raise
        click.echo(str(error), err=True)
        _tell(Imported(), dry_run=dry_run, as_json=as_json)
        return
    with content:
        name, outdate = name_of_file(today), partial(end_outdated, now=now_or(now))
        _import(ctx, content, name, outdate, dry_run=dry_run, skip_bad_rows=skip_bad_rows, as_json=as_json)


def _fetched(today: date) -> BinaryIO:
    system = case_system_of(application().config)
    if system is None:
        raise RegisterError(Trouble.NO_SYSTEM)
    with database().reader() as session:
        postal = postal_wanted(session)
    with progress("Per cent fetched:") as counter:
        known = closed_in(database())
        return fetch(system, today=today, postal=postal, known=known, progress=counter.reach)


def _import(  # noqa: PLR0913 - the options of two commands
    ctx: click.Context,
    content: BinaryIO,
    name: str,
    then: Callable[[Session], None] = lambda _: None,
    *,
    dry_run: bool,
    skip_bad_rows: bool,
    as_json: bool,
) -> None:
    with database().session() as session:
        postal = postal_wanted(session)
        with progress("Rows read:") as counter:
            rows, findings = _recognised(content, name, postal=postal, remembered=remembered(session))
            done = import_register(session, _counted(rows, counter))
        kept = not dry_run and (skip_bad_rows or not done.refused)
        if kept:
            then(session)
            session.commit()
    _tell_of_totals(findings)
    _tell(done, dry_run=dry_run, as_json=as_json)
    if done.refused and not kept and not dry_run:
        click.echo("Nothing was stored. Mend the rows, or use --skip-bad-rows.", err=True)
    if done.refused and not skip_bad_rows:
        ctx.exit(1)


def _as_json(refusal: Refusal) -> dict[str, str | int]:
    return {"row": refusal.row, "column": refusal.column, "reason": refusal.reason, "value": refusal.value}


def _recognised(
    content: BinaryIO, name: str, *, postal: bool, remembered: Callable[[str], Layout | None]
) -> tuple[Iterator[Row], Findings]:
    with progress("Per cent looked at:") as looking:
        return recognised_rows(
            content,
            name,
            postal=postal,
            remembered=remembered,
            progress=lambda share: looking.reach(int(share * 100)),
        )


def _counted(rows: Iterable[Row], counter: Progress) -> Iterator[Row]:
    for row in rows:
        counter.advance(1)
        yield row


def _tell_of_totals(findings: Findings) -> None:
    for number in findings.totals:
        click.echo(f"row {number} only sums up others and was left out", err=True)


def _tell(done: Imported, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        refused = [_as_json(refusal) for refusal in done.refused]
        counts = {"new": done.new, "changed": done.changed, "unchanged": done.unchanged}
        click.echo(json.dumps({**counts, "refused": refused}, ensure_ascii=False))
        return
    refused_rows = len({refusal.row for refusal in done.refused})
    click.echo(f"{done.new} new, {done.changed} changed, {done.unchanged} unchanged, {refused_rows} refused")
    for refusal in done.refused[:REFUSALS_SHOWN]:
        where = f"row {refusal.row}, {refusal.column}" if refusal.column else f"row {refusal.row}"
        click.echo(f"{where}: {refusal.reason}", err=True)
    if (more := len(done.refused) - REFUSALS_SHOWN) > 0:
        click.echo(f"… and {more} more; --json lists them all", err=True)
    if dry_run:
        click.echo("Nothing was stored: this was a dry run.")
