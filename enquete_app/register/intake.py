"""An uploaded file on its way to the register: received, looked at, corrected, and thrown away in the end."""

from __future__ import annotations

import re
import unicodedata
import zlib
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO, cast

from sqlalchemy import and_, delete, insert, not_, or_, select

from enquete_app.db import put
from enquete_app.register.layout import Layout
from enquete_app.register.uploads import (
    KEPT,
    WORKED_ON,
    KnownLayout,
    RefusedCell,
    Upload,
    UploadPiece,
    UploadState,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import ColumnElement, Connection
    from sqlalchemy.orm import Session

    from enquete_app.register.errors import RegisterError
    from enquete_app.register.looking import Look
    from enquete_app.register.reading import Refusal

PIECE = 1 << 20
LONGEST_NAME = 150
KEPT_FOR = timedelta(hours=24)
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 3
CHUNK = 500
FAST = 1
"""Of zlib: exports shrink to a fifth even so."""
UNFETCHED = and_(Upload.is_fetched, Upload.size == 0)


def receive(session: Session, stream: BinaryIO, *, name: str, who: str, now: datetime) -> Upload:
    """Keep an uploaded file, piece by piece.

    Args:
        session: a session that may write.
        stream: its content.
        name: what its owner calls it.
        who: the address of whoever chose it.
        now: the moment.

    Returns:
        The upload, which waits for being looked at.
    """
    upload = Upload(
        state=UploadState.LOOKING, name=shown_name(name), size=0, uploaded_at=now, uploaded_by=who
    )
    session.add(upload)
    session.flush()
    keep(session, upload, stream)
    return upload


def keep(session: Session, upload: Upload, stream: BinaryIO) -> None:
    """Keep the content of an upload, which has none yet."""
    number = 0
    while piece := stream.read(PIECE):
        values = {"upload_id": upload.id, "number": number, "content": zlib.compress(piece, FAST)}
        session.execute(insert(UploadPiece), [values])
        upload.size += len(piece)
        number += 1


def shown_name(name: str) -> str:
    """A file's name without its folders and without signs that nobody can see."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(sign for sign in unicodedata.normalize("NFC", last) if sign.isprintable()).strip()
    return plain[-LONGEST_NAME:] or "–"


def content_of(session: Session, upload_id: int) -> BinaryIO:
    """The content of an upload, in a file without a name."""
    file = cast("BinaryIO", TemporaryFile())  # noqa: SIM115 - whoever asked for it closes it
    numbers = select(UploadPiece.number).where(UploadPiece.upload_id == upload_id)
    for number in session.scalars(numbers.order_by(UploadPiece.number)).all():
        piece = select(UploadPiece.content).where(
            UploadPiece.upload_id == upload_id, UploadPiece.number == number
        )
        file.write(zlib.decompress(session.scalars(piece).one()))
    file.seek(0)
    return file


def find_upload(session: Session, upload_id: int, *, lock: bool = False) -> Upload | None:
    """Find an upload; locked, nobody else changes it until the transaction ends."""
    statement = select(Upload).where(Upload.id == upload_id)
    return session.scalar(statement.with_for_update() if lock else statement)


def in_hand(session: Session) -> Sequence[Upload]:
    """The uploads that wait for work or for a person, the newest first."""
    return session.scalars(
        select(Upload).where(Upload.state.in_(KEPT)).order_by(Upload.id.desc()).limit(20)
    ).all()


def newest_fetched(session: Session) -> Upload | None:
    """The last register that came, or should have come, from the case system."""
    return session.scalar(select(Upload).where(Upload.is_fetched).order_by(Upload.id.desc()).limit(1))


def remembered(session: Session) -> Callable[[str], Layout | None]:
    """What finds how a file with the same headings was read before."""

    def find(key: str) -> Layout | None:
        known = session.get(KnownLayout, key)
        return Layout.from_json(known.layout) if known else None

    return find


def remember(session: Session, layout: Layout, now: datetime) -> None:
    """Remember how a file is read, for the next one with the same headings."""
    kept = {"key": layout.key, "layout": layout.to_json(), "used_at": now}
    put(session, KnownLayout, [kept], update=("layout", "used_at"))


def show_look(session: Session, upload: Upload, look: Look) -> None:
    """Keep what was seen in a file, for a person to look at."""
    upload.state, upload.progress, upload.trouble = UploadState.READY, 0, None
    upload.layout, upload.findings = look.layout.to_json(), look.findings.to_json()
    upload.counts, upload.preview = look.counts, [dict(row) for row in look.preview]
    let_go(upload)
    session.execute(delete(RefusedCell).where(RefusedCell.upload_id == upload.id))
    _keep_refusals(session, upload.id, look.refusals)


def show_trouble(session: Session, upload: Upload, error: RegisterError, now: datetime) -> None:
    """Say of a file that it cannot be read, and throw its content away.

    One that could be read before somebody corrected how stays, to be corrected again.
    """
    if upload.state is UploadState.LOOKING and upload.layout is not None:
        upload.state, upload.progress, upload.counts, upload.preview = UploadState.READY, 0, None, None
        let_go(upload)
    else:
        end(session, upload, UploadState.UNREADABLE, now)
    upload.trouble = {"code": error.trouble.name, "facts": dict(error.facts)}


def end(session: Session, upload: Upload, state: UploadState, now: datetime) -> None:
    """Bring an upload to its end: its content goes, and all that tells of people but refused cells."""
    upload.state, upload.ended_at, upload.progress = state, now, 0
    upload.correction = upload.findings = upload.preview = None
    let_go(upload)
    session.execute(delete(UploadPiece).where(UploadPiece.upload_id == upload.id))
    if state is not UploadState.DONE:
        session.execute(delete(RefusedCell).where(RefusedCell.upload_id == upload.id))


def end_outdated(session: Session, now: datetime, before: int | None = None) -> None:
    """Throw away what was fetched earlier and is not imported: it would take back what has come since.

    Args:
        session: a session that may write.
        now: the moment.
        before: the upload that has come since; none if that was imported by other ways.
    """
    there = select(Upload).where(Upload.is_fetched, Upload.state.in_(KEPT), not_(UNFETCHED))
    older = there if before is None else there.where(Upload.id < before)
    for upload in session.scalars(older.order_by(Upload.id).with_for_update()).all():
        end(session, upload, UploadState.ABANDONED, now)


def expire(session: Session, now: datetime) -> int:
    """Throw away uploads that nobody imported within a day, and of others the refused cells.

    Returns:
        How many uploads lost their content.
    """
    before = now - KEPT_FOR
    old = session.scalars(
        select(Upload)
        .where(Upload.state.in_(KEPT), Upload.uploaded_at < before)
        .with_for_update(skip_locked=True)
    ).all()
    for upload in old:
        end(session, upload, UploadState.ABANDONED, now)
    ended = select(Upload.id).where(Upload.ended_at < before)
    session.execute(delete(RefusedCell).where(RefusedCell.upload_id.in_(ended)))
    return len(old)


def waiting(session: Session, clock: datetime) -> Sequence[int]:
    """The uploads that wait for work and whose content is there, the oldest first."""
    return _waiting(session, clock, not_(UNFETCHED))


def to_fetch(session: Session, clock: datetime) -> Sequence[int]:
    """The uploads whose content is still to be fetched from the case system."""
    return _waiting(session, clock, UNFETCHED)


def _waiting(session: Session, clock: datetime, which: ColumnElement[bool]) -> Sequence[int]:
    free = or_(Upload.lease_until.is_(None), Upload.lease_until < clock)
    return session.scalars(
        select(Upload.id).where(Upload.state.in_(WORKED_ON), free, which).order_by(Upload.id)
    ).all()


def claim(session: Session, upload_id: int, clock: datetime) -> Upload | None:
    """Take an upload to work on it; none if somebody else was faster.

    Args:
        session: a session that may write.
        upload_id: which one.
        clock: the real time.
    """
    upload = session.scalar(select(Upload).where(Upload.id == upload_id).with_for_update(skip_locked=True))
    if upload is None or upload.state not in WORKED_ON:
        return None
    if upload.lease_until is not None and upload.lease_until >= clock:
        return None
    upload.lease_until, upload.attempts = clock + LEASE, upload.attempts + 1
    return upload


def is_at_work(connection: Connection, clock: datetime) -> bool:
    """Whether somebody is fetching, looking through or importing a register, and got on of late.

    Args:
        connection: to the database.
        clock: the real time.
    """
    at_work = select(Upload.id).where(Upload.lease_until >= clock, Upload.state.in_(WORKED_ON))
    return connection.scalar(at_work.limit(1)) is not None


def advance(session: Session, upload_id: int, percent: int, clock: datetime) -> bool:
    """Note how far the work on an upload is, and that whoever does it lives.

    Returns:
        Whether the work is still wanted.
    """
    upload = find_upload(session, upload_id, lock=True)
    if upload is None or upload.state not in WORKED_ON:
        return False
    upload.progress, upload.lease_until = percent, clock + LEASE
    return True


def let_go(upload: Upload) -> None:
    """End the work on an upload, well or not."""
    upload.lease_until, upload.attempts = None, 0


def _keep_refusals(session: Session, upload_id: int, refusals: Sequence[Refusal]) -> None:
    rows = [
        {
            "upload_id": upload_id,
            "row": refusal.row,
            "column": refusal.column,
            "value": refusal.value.replace("\0", "�"),
            "fault": refusal.fault.name,
            "facts": dict(refusal.facts),
        }
        for refusal in refusals
    ]
    for begin in range(0, len(rows), CHUNK):
        session.execute(insert(RefusedCell), rows[begin : begin + CHUNK])
