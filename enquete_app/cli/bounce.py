"""`bounce`: one mail that came back, as a mail server hands it to a program."""

from __future__ import annotations

import sys
from typing import BinaryIO, NoReturn

import click
from sqlalchemy.exc import SQLAlchemyError

from enquete_app.cli.context import Command, application
from enquete_app.fieldwork.messages.bounces.addresses import id_in, id_of
from enquete_app.fieldwork.messages.bounces.recording import Effect
from enquete_app.fieldwork.messages.bounces.reports import LARGEST
from enquete_app.jobs.bounces import take_in

TRY_AGAIN = 75
"""EX_TEMPFAIL: the mail server keeps the mail and hands it over again. With any other fault it would send it
back."""


@click.command("bounce", cls=Command)
@click.argument("recipient", default="")
def bounce_command(recipient: str) -> None:
    """Take in one mail that came back, from standard input; RECIPIENT is whom its envelope names."""
    app = application()
    ours = app.config["BOUNCE_ADDRESS"]
    if not ours:
        _later("ENQUETE_BOUNCE_ADDRESS is not set")
    content = _beginning(sys.stdin.buffer)
    mail_id = id_in(recipient, ours) or id_of(content, ours)
    if mail_id is None:
        return
    try:
        effect = take_in(app, mail_id, content)
    except SQLAlchemyError as error:
        _later(f"the database cannot be used ({type(error).__name__})")
    if effect is Effect.NOT_NOW:
        _later("the mail is just leaving, or a restored backup waits to be confirmed")


def _beginning(stream: BinaryIO) -> bytes:
    """Read as much as is looked at, and pass over the rest: a mail server wants to be rid of all of it."""
    content = stream.read(LARGEST)
    while stream.read(LARGEST):
        pass
    return content


def _later(why: str) -> NoReturn:
    click.echo(f"Not taken in yet: {why}.", err=True)
    sys.exit(TRY_AGAIN)
