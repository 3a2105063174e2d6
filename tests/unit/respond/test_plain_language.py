"""What respondents read is plain Dutch (B1), as far as counting can tell.

The instrument's wording is not ours to change and stays out, and so do the pages of the staff. What is let
pass stands with a reason in `plain_language.toml`, beside the words to avoid.
"""

import re
import tomllib
from itertools import chain
from pathlib import Path
from statistics import mean

import pytest
from babel.messages.pofile import read_po
from extracting import ROOT, templates_for_respondents, texts_for_respondents

MOST_WORDS, MEAN_WORDS = 15, 9
MOST_WORDS_IN_ENGLISH, MEAN_WORDS_IN_ENGLISH = 20, 10
MOST_LETTERS, MOST_SYLLABLES = 13, 4
LEAST_FLESCH_DOUMA = 75
"""From 70 a text counts as fairly easy; about 60 is standard."""

KNOWN = tomllib.loads(Path(__file__).with_name("plain_language.toml").read_text(encoding="utf-8"))
EXCEPTIONS = {(each["check"], each["what"]): each["reason"] for each in KNOWN["exceptions"]}
VOWEL = r"aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ij|ei|ai|ou|au|[aeiouy]|[à-ü]+"
PARTICIPLE = r"(?:(?:\w+)?ge\w{2,}(?:d|t|en)|(?:be|ver|ont|her)\w{2,}(?:d|t|en))"


def english():
    file = ROOT / "enquete_app/translations/en/LC_MESSAGES/messages.po"
    with file.open("rb") as catalogue:
        translated = {message.id: message.string for message in read_po(catalogue, locale="en")}
    return [translated[text] for text in texts_for_respondents()]


def sentences(text):
    # What is filled in counts as a word.
    filled = re.sub(r"%\(\w+\)[sd]", "Zo", text)
    return [each for each in re.split(r"[.?!:;]+(?:\s+|$)", filled) if each]


def words(text):
    return re.findall(r"[^\W\d_][\w’'-]*", text)


def syllables(word):
    return len(re.findall(VOWEL, word.lower()))


def long_sentences(text):
    return [each for each in sentences(text) if len(words(each)) > MOST_WORDS]


def long_words(text):
    return [
        word
        for sentence in sentences(text)
        for word in words(sentence)
        if len(word) > MOST_LETTERS or syllables(word) > MOST_SYLLABLES
    ]


def difficult_words(text):
    return [word for word in KNOWN["difficult"] if re.search(rf"\b{word}\b", text, re.IGNORECASE)]


def passives(text):
    become = r"\b(?:word|wordt|worden|werd|werden)\b"
    pattern = rf"{become}.*\b{PARTICIPLE}\b|\b{PARTICIPLE}\b.*{become}"
    return [each for each in sentences(text) if re.search(pattern, each, re.IGNORECASE)]


def abbreviations(text):
    return re.findall(
        r"\b[A-Z]{2,}\b|\b(?:\w{1,3}\.){2,}|\b(?:bijv|evt|enz|etc|incl|excl|nr|tel|mw|dhr)\b\.?", text
    )


def informal(text):
    return re.findall(r"\b(?:je|jij|jou|jouw|jullie|jezelf)\b", text, re.IGNORECASE)


CHECKS = {
    "long sentence": long_sentences,
    "long word": long_words,
    "difficult word": difficult_words,
    "passive": passives,
    "abbreviation": abbreviations,
    "not u": informal,
}


def found(check, *among):
    return {what for text in among for what in CHECKS[check](text)}


def prose(among):
    """The sentences of the texts that consist of any: headings and buttons do not count in a mean."""
    return [each for text in among if re.search(r"[.?!:]$", text) for each in sentences(text)]


def mean_words(among):
    return mean(len(words(each)) for each in prose(among))


def flesch_douma(among):
    """Douma's form (1960) of Flesch's reading ease for Dutch."""
    syllables_of = [syllables(word) for each in prose(among) for word in words(each)]
    return 206.84 - 0.93 * mean_words(among) - 77 * mean(syllables_of)


@pytest.mark.parametrize("check", CHECKS)
def test_texts_for_respondents_are_plain(check):
    excepted = {what for kind, what in EXCEPTIONS if kind == check}
    difficult = found(check, *texts_for_respondents())
    advice = {word: KNOWN["difficult"].get(word, "") for word in difficult - excepted}

    assert advice == {}
    assert sorted(excepted - difficult) == [], "these exceptions are not needed any more"


def test_sentences_are_short_and_words_simple_on_the_whole():
    assert mean_words(texts_for_respondents()) <= MEAN_WORDS
    assert flesch_douma(texts_for_respondents()) >= LEAST_FLESCH_DOUMA


def test_english_sentences_are_short_too():
    spoken = list(chain.from_iterable(sentences(text) for text in english()))
    assert [each for each in spoken if len(words(each)) > MOST_WORDS_IN_ENGLISH] == []
    assert mean_words(english()) <= MEAN_WORDS_IN_ENGLISH


def test_every_exception_has_a_reason_and_is_about_a_check():
    assert all(reason.strip() for reason in EXCEPTIONS.values())
    assert {check for check, _ in EXCEPTIONS} <= CHECKS.keys()
    assert len(EXCEPTIONS) == len(KNOWN["exceptions"])


@pytest.mark.parametrize("template", templates_for_respondents())
def test_no_text_of_a_template_escapes_the_catalogue(template):
    assert bare_words((ROOT / "templates" / template).read_text(encoding="utf-8")) == []


def bare_words(template):
    """The words of a template that stand there without `_`, also those in attributes that people hear."""
    plain = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<style>.*?</style>", " ", template, flags=re.DOTALL)
    spoken = re.findall(r'\b(?:alt|title|placeholder|aria-label)="([^"]*)"', plain)
    # Beside tags, attributes that a block or a macro gives, and addresses.
    shown = re.sub(r'<[^>]*>|[\w-]+="[^"]*"|\S+\.nl\b', " ", plain)
    return re.findall(r"[^\W\d_]{2,}", " ".join([*spoken, shown]))


@pytest.mark.parametrize(
    ("check", "text", "what"),
    [
        (
            "long sentence",
            "U kunt " + "heel " * 14 + "lang wachten. Dan niet.",
            "U kunt " + "heel " * 14 + "lang wachten",
        ),
        ("long word", "Lees onze privacyverklaring.", "privacyverklaring"),
        ("long word", "Dit is individueel.", "individueel"),
        ("difficult word", "Dit is reeds gedaan.", "reeds"),
        ("difficult word", "Ten behoeve van u.", "ten behoeve van"),
        ("passive", "Uw klacht wordt snel behandeld.", "Uw klacht wordt snel behandeld"),
        ("passive", "Dat alles verwijderd werd, klopt.", "Dat alles verwijderd werd, klopt"),
        ("passive", "Er worden e-mails gestuurd.", "Er worden e-mails gestuurd"),
        ("abbreviation", "Geef uw BSN.", "BSN"),
        ("abbreviation", "Dat kan bijv. hier.", "bijv."),
        ("abbreviation", "Dat is m.a.w. klaar.", "m.a.w."),
        ("not u", "Wil je meedoen?", "je"),
    ],
)
def test_what_is_not_plain_is_found(check, text, what):
    assert what in found(check, text)


@pytest.mark.parametrize("check", CHECKS)
def test_what_is_plain_passes(check):
    assert (
        found(check, "Wij worden boos. Uw klacht is klaar. U heeft gelijk gekregen, en dat is fijn.") == set()
    )


@pytest.mark.parametrize("template", ["<p>Hallo</p>", '<img alt="Hallo">', "{{ _('x') }} Hallo"])
def test_a_text_outside_the_catalogue_is_found(template):
    assert bare_words(template) == ["Hallo"]
