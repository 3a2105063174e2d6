"""Words of this layer in a language of the catalogues; no request needed: commands make files too."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from babel.support import Translations

from enquete_app.languages import FOLDER, SOURCE
from enquete_app.questionnaire import MAIN_LANGUAGE, Item, Text

Say = Callable[[str], str]
"""Gives a Dutch text in the language of the file."""


@lru_cache(maxsize=20)
def words_in(language: str) -> Say:
    """Look texts up in the catalogue of a language; Dutch ones, and those that it lacks, stay as they are."""
    if language == SOURCE:
        return str
    return Translations.load(FOLDER, [language]).gettext


def asked_in(text: Text, language: str) -> str:
    """The questionnaire's words in a language, or in its main one where it lacks that."""
    return text.get(language) or text[MAIN_LANGUAGE]


def options_in(item: Item, language: str) -> dict[int, str]:
    """The words of each answer by code, as a table has them."""
    return {option.code: asked_in(option.text, language).removesuffix(":") for option in item.options}
