"""Typst, which lays texts out as PDF/UA-1 and checks while writing that they are that.

What is laid out goes in as data, so that no sign in it is taken for markup. Only fonts that come with
packages are used: a bare server has no other.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

if TYPE_CHECKING:
    from datetime import datetime

LAST_COMMON_SIGN = 0x24F
"""Up to here (Latin with its accents) the fonts have all signs."""
INVISIBLE = "\N{NO-BREAK SPACE}\N{SOFT HYPHEN}"
"""Among these what Python calls unprintable, and Typst knows."""
MISSING = "?"
"""Stands for a sign that the fonts do not have."""
TYPSTS_OWN: tuple[str, ...] = ()
"""The fonts that Typst brings, and no folder of others."""


class LayoutError(Exception):
    """Something could not be laid out. What Typst says about it may hold names, so it is left out."""


def compiled(
    source: bytes,
    content: Any,  # noqa: ANN401 - JSON
    made_at: datetime | None,
    *,
    fonts: tuple[str, ...] = TYPSTS_OWN,
) -> bytes:
    """Lay a document out.

    Args:
        source: in Typst's language; it finds the content as JSON in `sys.inputs.data`.
        content: what JSON can hold.
        made_at: the file's own date, so that the same content gives the same file; none for now.
        fonts: folders with fonts beside Typst's own.

    Returns:
        The PDF.

    Raises:
        LayoutError: if it cannot be done, or would not be PDF/UA-1.
    """
    try:
        made = typst.compile(
            source,
            format="pdf",
            font_paths=_read(fonts),
            sys_inputs={"data": json.dumps(content)},
            pdf_standards=["ua-1"],
            timestamp=made_at and made_at.replace(microsecond=0),
        )
    except typst.TypstError:
        raise LayoutError("Typst could not lay it out") from None
    if not isinstance(made, bytes):
        raise LayoutError("Typst gave no single file")
    return made


@cache
def _read(folders: tuple[str, ...]) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=list(folders))


def printable(content: Any, fonts: tuple[str, ...] = TYPSTS_OWN) -> Any:  # noqa: ANN401 - JSON
    """The same with another sign for each that the fonts do not have: PDF/UA allows none without a glyph."""
    match content:
        case str():
            return (
                content
                if content.isascii()
                else "".join(each if has_glyph(each, fonts) else MISSING for each in content)
            )
        case dict():
            return {name: printable(each, fonts) for name, each in content.items()}
        case list() | tuple():
            return [printable(each, fonts) for each in content]
    return content


@cache
def has_glyph(sign: str, fonts: tuple[str, ...] = TYPSTS_OWN) -> bool:
    """Whether the fonts have a sign."""
    if ord(sign) <= LAST_COMMON_SIGN:
        return sign.isprintable() or sign in INVISIBLE
    try:
        compiled(b'#set document(title: "-")\n#text(json(bytes(sys.inputs.data)))', sign, None, fonts=fonts)
    except LayoutError:
        return False
    return True


@cache
def figure_fonts() -> tuple[str, ...]:
    """The folder of the fonts that figures are drawn with; the package that brings it is not loaded."""
    found = find_spec("matplotlib")
    places = (Path(each) for each in (found.submodule_search_locations or ()) if found) if found else ()
    return tuple(str(each / "mpl-data/fonts/ttf") for each in places)
