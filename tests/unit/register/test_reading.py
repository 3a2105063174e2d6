from datetime import date

import pytest
from builders import HEADING, LINE, REGISTER
from register_builders import told

from enquete_app.register.reading import RegisterError, read_register


def test_the_example_has_534_readable_rows():
    rows = list(read_register(REGISTER, postal=False))

    assert len(rows) == 534
    assert not any(row.refusals for row in rows)


def test_postal_columns_are_not_even_read_unless_wanted():
    without = next(read_register(REGISTER, postal=False))
    with_them = next(read_register(REGISTER, postal=True))

    assert not {"name", "address", "postcode", "town"} & without.values.keys()
    assert with_them.values["address"] == "Voorbeeldstraat 8"


def test_dates_become_dates_and_an_empty_one_none(read):
    [row] = read(f"{HEADING}\nK-1;klacht;formeel;2025-01-02;;gegrond;jan@inwoner.example")

    assert row.values["received"] == date(2025, 1, 2)
    assert row.values["closed"] is None


def test_a_missing_column_is_named(read):
    with pytest.raises(RegisterError, match=r"missing: afgehandeld_op\. Found: zaaknummer"):
        read(HEADING.replace("afgehandeld_op", "gesloten") + "\n" + LINE)


def test_a_column_that_occurs_twice_is_named(read):
    with pytest.raises(RegisterError, match="more than once: oordeel"):
        read(f"{HEADING};oordeel\n{LINE};ongegrond")


@pytest.mark.parametrize("content", ["", "\n", ";;;\n", "sep=;\n", "\ufeff"])
def test_an_empty_file_is_refused(read, content):
    with pytest.raises(RegisterError, match=r"^The file is empty\.$"):
        read(content)


@pytest.mark.parametrize("content", [HEADING, f"{HEADING}\n", f"{HEADING}\n;;;;;;\n\n"])
def test_a_register_of_nothing_but_headings_is_refused(read, content):
    with pytest.raises(RegisterError, match=r"^The register has no rows\.$"):
        read(content)


def test_a_case_number_that_comes_again_is_refused_where_it_comes_again(read):
    first, second = read(f"{HEADING}\n{LINE}\n{LINE}")

    assert not first.refusals
    assert told(second) == [(3, "zaaknummer", "K-1 is already in row 2")]


def test_a_case_number_written_in_two_unicode_forms_is_one_complaint(read):
    composed, decomposed = LINE.replace("K-1", "K-\u00e9\u200b"), LINE.replace("K-1", "\ufeffK-e\u0301")

    first, second = read(f"{HEADING}\n{composed}\n{decomposed}")

    assert first.values["case_number"] == "K-\u00e9"
    assert "already in row 2" in second.refusals[0].reason


def test_a_case_number_too_long_for_the_database_is_refused(read):
    [row] = read(f"{HEADING}\n{LINE.replace('K-1', 'K' * 201)}")

    assert told(row) == [(2, "zaaknummer", "is longer than 200 signs")]


@pytest.mark.parametrize(("column", "at"), [("zaaknummer", 0), ("soort", 1), ("ontvangen_op", 3)])
def test_what_cannot_be_missing_is_refused_when_empty(read, column, at):
    cells = LINE.split(";")
    cells[at] = " "

    [row] = read(f"{HEADING}\n{';'.join(cells)}")

    assert told(row)[0] == (2, column, "is empty")


def test_closing_before_receipt_is_refused(read):
    [row] = read(f"{HEADING}\n{LINE.replace('2025-02-03', '2024-12-31')}")

    assert row.refusals[0].column == "afgehandeld_op"


def test_blank_lines_are_passed_over_and_rows_keep_their_number(read):
    [row] = read(f"{HEADING}\n;;;;;;\n{LINE}")

    assert row.number == 3


def test_blank_lines_before_the_heading_are_passed_over_too(read):
    [row] = read(f"\n,,,\n{HEADING.replace(';', ',')}\n{LINE.replace(';', ',')}")

    assert (row.number, row.values["case_number"]) == (4, "K-1")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("K-1;klacht;formeel;2025-01-02;2025-02-03;;gegrond;Jansen;x2@inwoner.example", 9),
        ("K-1;klacht;formeel;2025-02-03;gegrond;jan@inwoner.example", 6),
        ("K-1;klacht;formeel;2025-01-02;2025-02-03;gegrond", 6),
    ],
)
def test_a_row_with_a_cell_too_many_or_too_few_is_refused(read, line, found):
    [row] = read(f"{HEADING}\n{line}")

    assert told(row) == [(2, "", f"has {found} cells, the heading has 7")]


@pytest.mark.parametrize(("heading", "line"), [("", ";;"), (";", ""), (";;", "; ;;;")])
def test_empty_cells_at_the_end_do_not_count(read, heading, line):
    [row] = read(f"{HEADING}{heading}\n{LINE}{line}")

    assert not row.refusals
