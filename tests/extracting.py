"""The Dutch texts that stand in code and templates, as the catalogues have them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

ROOT = Path(__file__).resolve().parents[1]
EXTRACTED = {"templates": [("**.html", "jinja2"), ("**.txt", "jinja2")], "enquete_app": [("**.py", "python")]}
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None}
STAFF = ("team/", "mailbox/", "results/", "cli/", "operate/")
"""Folders with texts that only staff read. All others, new ones too, are for respondents."""


@cache
def all_texts() -> frozenset[str]:
    return frozenset(text for _file, text in _found())


@cache
def texts_for_respondents() -> frozenset[str]:
    return frozenset(text for file, text in _found() if not file.startswith(STAFF))


def templates_for_respondents() -> list[str]:
    """Their names, below `templates`."""
    # The layout of letters says nothing by itself.
    files = sorted(each for each in (ROOT / "templates").rglob("*.*") if each.suffix != ".typ")
    names = [file.relative_to(ROOT / "templates").as_posix() for file in files]
    return [name for name in names if not name.startswith(STAFF)]


@cache
def _found() -> tuple[tuple[str, str], ...]:
    return tuple(_extracted())


def _extracted() -> Iterator[tuple[str, str]]:
    for folder, methods in EXTRACTED.items():
        for file, _, text, _, _ in extract_from_dir(str(ROOT / folder), methods, keywords=KEYWORDS):
            for each in text if isinstance(text, tuple) else (text,):
                yield file, str(each)
