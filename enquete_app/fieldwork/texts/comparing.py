"""What differs between two versions of the texts."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import StrEnum

from enquete_app.fieldwork.texts.placeholders import Text, TextKind
from enquete_app.fieldwork.texts.standard import Texts, text_of
from enquete_app.languages import LANGUAGES


class Mark(StrEnum):
    """What became of a line between two versions."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Difference:
    """What differs between two versions of one text."""

    kind: TextKind
    language: str
    lines: tuple[tuple[Mark, str], ...]


def differences(before: Texts, after: Texts) -> tuple[Difference, ...]:
    """What differs between two versions, line by line."""
    found = []
    for kind in TextKind:
        for language in sorted({*before.get(kind, {}), *after.get(kind, {})} & LANGUAGES.keys()):
            old, new = text_of(before, kind, language), text_of(after, kind, language)
            if old != new:
                found.append(Difference(kind, language, compare(old, new)))
    return tuple(found)


def compare(before: Text, after: Text) -> tuple[tuple[Mark, str], ...]:
    """The lines of two texts beside each other, subject first; blank ones are left out."""
    marks = {"  ": Mark.SAME, "- ": Mark.REMOVED, "+ ": Mark.ADDED}
    lines = [[text.subject, *filter(None, text.body.split("\n"))] for text in (before, after)]
    found = difflib.ndiff(lines[0], lines[1])
    return tuple((marks[each[:2]], each[2:]) for each in found if each[:2] in marks)
