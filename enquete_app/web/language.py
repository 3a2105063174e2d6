"""Dutch first, English second: which language a page is in."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from babel.support import NullTranslations, Translations
from flask import g, request
from flask_babel import Babel, get_locale

if TYPE_CHECKING:
    from flask import Flask

FOLDER = Path(__file__).resolve().parent.parent / "translations"
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
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(FOLDER)
    Babel(
        app,
        default_locale=LANGUAGES[0],
        default_timezone="Europe/Amsterdam",
        locale_selector=language,
    )
    # Flask-Babel's own look up the request, the domain and the catalogue for every text of a page.
    app.jinja_env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.context_processor(lambda: {"language": language()})


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(FOLDER, [language])


def _gettext(text: str) -> str:
    return _catalogue(get_locale().language).gettext(text)


def _ngettext(one: str, many: str, number: int) -> str:
    return _catalogue(get_locale().language).ngettext(one, many, number)
