"""Work on uploaded registers: looking at them and importing them, small ones at once, others by itself."""

from __future__ import annotations

from contextlib import closing, nullcontext
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from sqlalchemy import select

from enquete_app.audit import Act, record
from enquete_app.fieldwork.calendar import AMSTERDAM
from enquete_app.fieldwork.models import Survey
from enquete_app.register import intake
from enquete_app.register.errors import RegisterError, Trouble
from enquete_app.register.files import ZIP
from enquete_app.register.importing import import_register
from enquete_app.register.layout import Layout
from enquete_app.register.looking import Staged, look, stage
from enquete_app.register.recognising import Correction
from enquete_app.register.uploads import WORKED_ON, Upload, UploadState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    from sqlalchemy.orm import Session

    from enquete_app.db import Database
    from enquete_app.register.looking import Look, Progress, Sessions

SMALL, SMALL_UNPACKED = 300_000, 6_000_000
"""Bytes that take about a second, for which nobody should have to wait until the work is due."""
STEP, SECONDS = 2, 1.0
"""How far, in per cent, and how long apart progress is noted."""
RENEWAL = 30.0
"""After so many it is noted in any case: with the slowest request to a case system less than a lease."""


class Interrupted(Exception):  # noqa: N818 - nothing went wrong
    """The process is told to end, or the upload was abandoned meanwhile."""


def postal_wanted(session: Session) -> bool:
    """Whether any survey writes letters, for which names and postal addresses are needed."""
    return session.scalar(select(Survey.id).where(Survey.letters).limit(1)) is not None


def work_at_once(session: Session, upload: Upload, now: datetime) -> bool:
    """Do what an upload waits for in the transaction of a request, if that takes no time.

    Args:
        session: the request's.
        upload: locked, or new.
        now: the moment.

    Returns:
        Whether it was done; else it waits for the work that is due.
    """
    if upload.size > SMALL:
        return False
    with closing(intake.content_of(session, upload.id)) as content:
        if not _is_small(content):
            return False
        try:
            done = _prepare(session, upload, content, now, lambda: nullcontext(session), lambda _: None)
            with closing(done) if isinstance(done, Staged) else nullcontext():
                _finish(session, upload, done, now)
        except RegisterError as error:
            intake.show_trouble(session, upload, error, now)
    return True


def work_on_uploads(database: Database, now: datetime, stop: Callable[[], bool]) -> Iterator[str]:
    """Do what uploads wait for, and throw away those that lie too long.

    Args:
        database: the database.
        now: what is due at this moment.
        stop: asked now and then; once it says so, the work is left to a later time.

    Yields:
        A line for each thing that was done.
    """
    with database.transaction() as session:
        if expired := intake.expire(session, now):
            yield f"{expired} uploaded registers thrown away: nobody imported them"
    with database.reader() as session:
        waiting = intake.waiting(session, datetime.now(UTC))
    for upload_id in waiting:
        if not stop():
            yield from _work_on(database, upload_id, now, stop)


def _work_on(database: Database, upload_id: int, now: datetime, stop: Callable[[], bool]) -> Iterator[str]:
    with database.transaction() as session:
        upload = intake.claim(session, upload_id, datetime.now(UTC))
        if upload is None:
            return
        given_up = upload.attempts > intake.MOST_ATTEMPTS
        if given_up:
            error = RegisterError(Trouble.GIVEN_UP, times=intake.MOST_ATTEMPTS)
            intake.show_trouble(session, upload, error, now)
    if given_up:
        yield f"upload {upload_id}: given up"
        return
    try:
        yield from _carry_out(database, upload, now, stop)
    except Interrupted:
        with database.transaction() as session:
            interrupted = intake.find_upload(session, upload_id, lock=True)
            if interrupted is not None and interrupted.state in WORKED_ON:
                intake.let_go(interrupted)


def _carry_out(database: Database, claimed: Upload, now: datetime, stop: Callable[[], bool]) -> Iterator[str]:
    progress = noted(database, claimed.id, stop)
    with database.reader() as session:
        content = intake.content_of(session, claimed.id)
    trouble: RegisterError | None = None
    done: Look | Staged | None = None
    with closing(content):
        try:
            done = _prepare(None, claimed, content, now, database.reader, progress)
        except RegisterError as error:
            trouble = error
    with closing(done) if isinstance(done, Staged) else nullcontext(), database.transaction() as session:
        upload = intake.find_upload(session, claimed.id, lock=True)
        # Meanwhile somebody may have abandoned or corrected it, or another machine was faster.
        if upload is None or (upload.state, upload.version) != (claimed.state, claimed.version):
            return
        if trouble is not None:
            intake.show_trouble(session, upload, trouble, now)
        elif done is not None:
            _finish(session, upload, done, now)
        told, goes_on = f"upload {upload.id}: {upload.state}", upload.state in WORKED_ON
    yield told
    if goes_on:
        yield from _work_on(database, claimed.id, now, stop)


def _prepare(  # noqa: PLR0913, PLR0917 - one call for both ways
    session: Session | None,
    upload: Upload,
    content: BinaryIO,
    now: datetime,
    sessions: Sessions,
    progress: Progress,
) -> Look | Staged:
    """Do the long part, which stores nothing."""
    if upload.state is UploadState.IMPORTING:
        return stage(content, upload.name, Layout.from_json(upload.layout or {}), sessions, progress)
    with nullcontext(session) if session else sessions() as reading:
        return look(
            content,
            upload.name,
            postal=postal_wanted(reading),
            remembered=intake.remembered(reading),
            correction=Correction.from_json(upload.correction),
            today=now.astimezone(AMSTERDAM).date(),
            sessions=sessions,
            progress=progress,
        )


def _finish(session: Session, upload: Upload, done: Look | Staged, now: datetime) -> None:
    """Do the short part: all of it is stored, or nothing."""
    if not isinstance(done, Staged):
        # Without counts a column is missing: perhaps what was read as headings is a row about somebody.
        if upload.correction is not None and done.counts is not None:
            intake.remember(session, done.layout, now)
        intake.show_look(session, upload, done)
        # By night nobody need look, unless there is a value of which nobody has said yet what it means.
        if upload.night and done.counts is not None and not any(done.findings.unknown.values()):
            upload.state = UploadState.IMPORTING
        return
    imported = import_register(session, done)
    upload.counts = {
        "new": imported.new,
        "changed": imported.changed,
        "unchanged": imported.unchanged + done.unchanged,
        "refused": done.refused,
    }
    intake.remember(session, Layout.from_json(upload.layout or {}), now)
    intake.end(session, upload, UploadState.DONE, now)
    if upload.is_fetched:
        intake.end_outdated(session, now, before=upload.id)
    who = upload.imported_by or upload.uploaded_by
    record(session, who, Act.REGISTER_IMPORTED, f"upload {upload.id}", upload.counts, at=datetime.now(UTC))


def noted(database: Database, upload_id: int, stop: Callable[[], bool]) -> Progress:
    """Note progress for whoever waits, not too often; end the work when told to or when nobody wants it."""
    so_far, last = 0, monotonic()

    def note(percent: int) -> None:
        nonlocal so_far, last
        if stop():
            raise Interrupted
        passed = monotonic() - last
        if passed < SECONDS or (percent < so_far + STEP and passed < RENEWAL):
            return
        so_far, last = percent, monotonic()
        with database.transaction() as session:
            if not intake.advance(session, upload_id, percent, datetime.now(UTC)):
                raise Interrupted

    return note


def _is_small(content: BinaryIO) -> bool:
    """Whether it takes no time also once it is unpacked."""
    first = content.read(len(ZIP))
    content.seek(0)
    if first != ZIP:
        return True
    try:
        return sum(part.file_size for part in ZipFile(content).infolist()) <= SMALL_UNPACKED
    except (BadZipFile, ValueError, OSError):
        return True
