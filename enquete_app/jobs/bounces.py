"""Mails that came back, taken in: from the mailbox with every run, or one by one from a mail server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from enquete_app.fieldwork.messages.bounces.addresses import id_of
from enquete_app.fieldwork.messages.bounces.mailbox import Access, MailboxError, opened
from enquete_app.fieldwork.messages.bounces.recording import Effect, record_report
from enquete_app.fieldwork.messages.bounces.reports import judge
from enquete_app.fieldwork.messages.restoring import hold_of, look
from enquete_app.jobs.mailing import witness_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from enquete_app.db import Database
    from enquete_app.fieldwork.messages.bounces.addresses import MailId
    from enquete_app.fieldwork.messages.bounces.mailbox import BounceMailbox

MOST_IN_A_RUN = 500
"""Whatever else has come waits for the next run, so that sending does not wait for it."""


@dataclass
class Reading:
    """What a look into the mailbox brought.

    Args:
        bounced: how many first mails count as bounced by it. Of reminders nothing is told.
        fault: why the mailbox could not be read, or not to its end; empty if it could.
        ours: mails to addresses of ours that are dealt with.
        others: mails to none of them.
    """

    bounced: int = 0
    fault: str = ""
    ours: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)


def access_of(app: Flask) -> Access | None:
    """How to get to the mailbox, from the settings; none if nobody is to read one."""
    config = app.config
    if not config["BOUNCE_IMAP_SERVER"]:
        return None
    return Access(
        server=config["BOUNCE_IMAP_SERVER"],
        port=config["BOUNCE_IMAP_PORT"],
        username=config["BOUNCE_IMAP_USERNAME"] or config["BOUNCE_ADDRESS"],
        password=config["BOUNCE_IMAP_PASSWORD"],
        folder=config["BOUNCE_IMAP_FOLDER"],
        use_tls=config["BOUNCE_IMAP_USE_TLS"],
    )


def take_in(app: Flask, mail_id: MailId, content: bytes) -> Effect:
    """Do, in a transaction of its own, what a mail to one of our addresses asks for.

    Args:
        app: the application.
        mail_id: which mail it is about, by the address that it was sent to.
        content: the beginning of it; nothing of it is kept.
    """
    report, database = judge(content), _database(app)
    with database.transaction() as session:
        if hold_of(session):
            # A restored backup does not know yet of the mail that came back.
            return Effect.NOT_NOW
        return record_report(session, mail_id, report, app.extensions["keyring"])


def read_mailbox(app: Flask, stop: Callable[[], bool]) -> Reading:
    """Take in what has come into the mailbox.

    What came to one of our addresses is deleted once its effect is committed, whatever it is: an automatic
    answer to a reminder tells who had not answered. All else stays, marked as read. Whoever dies in between
    leaves mails that are read again.

    Args:
        app: the application.
        stop: asked between two mails.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: if the database does not take what was read; it stays in the mailbox.
    """
    reading, access = Reading(), access_of(app)
    if access is None or look(_database(app), witness_of(app)):
        return reading
    try:
        with opened(access) as mailbox:
            try:
                _read(app, mailbox, reading, stop)
            finally:
                mailbox.discard(reading.ours)
                mailbox.leave_to_people(reading.others)
    except MailboxError as error:
        reading.fault = f"bounce mailbox out of reach ({error}); what has come back is read with the next run"
    return reading


def _read(app: Flask, mailbox: BounceMailbox, reading: Reading, stop: Callable[[], bool]) -> None:
    for number in mailbox.unread()[:MOST_IN_A_RUN]:
        if stop():
            return
        content = mailbox.beginning_of(number)
        if content is None:
            continue  # Another machine was quicker.
        mail_id = id_of(content, app.config["BOUNCE_ADDRESS"])
        if mail_id is None:
            reading.others.append(number)
            continue
        effect = take_in(app, mail_id, content)
        reading.bounced += effect is Effect.BOUNCED
        if effect is not Effect.NOT_NOW:
            reading.ours.append(number)


def _database(app: Flask) -> Database:
    database: Database = app.extensions["database"]
    return database
