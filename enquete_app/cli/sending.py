"""`sending`: whether mails may leave, and letting them leave again after a backup was restored."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from enquete_app.audit import Act, record
from enquete_app.cli.context import Commands, application, database
from enquete_app.fieldwork.calendar import AMSTERDAM
from enquete_app.fieldwork.messages import restoring
from enquete_app.fieldwork.messages.sending import BATCH
from enquete_app.fieldwork.models import MessageKind
from enquete_app.jobs.mailing import SIGNS, witness_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

WHO = "flask sending"


@click.group("sending", cls=Commands)
def group() -> None:
    """Whether mails may leave; after a backup was restored somebody has to confirm that."""


@group.command("show")
def show_command() -> None:
    """Show whether mails may leave, and which would."""
    _show()


@group.command("hold")
def hold_command() -> None:
    """Let no mail leave until somebody confirms: before a snapshot of the whole machine is started."""
    restoring.hold(database())
    with database().transaction() as session:
        record(session, WHO, Act.SENDING_HELD, at=datetime.now(UTC))
    click.echo("No mail leaves until 'flask --app wsgi sending confirm'.")
    click.echo(f"A run that is under way ends by itself, after {BATCH} mails at most.")


@group.command("confirm")
@click.option(
    "--as-uncertain",
    is_flag=True,
    help="Do not send what is due by now, since it may have left before: the team is shown it as uncertain.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
def confirm_command(*, as_uncertain: bool, yes: bool) -> None:
    """Show what would leave, ask, and let mails leave again."""
    if not _show():
        return
    asked = "Take what is due for uncertain, and let the rest leave?" if as_uncertain else "Let them leave?"
    if not yes:
        click.confirm(asked, abort=True)
    now = datetime.now(UTC)
    number = restoring.confirm(database(), witness_of(application()), as_uncertain=as_uncertain, now=now)
    with database().transaction() as session:
        facts = {"number": number} if as_uncertain else None
        record(session, WHO, Act.SENDING_CONFIRMED, facts=facts, at=now)
    if as_uncertain:
        click.echo(
            f"{number} invitations are uncertain now; the team sees them among mails that need attention."
        )
    click.echo("Mails leave again.")


def _show() -> bool:
    """Say how it stands; returns whether sending is held."""
    with database().reader() as session:
        held = restoring.hold_of(session)
        if held is None:
            click.echo("Mails leave as planned.")
        else:
            click.echo(f"Nothing is sent since {_moment(held.since)}: {SIGNS[held.sign]}.")
        for line in _lines(session):
            click.echo(line)
    if held is not None:
        click.echo("What left after the backup was made would leave again; not so with --as-uncertain.")
        click.echo("Who opted out since then is not known any more: enter them first (/team/opt-outs).")
    return held is not None


def _lines(session: Session) -> Iterator[str]:
    last = restoring.last_mail(session)
    yield f"The last invitation on record left {_moment(last)}." if last else "No invitation has left yet."
    now, waiting = datetime.now(UTC), restoring.waiting(session)
    if not waiting:
        yield "Nothing waits to be sent."
    for each in waiting:
        what = f"{each.number} invitations"
        if each.kind is MessageKind.REMINDER:
            what = f"reminders to those of {each.number} people who have not answered"
        when = "now" if each.first_due <= now else f"from {_moment(each.first_due)}"
        yield f"  wave {each.wave_id} ({each.survey}): {what}, {when}"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(AMSTERDAM):%d-%m-%Y %H:%M}"
