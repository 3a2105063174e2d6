"""A questionnaire in one more language: a file of texts beside it, which touches nothing else."""

from pathlib import Path

import pytest

from enquete_app.questionnaire import QuestionnaireError, parse

SOUND = (Path(__file__).parent / "micro" / "sound.toml").read_text(encoding="utf-8")
GERMAN = """
title = "Mikro"
welcome = "Willkommen"
check = "Prüfung"
thanks = "Danke"
publication = "Zu lesen auf:"

[agreement]
1 = "einverstanden"
2 = "nicht einverstanden"
3 = "weiß nicht"

[first]
title = "Eins"

[A]
text = "Recht?"
1 = "Ja"
2 = "Anders"

[M]
text = "Einverstanden?"
M_1 = "Schnell"

[second]
title = "Zwei"

[B]
text = "Note?"
lowest = "1 - schlecht"
highest = "10 - gut"

[third]
title = "Drei"

[C]
text = "Warum?"
"""


def faults_of(german):
    with pytest.raises(QuestionnaireError) as error:
        parse(SOUND, {"de": german})
    return [str(each) for each in error.value.faults]


def test_every_text_of_the_file_finds_its_place():
    questionnaire = parse(SOUND, {"de": GERMAN})

    assert questionnaire.languages == ("nl", "en", "de")
    assert (questionnaire.title["de"], questionnaire.publication["de"]) == ("Mikro", "Zu lesen auf:")
    choice, matrix = questionnaire.pages[0].items
    assert choice.heading["de"] == "Eins"
    assert (choice.text["de"], [option.text["de"] for option in choice.options]) == (
        "Recht?",
        ["Ja", "Anders"],
    )
    assert (matrix.statements[0].text["de"], matrix.options[2].text["de"]) == ("Schnell", "weiß nicht")
    grade = questionnaire.items_by_id["B"]
    assert (grade.options[0].text["de"], grade.options[-1].text["de"]) == ("1 - schlecht", "10 - gut")


def test_the_other_languages_and_everything_else_stay_as_they_were():
    plain, translated = parse(SOUND), parse(SOUND, {"de": GERMAN})

    assert plain.languages == ("nl", "en")
    assert translated.welcome["nl"] == plain.welcome["nl"]
    assert translated.items_by_id["B"].shown_if == plain.items_by_id["B"].shown_if
    assert translated.fields == plain.fields


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('welcome = "Willkommen"', "", "questionnaire: 'welcome' has no text in 'de'"),
        ('1 = "Ja"', '1 = " "', "questionnaire > first > A > 1: 'text' has no text in 'de'"),
        ('M_1 = "Schnell"', "M_1 = 1", "questionnaire > first > M > M_1: 'text' has no text in 'de'"),
        ('1 = "Ja"', '1 = "Ja"\n7 = "Nein"', "'de' has a text for nothing: A > 7"),
        ("[first]", '[D]\ntext = "?"\n[first]', "'de' has a text for nothing: D > text"),
        ("title", 'titel = "Mikro"\ntitle', "'de' has a text for nothing: titel"),
    ],
)
def test_a_missing_or_needless_text_is_a_fault_that_says_where(old, new, fault):
    assert faults_of(GERMAN.replace(old, new, 1)) == [fault]


def test_a_language_of_the_definition_itself_is_not_translated_again():
    with pytest.raises(QuestionnaireError, match="'en' is in the definition already"):
        parse(SOUND, {"en": GERMAN})


def test_a_translation_that_is_no_toml_is_refused():
    assert faults_of("title = ")[0].startswith("de.toml: not TOML")
