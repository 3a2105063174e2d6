"""Keeping questionnaire files: for a preview at first, then added for good.

What was added is never changed: responses are read with it for years. It may be removed as long as nothing
uses it, which whoever asks for that has to know.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from enquete_app.db import lock_out_writers
from enquete_app.instruments.models import QuestionnaireFile
from enquete_app.questionnaire import Source, available, parse_for_use

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from enquete_app.questionnaire import Questionnaire

PREVIEW_DAYS = 1
"""How long a file is kept that nobody adds."""
MOST_PREVIEWS = 10
MOST_FILES = 200
"""Each is small, but a page lists them all."""


class WhyNotKept(StrEnum):
    """Why a file cannot be kept, added or removed; the value says it in English."""

    EXISTS = (
        "there is this edition already; a file that has been added never changes, so give it a new version"
    )
    GONE = "this file is not there any more"
    CHANGED = "somebody has put another file in its place"
    TOO_MANY = f"there are {MOST_FILES} files already; remove some that nothing uses"
    IN_USE = "a survey or a wave uses this edition"


class FileError(Exception):
    """A file cannot be kept, added or removed.

    Attributes:
        why: the reason.
    """

    def __init__(self, why: WhyNotKept) -> None:
        super().__init__(why.value)
        self.why = why


def keep_for_preview(session: Session, source: Source, *, now: datetime) -> Questionnaire:
    """Check a file and keep it for a day, so that it can be looked at before it is added.

    Args:
        session: a session that may write.
        source: the definition and its translations.
        now: the moment.

    Returns:
        The questionnaire. A file of the same id and version that was there for a preview is replaced.

    Raises:
        FileError: if there is this edition already, or there are too many.
        QuestionnaireError: with everything that is wrong with it.
    """
    questionnaire = parse_for_use(*source)
    lock_out_writers(session, QuestionnaireFile)
    forget_previews(session, now)
    _forget_all_but_the_newest(session)
    edition = (questionnaire.id, questionnaire.version)
    found = session.get(QuestionnaireFile, edition)
    if edition in available() or (found and found.added_at):
        raise FileError(WhyNotKept.EXISTS)
    if found:
        session.delete(found)
        session.flush()
    if len(session.scalars(select(QuestionnaireFile.id)).all()) >= MOST_FILES:
        raise FileError(WhyNotKept.TOO_MANY)
    session.add(
        QuestionnaireFile(
            id=questionnaire.id,
            version=questionnaire.version,
            definition=source.definition,
            translations=dict(source.translations),
            sha256=sha256_of(source),
            uploaded_at=now,
        )
    )
    session.flush()
    return questionnaire


def add(session: Session, edition: tuple[str, str], *, sha256: str, who: str, now: datetime) -> None:
    """Add a file that was kept for a preview: from now on surveys may ask it, and it never changes.

    Args:
        session: a session that may write.
        edition: its id and version.
        sha256: of what was looked at.
        who: adds it.
        now: the moment.

    Raises:
        FileError: if it is not there any more, or is another one by now.
    """
    file = session.get(QuestionnaireFile, edition, with_for_update=True)
    if file is None:
        raise FileError(WhyNotKept.GONE)
    if file.sha256 != sha256:
        raise FileError(WhyNotKept.CHANGED)
    if file.added_at is None:
        file.added_at, file.added_by = now, who
        session.flush()


def discard(session: Session, edition: tuple[str, str]) -> None:
    """Forget a file that was kept for a preview; one that was added stays.

    Raises:
        FileError: if there is no such file.
    """
    file = session.get(QuestionnaireFile, edition, with_for_update=True)
    if file is None or file.added_at:
        raise FileError(WhyNotKept.GONE)
    session.delete(file)
    session.flush()


def remove(session: Session, edition: tuple[str, str]) -> None:
    """Remove a file that was added. Nothing may use it: `fieldwork.asking` is what asks.

    Raises:
        FileError: if there is no such file.
    """
    file = session.get(QuestionnaireFile, edition, with_for_update=True)
    if file is None:
        raise FileError(WhyNotKept.GONE)
    session.delete(file)
    session.flush()


def hold(session: Session, edition: tuple[str, str]) -> None:
    """Keep an edition from being removed until this transaction ends, in order to let a survey ask it.

    Args:
        session: a session that may write.
        edition: its id and version.

    Raises:
        FileError: if no survey can ask it.
    """
    if edition in available():
        return
    file = session.get(QuestionnaireFile, edition, with_for_update=True)
    if file is None or file.added_at is None:
        raise FileError(WhyNotKept.GONE)


def forget_previews(session: Session, now: datetime) -> int:
    """Delete the files that nobody has added for a day.

    Returns:
        How many there were.
    """
    old = QuestionnaireFile.uploaded_at < now - timedelta(days=PREVIEW_DAYS)
    forgotten = delete(QuestionnaireFile).where(QuestionnaireFile.added_at.is_(None), old)
    return len(session.scalars(forgotten.returning(QuestionnaireFile.id)).all())


def _forget_all_but_the_newest(session: Session) -> None:
    """Leave room for one more preview."""
    previews = select(QuestionnaireFile).where(QuestionnaireFile.added_at.is_(None))
    newest_first = session.scalars(previews.order_by(QuestionnaireFile.uploaded_at.desc())).all()
    for file in newest_first[MOST_PREVIEWS - 1 :]:
        session.delete(file)
    session.flush()


def sha256_of(source: Source) -> str:
    """Return the SHA-256 of a definition and its translations, as JSON with sorted keys."""
    parts = json.dumps([source.definition, dict(source.translations)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(parts.encode()).hexdigest()
