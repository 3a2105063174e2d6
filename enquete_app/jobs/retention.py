"""Erasing what is due: each thing in a transaction of its own, then making sure that no file holds it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.messages.mails import mail_name
from enquete_app.fieldwork.models import Invitation, MessageKind
from enquete_app.fieldwork.retention import erasing as retention
from enquete_app.fieldwork.retention import register as retention_register
from enquete_app.fieldwork.retention.abandoning import abandoned_draws, erase_abandoned
from enquete_app.fieldwork.retention.terms import Erasable
from enquete_app.instruments import forget_previews
from enquete_app.keys import UnknownKeyError
from enquete_app.results.models import StoredReport

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from flask import Flask

    from enquete_app.db import Database
    from enquete_app.keys import Keyring


def retention_steps(app: Flask, now: datetime) -> Iterator[tuple[str, Iterable[str]]]:
    """Erase what is due at a moment.

    Args:
        app: the application.
        now: the moment.

    Yields:
        The name of each step and the lines that doing it gives: a fault in one should not keep the others.
    """
    database: Database = app.extensions["database"]
    today = local_day(now)
    yield "noticing what has ended", _notice(database, now)
    with database.reader() as session:
        waves, abandoned = retention.waves_due(session, today), abandoned_draws(session, today)
    for draw_id in abandoned:
        yield f"draw {draw_id}: throwing away", _erase_abandoned(database, draw_id, now)
    for wave_id, what in waves:
        yield f"wave {wave_id}: erasing {what}", _erase_of_wave(app, wave_id, what, now)
    with database.reader() as session:
        register = retention_register.register_due(session, today)
    for each in register:
        yield f"erasing {each}", _erase_in_register(database, each, now)
    yield "throwing away questionnaires", _forget_previews(database, now)
    yield "making sure that it is erased", _verify(database, now)


def _notice(database: Database, now: datetime) -> Iterator[str]:
    today = local_day(now)
    with database.reader() as session:
        waves = retention.endings_to_notice(session)
        complaints = retention_register.has_to_notice(session, today)
    if waves or complaints:
        with database.transaction() as session:
            retention.notice_endings(session, today)
            retention_register.notice_leaving(session, today)
    yield from ()


def _erase_abandoned(database: Database, draw_id: int, now: datetime) -> Iterator[str]:
    with database.transaction() as session:
        told = erase_abandoned(session, draw_id, now=now)
    if told:
        yield told


def _erase_of_wave(app: Flask, wave_id: int, what: Erasable, now: datetime) -> Iterator[str]:
    database: Database = app.extensions["database"]
    if what is Erasable.MESSAGES:
        # Before the rows: whoever dies in between finds them again.
        yield from _empty_mailbox(app, wave_id)
    with database.transaction() as session:
        number = retention.erase_of_wave(session, wave_id, what, app.extensions["keyring"], now=now)
        if number is not None and what is Erasable.SEALED_BALLOTS:
            # It says that the ballots wait; the next step of the run builds it anew.
            session.execute(delete(StoredReport).where(StoredReport.wave_id == wave_id))
    if number is not None:
        yield f"wave {wave_id}: {what} erased: {number}"


def _empty_mailbox(app: Flask, wave_id: int) -> Iterator[str]:
    folder, keyring = Path(app.config["MAILBOX"]), app.extensions["keyring"]
    if not folder.is_dir():
        return
    database: Database = app.extensions["database"]
    with database.reader() as session:
        invitations = session.scalars(select(Invitation).where(Invitation.wave_id == wave_id)).all()
    names = [
        _file_name(each, kind, version, keyring)
        for each in invitations
        for kind in MessageKind
        for version in range(1, each.version + 1)
    ]
    for name in filter(None, names):
        for kind_of_file in ("eml", "part"):
            (folder / f"{name}.{kind_of_file}").unlink(missing_ok=True)
    if None in names:
        yield f"wave {wave_id}: files of its mails not found, for lack of an old secret key: {folder}"


def _file_name(invitation: Invitation, kind: MessageKind, version: int, keyring: Keyring) -> str | None:
    try:
        return mail_name(invitation, kind, keyring, version=version)
    except UnknownKeyError:
        return None


def _erase_in_register(database: Database, what: Erasable, now: datetime) -> Iterator[str]:
    number, batch = 0, -1
    while batch:
        with database.transaction() as session:
            batch = retention_register.erase_in_register(session, what, now=now)
        number += batch
    if number:
        yield f"{what} erased: {number}"


def _forget_previews(database: Database, now: datetime) -> Iterator[str]:
    with database.transaction() as session:
        number = forget_previews(session, now)
    if number:
        yield f"{number} questionnaire files thrown away: nobody added them"


def _verify(database: Database, now: datetime) -> Iterator[str]:
    """Work off what was erased in the rows and may still be in the files, from this run or an earlier one."""
    with database.reader() as session:
        erasures = retention.unverified(session)
    if not erasures:
        return
    tables = {table for each in erasures for table in retention.WRITTEN_IN[each.what]}
    if not database.forget(*sorted(tables)):
        yield "erased data may still be in the database's files; the next run tries again"
        return
    with database.transaction() as session:
        retention.record_verified(session, erasures, local_day(now))
    yield "made sure that nothing is left of what was erased"
