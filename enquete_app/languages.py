"""Which languages there are: that of the texts in the code, and each with a catalogue in `translations`.

They are looked for once, when the program starts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).resolve().parent / "translations"
SOURCE = "nl"
"""The language in which the texts of the code and the templates are written."""
ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Language:
    """A language that pages and mails can be in.

    Args:
        code: of ISO 639, also the name of its folder.
        name: what its speakers call it.
        direction: in which it is written: "ltr" or "rtl".
    """

    code: str
    name: str
    direction: str


def _language(code: str) -> Language:
    locale = Locale.parse(code)
    if str(locale) != code or not locale.language_name:
        raise UnknownLocaleError(code)
    # Some write it with a small letter, which looks like a mistake on a button.
    name = locale.language_name[0].upper() + locale.language_name[1:]
    return Language(code, name, locale.text_direction)


def _all() -> Mapping[str, Language]:
    catalogues = FOLDER.glob("*/LC_MESSAGES/messages.mo")
    translated = (_language(file.parent.parent.name) for file in catalogues)
    sorted_by_name = sorted(translated, key=lambda language: language.name)
    return MappingProxyType({each.code: each for each in (_language(SOURCE), *sorted_by_name)})


LANGUAGES = _all()
"""All languages by code, that of the texts first."""


def _names() -> dict[str, str]:
    return {
        name.casefold(): code
        for code, language in LANGUAGES.items()
        for name in (
            *(code, language.name),
            *(Locale.parse(other).languages.get(code, code) for other in (SOURCE, ENGLISH)),
        )
    }


_NAMES = _names()


@lru_cache(maxsize=1000)
def language_meant(written: str) -> str:
    """The code of the language that somebody wrote down, such as "en", "ENG", "en-GB", "Engels" or "English".

    Returns:
        A language that there is: that of the texts where another or none is meant.
    """
    words = re.findall(r"[^\W\d_]+", written.casefold())
    word = words[0] if words else ""
    if word in _NAMES:
        return _NAMES[word]
    try:
        # Knows the codes of three letters too.
        code = Locale.parse(word).language
    except (ValueError, UnknownLocaleError):
        return SOURCE
    return code if code in LANGUAGES else SOURCE
