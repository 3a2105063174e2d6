"""`demo`: from nothing to an open web page that shows all of Enquete, in a throw-away database."""

from __future__ import annotations

import shutil
import signal
import sys
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy import select
from werkzeug.serving import run_simple

from enquete_app.accounts.demo import DEMO_EMAIL, DEMO_PASSWORD
from enquete_app.accounts.models import Role
from enquete_app.accounts.service import add_account, set_password
from enquete_app.cli.context import Command, application, database, keyring
from enquete_app.cli.database import migrate
from enquete_app.cli.example import NEW_KIND, REGISTER, moved, new_complaints, play_answers
from enquete_app.fieldwork.answering.credentials import Purpose, credential
from enquete_app.fieldwork.calendar import AMSTERDAM, local_day
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Invitation
from enquete_app.jobs.due import run_due
from enquete_app.register.importing import import_register
from enquete_app.register.reading import read_register

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from flask import Flask

HOST = "127.0.0.1"
FIRST_DRAWN_AGO = timedelta(days=30)
REMINDED_AFTER = timedelta(days=11)
CLOSED_AFTER = timedelta(days=28)
SURVEY = "klachtbehandeling"


@click.command("demo", cls=Command)
@click.option("--port", type=click.IntRange(1, 65535), default=5000, show_default=True)
@click.option("--no-serve", is_flag=True, help="Set up, print the addresses and stop.")
def demo_command(port: int, *, no_serve: bool) -> None:
    """Show everything on the example of 2024: two waves, mails, pages and results."""
    app = application()
    if not app.config["DEMO"]:
        raise click.ClickException("Run the demo as 'flask --app wsgi demo'.")
    app.config["BASE_URL"] = f"http://{HOST}:{port}"
    folder = Path(app.config["MAILBOX"]).parent
    folder.mkdir(mode=0o700)
    # However it is stopped, nothing is left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        link = _set_up(app, local_day(datetime.now(UTC)))
        _tell(app.config["BASE_URL"], link)
        if not no_serve:
            click.echo("\nServing; stop with Ctrl+C.")
            run_simple(HOST, port, app, threaded=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def demo_is_asked(arguments: Sequence[str]) -> bool:
    """Tell whether the program that loads the application is `flask demo`.

    Args:
        arguments: those of the program, its own name first.

    Returns:
        Whether it is `flask` or `python -m flask` and its sub-command, not some other word, is `demo`.
    """
    program = Path(arguments[0]) if arguments else Path()
    if program.stem != "flask" and program.parts[-2:] != ("flask", "__main__.py"):
        return False
    words = iter(arguments[1:])
    for word in words:
        if word in {"-A", "--app", "-e", "--env-file"}:
            next(words, None)
        elif not word.startswith("-"):
            return word == "demo"
    return False


def _set_up(app: Flask, today: date) -> str:
    """Set everything up; returns the link of somebody who has not answered."""
    first_day = today - FIRST_DRAWN_AGO
    migrate(database())
    with database().transaction() as session:
        set_password(add_account(session, DEMO_EMAIL, *Role), DEMO_PASSWORD)
        import_register(session, moved(read_register(REGISTER, postal=False), first_day))
        make_draw(session, find_survey(session, SURVEY), Order(as_of=first_day), keyring())
    _say("The example register is imported and a wave of everyone eligible is drawn.")
    _work(app, first_day)
    with database().transaction() as session:
        _say(f"{play_answers(session, keyring())} people have answered.")
    _work(app, first_day + REMINDED_AFTER)
    _work(app, first_day + CLOSED_AFTER)
    with database().transaction() as session:
        session.add_all(new_complaints(today - timedelta(days=14)))
        session.flush()
        order = Order(as_of=today, kinds=(NEW_KIND,))
        make_draw(session, find_survey(session, SURVEY), order, keyring())
    _work(app, today)
    with database().reader() as session:
        invitation = session.scalars(
            select(Invitation).where(Invitation.language == "nl").order_by(Invitation.wave_id.desc())
        ).first()
        if invitation is None:
            raise RuntimeError("the demo's second wave is empty")
        token = credential(Purpose.LINK, invitation.id, 1, keyring=keyring(), key_id=invitation.key_id)
    return f"{app.config['BASE_URL']}/e/{token}"


def _work(app: Flask, day: date) -> None:
    for line in run_due(app, datetime.combine(day, time(9), AMSTERDAM)):
        _say(f"{day}: {line}")


def _say(line: str) -> None:
    click.echo(f"  {line}")


def _tell(base_url: str, link: str) -> None:
    click.echo("\nOpen in a browser:")
    click.echo(f"  the questionnaire  {link}")
    click.echo(f"  the staff pages    {base_url}/team/ ({DEMO_EMAIL} / {DEMO_PASSWORD})")
    click.echo(f"  the mailbox        {base_url}/mailbox/")
    click.echo(f"  the results        {base_url}/team/waves/1/results")
    click.echo(f"  publish them       {base_url}/team/waves/1/publication")
    click.echo(f"  the public page    {base_url}/resultaten")
