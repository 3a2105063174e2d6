"""The chapter as a document for Word: styles, captions and texts for pictures are those that Word knows."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, time

from enquete_app.results.chapter import Chapter
from enquete_app.results.word.body import Body
from enquete_app.results.word.styles import describe, dress

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FIRST_DAY = datetime(2025, 1, 1, tzinfo=UTC)
"""That of a chapter without a day of its making, so that the same report gives the same bytes."""
_NO_MOMENT = (1980, 1, 1, 0, 0, 0)


def as_docx(chapter: Chapter) -> bytes:
    """Write a chapter as a document; the same chapter gives the same bytes.

    Args:
        chapter: the chapter.

    Returns:
        The file.
    """
    # Only here: serving pages has no need of it.
    from docx import Document  # noqa: PLC0415

    document = Document()
    dress(document)
    made_at = datetime.combine(chapter.made_on, time(), UTC) if chapter.made_on else _FIRST_DAY
    describe(document, chapter.title, made_at)
    document.add_paragraph(chapter.title, "Title")
    body = Body(document)
    body.facts(chapter.facts)
    body.contents(chapter.parts)
    body.parts(chapter.parts)
    written = io.BytesIO()
    document.save(written)
    return _without_moments(written)


def _without_moments(written: io.BytesIO) -> bytes:
    """The same archive without the moments at which its files were written."""
    made = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.infolist():
            info = zipfile.ZipInfo(each.filename, _NO_MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(each))
    return made.getvalue()
