"""The chapter as PDF/UA-1, laid out by Typst from `templates/chapter/chapter.typ`."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from enquete_app.languages import LANGUAGES, SOURCE
from enquete_app.results.chapter import Chapter, Part, Picture
from enquete_app.results.report import ResultsError
from enquete_app.typesetting import LayoutError, compiled, figure_fonts, printable

LAYOUT = Path(__file__).resolve().parents[2] / "templates/chapter/chapter.typ"
MEDIA_TYPE = "application/pdf"
_LONG_WORD, _PIECE = re.compile(r"\S{30,}"), re.compile(r"(\S{10})(?=\S)")
_FIRST_DAY = datetime(2025, 1, 1, tzinfo=UTC)
"""That of a chapter without a day of its making, so that the same report gives the same bytes."""


def as_pdf(chapter: Chapter) -> bytes:
    """Lay a chapter out; the same chapter gives the same bytes.

    Args:
        chapter: the chapter.

    Returns:
        The file.

    Raises:
        ResultsError: if it cannot be laid out.
    """
    content = {
        "title": chapter.title,
        "language": LANGUAGES[SOURCE].code,
        "facts": chapter.facts,
        "parts": [_part(each) for each in chapter.parts],
    }
    made_at = datetime.combine(chapter.made_on, time(), UTC) if chapter.made_on else _FIRST_DAY
    fonts = figure_fonts()
    try:
        return compiled(LAYOUT.read_bytes(), printable(content, fonts), made_at, fonts=fonts)
    except LayoutError:
        raise ResultsError(
            "The results could not be laid out as a PDF; the other formats can be had."
        ) from None


def _part(part: Part) -> dict[str, Any]:
    """A part as the layout takes it."""
    body = asdict(part)
    if isinstance(part, Picture):
        del body["png"]
    else:
        body = _breakable(body)
    return {"kind": type(part).__name__.lower(), **body}


def _breakable(content: Any) -> Any:  # noqa: ANN401 - JSON
    """The same with invisible places to break words that no column is wide enough for."""
    match content:
        case str():
            return _LONG_WORD.sub(lambda word: _PIECE.sub("\\1\N{ZERO WIDTH SPACE}", word[0]), content)
        case dict():
            return {name: _breakable(each) for name, each in content.items()}
        case list() | tuple():
            return [_breakable(each) for each in content]
    return content
