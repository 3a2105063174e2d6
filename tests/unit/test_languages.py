"""Which languages there are, and how a register may write them."""

import pytest

from enquete_app.languages import LANGUAGES, language_meant


def test_each_language_is_called_what_its_speakers_call_it():
    assert {code: language.name for code, language in LANGUAGES.items()} == {
        "nl": "Nederlands",
        "en": "English",
    }


@pytest.mark.parametrize(
    "written", ["en", "EN", " en ", "en-GB", "en_US", "eng", "English", "Engels", "English (UK)"]
)
def test_a_language_is_understood_as_registers_write_it(written):
    assert language_meant(written) == "en"


@pytest.mark.parametrize("written", ["", "nl", "Nederlands", "Dutch", "fr", "Entlebuch", "-", "0", "🙂"])
def test_whatever_else_is_written_means_dutch(written):
    assert language_meant(written) == "nl"
