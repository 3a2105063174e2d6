"""Questions and answers in words."""

from enquete_app.questionnaire import load, question_of, sections

QUESTIONNAIRE = load("klachtbehandeling", "2024")


def given(answers, language="nl"):
    return {
        line.field: line.answer
        for section in sections(QUESTIONNAIRE, answers, language)
        for line in section.given
    }


def test_an_answer_is_the_words_of_its_option_in_the_language_of_the_page():
    assert given({"V2": 2})["V2"] == "Schriftelijk"
    assert given({"V2": 2}, "en")["V2"] == "In writing"


def test_what_was_typed_beside_an_option_follows_it():
    assert given({"V1": 5, "V1_anders": "via de wethouder"})["V1"] == "Anders, namelijk: via de wethouder"


def test_text_beside_an_option_that_is_not_chosen_is_not_repeated():
    assert given({"V1": 1, "V1_anders": "via de wethouder"})["V1"] == "Digitaal (website/ e-mail)"


def test_a_skipped_question_has_no_answer():
    assert given({})["V11"] is None


def test_each_statement_is_listed_by_itself():
    lines = given({"V6_1": 1, "V6_2": 6})
    assert (lines["V6_1"], lines["V6_2"], lines["V6_3"]) == ("helemaal eens", "weet ik niet", None)
    assert "V6" not in lines


def test_questions_off_the_path_are_not_listed():
    assert "V4a" not in given({"V3": 3, "V4a": 1})
    assert given({"V3": 1, "V4a": 1})["V4a"] == "Ja"


def test_consecutive_pages_of_one_heading_make_one_section():
    titles = [section.title for section in sections(QUESTIONNAIRE, {"V3": 1}, "nl")]
    assert titles == [
        "Manier van indienen van de klacht.",
        "Resultaat van de klacht.",
        "De klachtenprocedure.",
        "Tot slot.",
    ]


def test_a_field_belongs_to_its_question_or_its_statement():
    assert question_of("V1_anders", QUESTIONNAIRE, "nl") == "Hoe heeft u de klacht ingediend?"
    assert question_of("V9_4", QUESTIONNAIRE, "en") == "I found the complaint handler friendly."
