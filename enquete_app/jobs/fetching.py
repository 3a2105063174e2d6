"""Registers from the case system: ordered by a person or by the hour, fetched by the work that is due.

What was fetched is an upload like any other from then on.
"""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from enquete_app.db import put
from enquete_app.fieldwork.calendar import AMSTERDAM, local_day
from enquete_app.jobs.registering import Interrupted, noted, postal_wanted
from enquete_app.register import intake
from enquete_app.register.cases.fetching import fetch, name_of_file
from enquete_app.register.cases.system import case_system_of
from enquete_app.register.complaints import closed_among
from enquete_app.register.errors import RegisterError, Trouble
from enquete_app.register.uploads import WORKED_ON, Upload, UploadState

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from enquete_app.db import Database
    from enquete_app.register.cases.system import CaseSystem

WHO = "zaaksysteem"
"""Who ordered what is fetched by itself."""


def order(session: Session, who: str, now: datetime) -> Upload:
    """Order a register from the case system; one that is ordered and not there yet serves everybody.

    Not so tonight's, which imports itself: whoever orders one wants to look at it first.

    Args:
        session: a session that may write.
        who: the address of whoever wants it.
        now: the moment.
    """
    of_persons = select(Upload).where(
        Upload.state == UploadState.LOOKING, intake.UNFETCHED, Upload.night.is_(None)
    )
    if (ordered := session.scalar(of_persons.limit(1))) is not None:
        return ordered
    upload = Upload(**_ordered(who, now), night=None)
    session.add(upload)
    session.flush()
    return upload


def order_nightly(database: Database, now: datetime, at: str) -> None:
    """Order tonight's register, if it is time for it and nobody has.

    Args:
        database: the database.
        now: the moment.
        at: from which hour in the Netherlands; empty for never.
    """
    if not at or now.astimezone(AMSTERDAM).hour < int(at):
        return
    night = local_day(now)
    with database.reader() as session:
        if session.scalar(select(Upload.id).where(Upload.night == night)) is not None:
            return
    with database.transaction() as session:
        put(session, Upload, [_ordered(WHO, now) | {"night": night}])


def fetch_registers(app: Flask, now: datetime, stop: Callable[[], bool], fault: type[str]) -> Iterator[str]:
    """Fetch what was ordered, tonight's if it is time for it.

    Args:
        app: the application.
        now: the moment.
        stop: asked now and then; once it says so, the work is left to a later time.
        fault: a kind of line that says that something could not be done.

    Yields:
        A line for each thing that was done.
    """
    database, system = app.extensions["database"], case_system_of(app.config)
    if system is not None:
        order_nightly(database, now, app.config["ZGW_NIGHTLY_AT"])
    with database.reader() as session:
        ordered = intake.to_fetch(session, datetime.now(UTC))
    for upload_id in ordered:
        if stop():
            return
        try:
            yield from _fetch(database, system, upload_id, now, stop)
        except RegisterError as error:
            _give_up(database, upload_id, error, now)
            told = f"upload {upload_id}: {error}"
            yield told if error.trouble is Trouble.NO_CASES else fault(told)


def closed_in(database: Database) -> Callable[[Collection[str]], set[str]]:
    """What tells which of some cases the register holds as closed."""

    def closed(case_numbers: Collection[str]) -> set[str]:
        with database.reader() as session:
            return closed_among(session, case_numbers)

    return closed


def _ordered(who: str, now: datetime) -> dict[str, object]:
    return {
        "state": UploadState.LOOKING,
        "name": name_of_file(local_day(now)),
        "size": 0,
        "uploaded_at": now,
        "uploaded_by": who,
        "is_fetched": True,
        "version": 1,
        "progress": 0,
        "attempts": 0,
    }


def _fetch(
    database: Database, system: CaseSystem | None, upload_id: int, now: datetime, stop: Callable[[], bool]
) -> Iterator[str]:
    with database.transaction() as session:
        claimed = intake.claim(session, upload_id, datetime.now(UTC))
        postal = postal_wanted(session)
    if claimed is None:
        return
    if system is None:
        raise RegisterError(Trouble.NO_SYSTEM)
    if claimed.attempts > intake.MOST_ATTEMPTS:
        raise RegisterError(Trouble.GIVEN_UP, times=intake.MOST_ATTEMPTS)
    progress, known = noted(database, upload_id, stop), closed_in(database)
    try:
        content = fetch(system, today=local_day(now), postal=postal, known=known, progress=progress)
    except Interrupted:
        with database.transaction() as session:
            if (interrupted := _still_wanted(session, upload_id)) is not None:
                intake.let_go(interrupted)
        return
    with closing(content), database.transaction() as session:
        if (upload := _still_wanted(session, upload_id)) is None:
            return
        intake.keep(session, upload, content)
        upload.progress = 0
        intake.let_go(upload)
    yield f"upload {upload_id}: fetched from the case system"


def _give_up(database: Database, upload_id: int, error: RegisterError, now: datetime) -> None:
    with database.transaction() as session:
        if (failed := _still_wanted(session, upload_id)) is not None:
            intake.show_trouble(session, failed, error, now)


def _still_wanted(session: Session, upload_id: int) -> Upload | None:
    """The upload, locked, if nobody abandoned it or was faster meanwhile."""
    upload = intake.find_upload(session, upload_id, lock=True)
    return upload if upload is not None and upload.state in WORKED_ON and not upload.size else None
