"""Dutch first, English second: which language a page is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, request
from flask_babel import Babel

if TYPE_CHECKING:
    from flask import Flask

LANGUAGES = ("nl", "en")
"""The languages of the pages, the first being that of the texts in the code and the templates."""


def use_language(language: str) -> None:
    """Choose the language of this request's page; an unknown one is ignored."""
    if language in LANGUAGES:
        g.language = language


def language() -> str:
    """The language of this request's page: chosen by the page, asked for in the address, or Dutch."""
    asked = request.args.get("taal", LANGUAGES[0]) if request else LANGUAGES[0]
    return str(g.get("language", asked if asked in LANGUAGES else LANGUAGES[0]))


def init_language(app: Flask) -> None:
    """Set up the catalogues and tell every template its language."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    Babel(
        app,
        default_locale=LANGUAGES[0],
        default_timezone="Europe/Amsterdam",
        locale_selector=language,
    )
    app.context_processor(lambda: {"language": language()})
