"""The definition of 2024 is the instrument, to the letter."""

import csv
import re
from pathlib import Path

import pytest

import enquete_app.questionnaire
from enquete_app.questionnaire import (
    Condition,
    ItemType,
    available,
    check_answers,
    load,
    on_path,
    path,
    shown,
)

EXAMPLE = Path(enquete_app.questionnaire.__file__).parents[1] / "cli" / "klachtbehandeling-2024"
WORDING = (EXAMPLE / "vragenlijst.md").read_text(encoding="utf-8")
QUESTIONS = WORDING.split("## How the published report used it")[0]
STATEMENTS = ["V6_1", "V6_2", "V6_3", "V6_4", "V6_5", "V9_1", "V9_2", "V9_3", "V9_4", "V9_5"]


def without_notes(line):
    """Drop what is set in italics: rules, which respondents do not see."""
    return re.sub(r" ?\*\([^)]*\)\*", "", line).strip()


def passage(name):
    """Return a text that runs over several lines, such as the welcome page's."""
    [text] = re.findall(rf"\*\*{name}\.\*\* (.*?)(?=\n\n|\Z)", QUESTIONS, flags=re.DOTALL)
    return without_notes(" ".join(text.split()))


def block(item_id):
    """Return the lines about one item, from its question to the next question or heading."""
    [text] = re.findall(
        rf"^\*\*{item_id}\*\* .*?(?=\n\n|\n## |\Z)", QUESTIONS, flags=re.DOTALL | re.MULTILINE
    )
    return text.splitlines()


def written_question(item_id):
    return without_notes(block(item_id)[0].removeprefix(f"**{item_id}**"))


def written_options(item_id):
    """Return (code, text, opens a text) of each numbered line."""
    lines = [re.fullmatch(r"(\d+)\. (.*?)( \[text\])?", line) for line in block(item_id)]
    return [(int(m[1]), m[2], bool(m[3])) for m in lines if m]


def dutch_options(item):
    return [(option.code, option.text["nl"], option.opens_text) for option in item.options]


def rows():
    with (EXAMPLE / "antwoorden.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def answers_of(row, instrument):
    return {
        name: int(row[name]) if hasattr(field, "codes") else row[name]
        for name, field in instrument.fields.items()
        if row[name]
    }


def test_the_questions_are_those_of_the_instrument_in_its_order(instrument):
    written = re.findall(r"^\*\*(V\w+)\*\*", QUESTIONS, flags=re.MULTILINE)
    assert list(instrument.items_by_id) == written
    assert [item.text["nl"] for item in instrument.items_by_id.values()] == [
        written_question(item_id) for item_id in written
    ]


@pytest.mark.parametrize("item_id", ["V1", "V2", "V3", "V5"])
def test_options_are_worded_and_coded_to_the_letter(instrument, item_id):
    assert len(written_options(item_id)) > 1
    assert dutch_options(instrument.items_by_id[item_id]) == written_options(item_id)


@pytest.mark.parametrize("item_id", ["V4a", "V4b", "V4c"])
def test_the_three_whys_share_the_options_written_once(instrument, item_id):
    assert dutch_options(instrument.items_by_id[item_id]) == written_options("V4a")


@pytest.mark.parametrize("item_id", ["V6", "V9"])
def test_both_matrices_have_the_written_scale(instrument, item_id):
    [scale] = re.findall(r"^scale: (.*)$", QUESTIONS, flags=re.MULTILINE)
    options = instrument.items_by_id[item_id].options
    assert " · ".join(f"{option.code}. {option.text['nl']}" for option in options) == scale


def test_statements_are_worded_to_the_letter(instrument):
    written = re.findall(r"^- (V\d_\d) (.*)$", QUESTIONS, flags=re.MULTILINE)
    assert [(line.id, line.text["nl"]) for line in instrument.statements] == [
        (name, without_notes(text)) for name, text in written
    ]


@pytest.mark.parametrize("item_id", ["V7", "V8"])
def test_hints_are_worded_to_the_letter(instrument, item_id):
    [hint] = [line.removeprefix("hint: ") for line in block(item_id) if line.startswith("hint: ")]
    assert instrument.items_by_id[item_id].hint["nl"] == hint


def test_only_the_explanations_have_a_hint(instrument):
    assert [item.id for item in instrument.items_by_id.values() if item.hint] == ["V7", "V8"]


def test_grades_are_worded_to_the_letter(instrument):
    [line] = [line for line in block("V10") if line.startswith("options: ")]
    written = line.removeprefix("options: ").split(" · ")
    options = instrument.items_by_id["V10"].options
    assert [option.text["nl"] for option in options] == written
    assert [option.code for option in options] == list(range(1, 11))


def test_the_texts_around_the_questions_are_worded_to_the_letter(instrument):
    assert instrument.welcome["nl"] == passage("Welcome page")
    assert instrument.check["nl"] == passage("Check page")
    after = f"{instrument.thanks['nl']} {instrument.publication['nl']}"
    assert after == passage("After sending")


def test_each_question_stands_under_its_heading(instrument):
    heading, expected = "", {}
    for line in QUESTIONS.splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ")
        elif match := re.match(r"\*\*(V\w+)\*\*", line):
            expected[match[1]] = heading
    assert expected == {item.id: item.heading["nl"] for item in instrument.items_by_id.values()}


def test_the_pages(instrument):
    assert {page.id: [item.id for item in page.items] for page in instrument.pages} == {
        "indienen": ["V1", "V2"],
        "gelijk": ["V3"],
        "procedure": ["V4a", "V4b", "V4c", "V5", "V6"],
        "klachtbehandelaar": ["V7", "V8", "V9"],
        "cijfer": ["V10"],
        "tip": ["V11"],
    }


@pytest.mark.parametrize("edition", available())
def test_everybody_gets_all_pages_so_that_their_number_tells_nothing(edition):
    questionnaire = load(*edition)

    assert all(any(not item.shown_if for item in page.items) for page in questionnaire.pages)


def test_the_routes(instrument):
    rules = {item.id: item.shown_if for item in instrument.items_by_id.values() if item.shown_if}
    assert rules == {
        "V4a": (Condition("V3", frozenset({1})),),
        "V4b": (Condition("V3", frozenset({2})),),
        "V4c": (Condition("V3", frozenset({3})),),
        "V7": (Condition("V6_1", frozenset({4, 5})),),
        "V8": (Condition("V6_2", frozenset({4, 5})),),
    }


def test_the_roles_in_the_analysis(instrument):
    assert instrument.outcome.id == "V3"
    assert instrument.grade.id == "V10"
    assert instrument.key_indicator == Condition("V2", frozenset({3}))
    assert [line.id for line in instrument.statements] == STATEMENTS
    assert {line.id: line.base for line in instrument.statements if line.base} == {
        "V9_2": Condition("V5", frozenset({1}))
    }


@pytest.mark.parametrize("statement_id", STATEMENTS)
def test_statements_are_turned_round_so_that_five_is_full_agreement(instrument, statement_id):
    [line] = [line for line in instrument.statements if line.id == statement_id]
    assert [line.score(code) for code in range(1, 7)] == [5, 4, 3, 2, 1, None]


def test_no_question_is_compulsory(instrument):
    assert not any(item.required for item in instrument.items_by_id.values())


def test_texts_are_limited_as_promised(instrument):
    limits = {
        item.text_field.name: item.text_field.max_length
        for item in instrument.items_by_id.values()
        if item.text_field
    }
    assert limits == dict.fromkeys(["V7", "V8", "V11"], 2000) | dict.fromkeys(
        ["V1_anders", "V2_anders", "V3_anders", "V4a_anders", "V4b_anders", "V4c_anders"], 250
    )


def test_every_type_of_item_is_used(instrument):
    assert {item.type for item in instrument.items_by_id.values()} == set(ItemType)


def test_form_fields_are_the_columns_of_the_answers_file(instrument):
    assert ["zaaknummer", *instrument.fields] == list(rows()[0])


def test_the_example_has_76_answer_sets():
    assert len(rows()) == 76


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["zaaknummer"])
def test_each_example_answer_is_sound_and_on_its_path(instrument, row):
    answers = answers_of(row, instrument)
    assert check_answers(instrument, answers) == ()
    assert on_path(instrument, answers) == answers
    filled = {instrument.items_by_field[name].id for name in answers}
    asked = {item.id for page in path(instrument, answers) for item in shown(page, instrument, answers)}
    # Everybody answered all that was asked; only the tip was left open by some.
    assert asked - filled <= {"V11"}
    assert filled <= asked
