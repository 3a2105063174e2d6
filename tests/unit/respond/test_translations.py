"""Whoever reads another language must find no Dutch in between."""

import re

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from extracting import ROOT, all_texts, texts_for_respondents

CATALOGUES = sorted((ROOT / "enquete_app/translations").glob("*/LC_MESSAGES/messages.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")

pytestmark = pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda file: file.parts[-3])


def forms(messages):
    """Each text with its translation; of one with a plural both forms, each with its own."""
    found = {}
    for message in messages:
        if isinstance(message.id, str):
            found |= {message.id: message.string} if message.id else {}
        else:
            found |= dict(zip(message.id, message.string, strict=True))
    return found


def translated(catalogue):
    with catalogue.open("rb") as file:
        return forms(read_po(file))


def test_every_text_is_translated(catalogue):
    # Staff read Dutch or English.
    texts = all_texts() if catalogue.parts[-3] == "en" else texts_for_respondents()
    found = translated(catalogue)
    assert sorted(text for text in texts if not found.get(text)) == []


def test_nothing_is_translated_that_no_page_says(catalogue):
    assert sorted(translated(catalogue).keys() - all_texts()) == []


def test_translations_keep_what_is_filled_in(catalogue):
    for text, translation in translated(catalogue).items():
        if translation:
            assert sorted(PLACEHOLDER.findall(translation)) == sorted(PLACEHOLDER.findall(text)), text


def test_the_compiled_catalogue_is_up_to_date(catalogue):
    with catalogue.with_suffix(".mo").open("rb") as file:
        compiled = forms(each for each in read_mo(file) if each.id)
    assert compiled == {text: found for text, found in translated(catalogue).items() if found}
