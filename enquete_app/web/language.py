"""Which language a page is in, and which ones it is offered in."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from babel.support import NullTranslations, Translations
from flask import after_this_request, g, request
from flask_babel import Babel, force_locale, get_locale

from enquete_app.languages import FOLDER, LANGUAGES, SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask import Flask, Response

    from enquete_app.languages import Language


def offer(codes: tuple[str, ...]) -> None:
    """Offer this request's page only in those of these languages that there are; before, it is in all."""
    g.offered = _among(codes)


def offered() -> Mapping[str, Language]:
    """The languages that this request's page is offered in, by code."""
    return cast("Mapping[str, Language]", g.get("offered", LANGUAGES))


def use_language(*wanted: str | None) -> None:
    """Show this request's page in the first of these languages that it is offered in, if there is one."""
    code = next((code for code in wanted if code in offered()), None)
    if code:
        g.language = code


def language() -> str:
    """The language of this request's page: what was chosen for it, else asked for, else the browser's."""
    if "language" not in g:
        g.language = _asked() if request else SOURCE
    return cast("str", g.language)


@contextmanager
def rendering_in(code: str, codes: tuple[str, ...]) -> Iterator[None]:
    """Render something in another language than this request's page.

    Args:
        code: the language.
        codes: those that it is offered in.
    """
    before = language(), offered()
    g.language, g.offered = code, _among(codes)
    try:
        with force_locale(code):
            yield
    finally:
        g.language, g.offered = before


def init_language(app: Flask) -> None:
    """Set up the catalogues and tell every template its language."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(FOLDER)
    Babel(
        app,
        default_locale=SOURCE,
        default_timezone="Europe/Amsterdam",
        locale_selector=language,
    )
    # Flask-Babel's own look up the request, the domain and the catalogue for every text of a page.
    app.jinja_env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["offered"] = offered
    app.context_processor(lambda: _CONTEXT[language()])


_CONTEXT = {code: {"language": code, "direction": each.direction} for code, each in LANGUAGES.items()}


def _asked() -> str:
    asked, codes = request.args.get("taal", ""), offered()
    if asked in codes:
        return asked
    after_this_request(_depends_on_browser)
    # In the order of preference, "nl-NL" before "en"; the library would take what is named exactly first.
    wanted = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality)
    return next((code for code in wanted if code in codes), next(iter(codes)))


def _depends_on_browser(response: Response) -> Response:
    response.vary.add("Accept-Language")
    return response


@cache
def _among(codes: tuple[str, ...]) -> Mapping[str, Language]:
    return MappingProxyType({code: each for code, each in LANGUAGES.items() if code in codes})


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(FOLDER, [language])


def _gettext(text: str) -> str:
    return _catalogue(get_locale().language).gettext(text)


def _ngettext(one: str, many: str, number: int) -> str:
    return _catalogue(get_locale().language).ngettext(one, many, number)
