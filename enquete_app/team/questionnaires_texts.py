"""A questionnaire's own texts on a page of staff, whose language it may not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from enquete_app.web.language import language

if TYPE_CHECKING:
    from enquete_app.questionnaire import Text


def language_of(text: Text) -> str:
    """The language in which a text is shown: that of the page, or else the text's own first one."""
    return language() if text.get(language()) else next(iter(text))


def words_of(text: Text) -> str:
    """A text where no markup can stand: in a title, a file, or to compare it."""
    return text[language_of(text)]


def said(text: Text) -> Markup:
    """A text for a page, which tells screen readers where it is in another language than the page."""
    spoken = language_of(text)
    if spoken == language():
        return Markup.escape(text[spoken])
    # Also the direction may be another one.
    return Markup('<bdi lang="{}">{}</bdi>').format(spoken, text[spoken])
