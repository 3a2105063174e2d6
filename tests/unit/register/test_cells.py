import pytest
from builders import HEADING, LINE
from hypothesis import example, given
from hypothesis import strategies as st
from register_builders import told

from enquete_app.register.cells import text_of
from enquete_app.sampling.frame import _UNSAFE


@pytest.mark.parametrize("broken", ["2025-02-30", "31-31-2025", "gisteren", "2025-1-2"])
def test_a_broken_date_is_refused_with_its_row_and_column(read, broken):
    [row] = read(f"{HEADING}\n{LINE.replace('2025-02-03', broken)}")

    [refusal] = row.refusals
    assert (refusal.row, refusal.column) == (2, "afgehandeld_op")
    assert broken in refusal.reason


def test_line_breaks_and_blanks_in_a_cell_become_one_blank(read):
    [row] = read(HEADING + '\nK-1;klacht;formeel;2025-01-02;;"ge\n grond";" jan@inwoner.example "')

    assert row.values["judgement"] == "ge grond"
    assert row.values["email"] == "jan@inwoner.example"


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\x7f", "\x80", "\x85", "\x9f"])
def test_a_control_character_that_no_frame_can_hold_is_refused_and_named(read, sign):
    [row] = read(f"{HEADING}\n{LINE.replace('K-1', f'K-{sign}1')}")

    assert told(row) == [(2, "zaaknummer", f"holds an unreadable sign (U+{ord(sign):04X})")]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (12, "12"),
        ("e\u0301", "\u00e9"),
        ("a\u200bb", "ab"),
        ("a\ufeffb", "ab"),
        ("\u200e a\u00a0\u2028b \u200f", "a b"),
    ],
)
def test_equal_texts_are_equal_however_they_are_written(cell, text):
    assert text_of(cell) == text


@given(st.text())
@example("a\u200b\u0301 \u2029\x85")
@example("\ud800")
def test_what_is_accepted_fits_in_a_frame_and_is_read_as_itself(cell):
    try:
        text = text_of(cell)
    except ValueError:
        return

    assert not _UNSAFE.search(text)
    assert text_of(text) == text
