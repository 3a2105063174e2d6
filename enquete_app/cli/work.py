"""`run-due` and `worker`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click
from redis.exceptions import RedisError

from enquete_app.cli.context import Command, Moment, application, now_or, progress
from enquete_app.jobs.due import Fault, run_due
from enquete_app.jobs.queue import work

if TYPE_CHECKING:
    from datetime import datetime


@click.command("run-due", cls=Command)
@click.option("--now", type=Moment(), help="What is due at this moment; Amsterdam unless it has an offset.")
def run_due_command(now: datetime | None) -> None:
    """Do once all that is due."""
    lines = []
    with progress("Mails dealt with:") as counter:
        for line in run_due(application(), now_or(now), progress=counter.advance):
            counter.end_line()
            click.echo(line, err=isinstance(line, Fault))
            lines.append(line)
    if not lines:
        click.echo("nothing due")
    if any(isinstance(line, Fault) for line in lines):
        sys.exit(1)


@click.command("worker", cls=Command)
@click.option("--burst", is_flag=True, help="Stop once nothing is left to do.")
def worker_command(*, burst: bool) -> None:
    """Do all that is due, for good, on Redis."""
    app = application()
    if not app.config["REDIS_URL"]:
        raise click.ClickException(
            "ENQUETE_REDIS_URL is not set; without Redis the web process does the work."
        )
    try:
        work(app, burst=burst)
    except RedisError as error:
        raise click.ClickException(f"Redis cannot be reached ({type(error).__name__}).") from error
