"""The texts that people are going to get, shown to whoever confirms that they go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enquete_app.fieldwork.messages.previewing import Example, Preview, render_preview
from enquete_app.fieldwork.texts.placeholders import TextKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from enquete_app.fieldwork.texts.standard import Texts

Shown = tuple[TextKind, str, Preview]
MAILS = (TextKind.INVITATION, TextKind.REMINDER)
LETTERS = (TextKind.LETTER, TextKind.LETTER_REMINDER)


def shown_texts(texts: Texts, languages: Iterable[str], example: Example, *, by_post: bool) -> list[Shown]:
    """Mails or letters, in each language, filled in with an example that is nobody's."""
    kinds = LETTERS if by_post else MAILS
    return [
        (kind, language, render_preview(texts, kind, language, example))
        for language in languages
        for kind in kinds
    ]
