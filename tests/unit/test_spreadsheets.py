"""A table becomes a file in which texts stay texts and numbers stay numbers."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from enquete_app.spreadsheets import DANGEROUS, csv_pieces, neutral, workbook

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://a.example")']


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_would_take_for_a_formula_gets_an_apostrophe(text):
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Jan", "", "a=b", 5, -5, None, 1.5])
def test_all_else_is_left_alone(value):
    assert neutral(value) == value


@given(
    st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))), max_size=5)
)
def test_no_cell_of_a_csv_file_begins_like_a_formula_and_nothing_else_changes(rows):
    text = "".join(csv_pieces(["a"], rows))
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))

    assert text.startswith("\ufeff")
    assert read[1:] == [[neutral(cell) for cell in row] for row in rows]
    assert not any(cell.startswith(DANGEROUS) for row in read for cell in row)


def test_a_fraction_is_written_with_a_comma_and_nothing_as_nothing():
    assert "".join(csv_pieces(["a", "b", "c"], [[0.5, None, -3]])) == "\ufeffa;b;c\r\n0,5;;-3\r\n"


def test_a_long_table_comes_in_pieces():
    pieces = list(csv_pieces(["a"], ([number] for number in range(1000))))

    assert len(pieces) > 5
    assert "".join(pieces).count("\r\n") == 1001


def test_a_workbook_keeps_texts_as_texts_and_numbers_as_numbers():
    file = workbook(
        "Een heel lange titel van dit werkblad", ["naam", "getal"], [["=1+1", -1], ["a\x01b", None]]
    )
    sheet = load_workbook(io.BytesIO(file)).active

    assert [[(cell.value, cell.data_type) for cell in row] for row in sheet.rows] == [
        [("naam", "s"), ("getal", "s")],
        [("=1+1", "s"), (-1, "n")],
        [("ab", "s"), (None, "n")],
    ]
