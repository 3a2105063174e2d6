import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.questionnaire import (
    CodeField,
    Problem,
    ProblemKind,
    check_answers,
    largest_answer_bytes,
    load,
    merge,
    on_path,
    read_page,
)

INSTRUMENT = load("klachtbehandeling", "2024")
SUBMIT_PAGE = INSTRUMENT.pages_by_id["indienen"].items
FORMS = st.fixed_dictionaries(
    {},
    optional={
        "V1": st.sampled_from(["", "1", "5"]),
        "V1_anders": st.sampled_from(["", " ", "1", "Fax", "x" * 300]),
        "V2": st.sampled_from(["", "1", "4"]),
        "V2_anders": st.sampled_from(["", " ", "1", "Fax", "x" * 300]),
    },
)


def read(questionnaire, **form):
    return read_page(questionnaire.pages[0].items, form)


def test_chosen_codes_become_numbers(micro):
    assert read(micro("grade"), Grade="10").answers == {"Grade": 10}


@pytest.mark.parametrize("form", [{}, {"Grade": ""}])
def test_nothing_chosen_is_missing_and_no_problem(micro, form):
    reading = read(micro("grade"), **form)
    assert reading.answers == {}
    assert reading.problems == ()
    assert reading.cleared == {"Grade"}


@pytest.mark.parametrize("raw", ["0", "11", "-1", "1.0", "01", " 1", "+1", "1_0", "١", "x"])
def test_anything_but_an_options_code_is_invalid(micro, raw):
    reading = read(micro("grade"), Grade=raw)
    assert reading.problems == (Problem("Grade", ProblemKind.INVALID),)
    assert reading.answers == {}


def test_an_invalid_code_leaves_the_stored_answer_alone(micro):
    assert merge({"Grade": 7}, read(micro("grade"), Grade="99")) == {"Grade": 7}


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("  Bel me \n", "Bel me"),
        ("een\r\ntwee\rdrie", "een\ntwee\ndrie"),
        ("a\tb", "a\tb"),
        ("n\x00u\x07l\x7f", "nul"),
        ("\x00 a", "a"),
        ("caf\u0065\u0301", "caf\u00e9"),
        ("half\ud83d", "half"),
    ],
)
def test_texts_are_normalised(micro, raw, text):
    assert read(micro("text_limit"), Tip=raw).answers == {"Tip": text}


@pytest.mark.parametrize("raw", ["", "   ", "\r\n", "\x00"])
def test_an_empty_text_is_missing(micro, raw):
    reading = read(micro("text_limit"), Tip=raw)
    assert reading.answers == {}
    assert reading.cleared == {"Tip"}


@pytest.mark.parametrize("text", ["é" * 10, "🙂" * 5])
def test_a_text_of_the_limit_is_accepted(text, micro):
    assert read(micro("text_limit"), Tip=text).problems == ()


def test_characters_are_counted_as_browsers_do(micro):
    assert read(micro("text_limit"), Tip="🙂" * 5 + "x").problems


def test_a_text_over_the_limit_is_a_problem_and_is_kept(micro):
    reading = read(micro("text_limit"), Tip="x" * 11)
    assert reading.problems == (Problem("Tip", ProblemKind.TOO_LONG, 10),)
    assert reading.answers == {"Tip": "x" * 11}


def test_the_limit_is_on_the_text_after_normalising(micro):
    assert read(micro("text_limit"), Tip=" 1234\r\n6789 ").problems == ()


def test_a_text_typed_with_nothing_chosen_chooses_its_option(micro):
    reading = read(micro("anders"), How_anders="Fax")
    assert reading.answers == {"How": 2, "How_anders": "Fax"}
    assert reading.problems == ()


def test_a_text_typed_with_another_option_chosen_is_a_problem_that_keeps_both(micro):
    reading = read(micro("anders"), How="1", How_anders="Fax")
    assert reading.problems == (Problem("How_anders", ProblemKind.OTHER_CHOSEN),)
    assert reading.answers == {"How": 1, "How_anders": "Fax"}


def test_an_option_may_be_chosen_without_its_text(micro):
    assert read(micro("anders"), How="2").problems == ()


def test_the_text_of_an_option_has_its_limit(micro):
    reading = read(micro("anders"), How="2", How_anders="x" * 11)
    assert reading.problems == (Problem("How_anders", ProblemKind.TOO_LONG, 10),)


def test_each_field_of_a_compulsory_item_is_asked_for_but_not_the_text_of_an_option(micro):
    problems = read(micro("required")).problems
    assert problems == tuple(
        Problem(name, ProblemKind.REQUIRED) for name in ["Called", "How", "Why", "Grade", "M_1", "M_2"]
    )


def test_a_compulsory_page_filled_in_is_no_problem(micro):
    form = {"Called": "1", "How": "1", "Why": "Zo", "Grade": "7", "M_1": "1", "M_2": "3"}
    assert read(micro("required"), **form).problems == ()


def test_unknown_fields_are_ignored(micro):
    assert read(micro("grade"), Grade="7", go="next", V99="1").answers == {"Grade": 7}


def test_emptying_a_field_takes_its_answer_from_the_draft(micro):
    draft = {"How": 2, "How_anders": "Fax"}
    assert merge(draft, read(micro("anders"), How="2", How_anders=" ")) == {"How": 2}


def test_saving_a_page_leaves_other_pages_and_hidden_items_alone():
    draft = {"V1": 1, "V4a": 2, "V11": "Bel terug."}
    reading = read_page(SUBMIT_PAGE, {"V1": "2"})
    assert merge(draft, reading) == {"V1": 2, "V4a": 2, "V11": "Bel terug."}
    assert draft == {"V1": 1, "V4a": 2, "V11": "Bel terug."}


def test_a_text_too_long_leaves_the_stored_one_alone(micro):
    assert merge({"Tip": "Kort"}, read(micro("text_limit"), Tip="x" * 11)) == {"Tip": "Kort"}


def test_a_text_with_another_option_chosen_is_stored_with_it(micro):
    reading = read(micro("anders"), How="1", How_anders="Fax")
    assert merge({"How": 2}, reading) == {"How": 1, "How_anders": "Fax"}


def test_what_is_compulsory_on_the_path_is_missed_at_sending(micro):
    fields = [problem.field for problem in check_answers(micro("required"), {"Called": 1})]
    assert fields == ["How", "Why", "Grade", "M_1", "M_2"]


def test_problems_off_the_path_are_none(micro):
    assert check_answers(micro("off_path_chain"), {"Called": 2, "Helped": 99}) == ()


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"V1": 7}, Problem("V1", ProblemKind.INVALID)),
        ({"V1": "1"}, Problem("V1", ProblemKind.INVALID)),
        ({"V9_1": 0}, Problem("V9_1", ProblemKind.INVALID)),
        ({"V11": 5}, Problem("V11", ProblemKind.INVALID)),
        ({"V11": "x" * 2001}, Problem("V11", ProblemKind.TOO_LONG, 2000)),
        ({"V1": 1, "V1_anders": "Fax"}, Problem("V1_anders", ProblemKind.OTHER_CHOSEN)),
    ],
)
def test_unsound_answers_are_found_at_sending(answers, problem):
    assert check_answers(INSTRUMENT, answers) == (problem,)


@given(st.text(max_size=30))
def test_normalising_twice_is_normalising_once(raw):
    once = read_page(SUBMIT_PAGE, {"V1_anders": raw}).answers.get("V1_anders", "")
    assert read_page(SUBMIT_PAGE, {"V1_anders": once}).answers.get("V1_anders", "") == once


@given(FORMS)
def test_a_page_saved_and_shown_again_reads_the_same(form):
    first = read_page(SUBMIT_PAGE, form)
    again = read_page(SUBMIT_PAGE, {name: str(value) for name, value in first.answers.items()})
    assert again.answers == first.answers


@given(FORMS)
def test_a_page_without_problems_may_be_sent(form):
    reading = read_page(SUBMIT_PAGE, form)
    if not reading.problems:
        assert check_answers(INSTRUMENT, reading.answers) == ()
        assert on_path(INSTRUMENT, reading.answers) == reading.answers


@given(FORMS, FORMS)
def test_a_draft_never_holds_a_text_too_long(first, second):
    draft = {}
    for form in (first, second):
        draft = merge(draft, read_page(SUBMIT_PAGE, form))
    kinds = {problem.kind for problem in check_answers(INSTRUMENT, draft)}
    assert kinds <= {ProblemKind.OTHER_CHOSEN}


@pytest.mark.parametrize("widest", ["\U0001f600", '"', "\n", "\u20ac"])
def test_no_answers_take_more_bytes_than_foretold(widest):
    fullest = {
        name: max(field.codes)
        if isinstance(field, CodeField)
        else widest * (field.max_length // (len(widest.encode("utf-16-le")) // 2))
        for name, field in INSTRUMENT.fields.items()
    }
    size = len(json.dumps(fullest, ensure_ascii=False, separators=(",", ":")).encode())
    assert size <= largest_answer_bytes(INSTRUMENT) <= 24 * 1024
