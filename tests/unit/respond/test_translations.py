"""Whoever reads English must find no Dutch in between."""

import re
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[3]
CATALOGUE = ROOT / "enquete_app" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
EXTRACTED = {"templates": [("**.html", "jinja2"), ("**.txt", "jinja2")], "enquete_app": [("**.py", "python")]}
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def english():
    with CATALOGUE.open("rb") as file:
        return {message.id: message.string for message in read_po(file, locale="en") if message.id}


def dutch():
    return {
        text
        for folder, methods in EXTRACTED.items()
        for _file, _line, text, _comments, _context in extract_from_dir(
            str(ROOT / folder), methods, keywords=KEYWORDS
        )
    }


def test_every_text_is_translated():
    catalogue = english()
    assert sorted(text for text in dutch() if not catalogue.get(text)) == []


def test_nothing_is_translated_that_no_page_says():
    assert sorted(english().keys() - dutch()) == []


def test_translations_keep_what_is_filled_in():
    for text, translation in english().items():
        assert sorted(PLACEHOLDER.findall(translation)) == sorted(PLACEHOLDER.findall(text)), text


def test_the_compiled_catalogue_is_up_to_date():
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = {message.id: message.string for message in read_mo(file) if message.id}
    assert compiled == english()
